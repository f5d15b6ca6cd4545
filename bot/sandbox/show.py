"""The sandbox as a product: the fake Slack and the bot in one process, seeded, with a clock to move."""

import logging
from datetime import UTC, datetime, time, timedelta

from bot.app import Product
from bot.clock import SandboxClock
from bot.clock import now as real_now
from bot.sandbox import story
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.play import Play
from bot.sandbox.server import routes
from bot.sandbox.tour import Tour
from bot.sandbox.workspace import SandboxWorkspace
from bot.settings import Settings
from bot.web.links import base_of
from bot.workspaces import service as workspaces

log = logging.getLogger(__name__)

OWN_DATABASE = "sqlite:///var/sandbox.db"
START = time(7, 40)  # before anybody's first card of the day west of Asia


def opening(now: datetime) -> datetime:
    """The Monday morning nearest to today: every story begins with a whole working week ahead."""
    monday = now.date() - timedelta(days=now.weekday())
    if now.weekday() > 4:
        monday += timedelta(days=7)
    return datetime.combine(monday, START, tzinfo=UTC)


class NotAlone(Exception):
    """The database holds a real workspace: the sandbox will not touch it."""


def alone(settings: Settings) -> Settings:
    """The settings without Slack, and with a database of the sandbox's own unless one was named."""
    slack = {
        name: None for name in Settings.model_fields if name.startswith("slack_") and name != "slack_api_url"
    }
    usual = settings.database_url == Settings.model_fields["database_url"].default
    database = OWN_DATABASE if usual else settings.database_url
    return settings.model_copy(update={**slack, "database_url": database})


class Show:
    """Everything of `make run` without Slack settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = alone(settings)
        self._clock = SandboxClock(opening(real_now()))
        self.workspace = SandboxWorkspace(self._clock)
        self._product: Product | None = None
        self._door: HttpDoor | None = None

    async def start(self) -> str:
        """Serve both on one port, install, seed; returns the address to open."""
        app = self.workspace.state.app
        base = base_of(self._settings.model_copy(update={"afterglow_public_url": None}))
        product = self._product = Product(self._settings, clock=self._clock, api_url=f"{base}/api/")
        play = Play(product, self._clock)
        page = routes(self.workspace, advance=play.advance, tour=Tour(product.db).done)
        web_app = product.web_app(secrets=[app.signing_secret], more=page)
        # The clock of the story moves: no tick and no send before we know that nobody real is here.
        await product.start(web_app, begin=False)
        await product.until(product.migrated)
        self.workspace.state.address = base
        self._door = HttpDoor(f"{base}/slack/events", app.signing_secret)
        self.workspace.door = self._door
        async with product.db.read() as session:
            others = await workspaces.others(session, self.workspace.state.team_id)
        if others:
            raise NotAlone
        await story.seed(product, self.workspace, now=self._clock())
        product.begin_work()
        await play.advance(None)  # the first card is there when the page opens
        return base

    async def stop(self) -> None:
        await self.workspace.close_doors()
        if self._product is not None:
            await self._product.stop()
        if self._door is not None:
            await self._door.close()
