"""OAuth installs into our own tables: one row a workspace, tokens sealed, states used once."""

import logging
import secrets
from datetime import datetime, timedelta
from logging import Logger

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation as SlackInstallation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy import delete

from bot.clock import Now
from bot.db import Db
from bot.workspaces import organisations, service
from bot.workspaces.models import OAuthState
from bot.workspaces.organisations import Granted
from bot.workspaces.service import Installation

log = logging.getLogger(__name__)

STATE_LASTS = timedelta(minutes=10)


class InstallationStore(AsyncInstallationStore):
    """What Bolt's OAuth flow saves goes to `workspaces`; requests are authorized elsewhere."""

    def __init__(self, db: Db, clock: Now) -> None:
        self._db = db
        self._clock = clock

    @property
    def logger(self) -> Logger:
        return log

    async def async_save(self, installation: SlackInstallation) -> None:
        """Keep the installation of a workspace, or of an organisation for its workspaces."""
        if installation.is_enterprise_install:
            await self._save_organisation(installation)
            return
        if not installation.team_id or not installation.bot_token or not installation.bot_user_id:
            raise BoltError("only an installation with a bot token can be kept")
        kept = Installation(
            workspace_id=installation.team_id,
            name=installation.team_name or "",
            bot_token=installation.bot_token,
            bot_user_id=installation.bot_user_id,
            bot_id=installation.bot_id,
            app_id=installation.app_id,
            enterprise_id=installation.enterprise_id,
            scopes=",".join(installation.bot_scopes or ()),
            refresh_token=installation.bot_refresh_token,
            token_expires_at=self._expires(installation),
        )
        async with self._db.begin() as session:
            await service.install(session, kept, now=self._clock())
        log.info("workspace.installed workspace=%s", installation.team_id)

    async def _save_organisation(self, installation: SlackInstallation) -> None:
        if not installation.enterprise_id or not installation.bot_token or not installation.bot_user_id:
            raise BoltError("only an installation with a bot token can be kept")
        if installation.bot_refresh_token:
            raise BoltError("token rotation and one token for a whole organisation do not go together")
        granted = Granted(
            organisation_id=installation.enterprise_id,
            name=installation.enterprise_name or "",
            bot_token=installation.bot_token,
            bot_user_id=installation.bot_user_id,
            bot_id=installation.bot_id,
            app_id=installation.app_id,
            scopes=",".join(installation.bot_scopes or ()),
        )
        async with self._db.begin() as session:
            await organisations.install(session, granted, now=self._clock())
        log.info("organisation.installed organisation=%s", installation.enterprise_id)

    def _expires(self, installation: SlackInstallation) -> datetime | None:
        """By our clock, not by the one that the SDK reads."""
        if not installation.bot_token_expires_at:
            return None
        return self._clock() + timedelta(
            seconds=installation.bot_token_expires_at - installation.installed_at
        )

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The installed bot of a workspace."""
        async with self._db.read() as session:
            found = await service.find(session, team_id or "")
        if found is None or found.bot_token is None:
            return None
        return Bot(
            app_id=found.app_id,
            enterprise_id=found.enterprise_id,
            team_id=found.workspace_id,
            bot_token=found.bot_token,
            bot_id=found.bot_id or "",
            bot_user_id=found.bot_user_id or "",
            bot_scopes=found.scopes,
            installed_at=found.installed_at.timestamp(),
        )


class StateStore(AsyncOAuthStateStore):
    """OAuth states that are good once, for ten minutes, in whichever process they come back."""

    def __init__(self, db: Db, clock: Now) -> None:
        self._db = db
        self._clock = clock

    @property
    def logger(self) -> Logger:
        return log

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        state = secrets.token_urlsafe(32)
        async with self._db.begin() as session:
            session.add(OAuthState(state=state, expires_at=self._clock() + STATE_LASTS))
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether this state was issued by us, has not expired and was never used."""
        async with self._db.begin() as session:
            await session.execute(delete(OAuthState).where(OAuthState.expires_at <= self._clock()))
            used = await session.scalar(
                delete(OAuthState).where(OAuthState.state == state).returning(OAuthState.state)
            )
        return used is not None
