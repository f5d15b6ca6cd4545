"""`GET /slack/install` and `/slack/oauth_redirect`: Bolt's own OAuth flow over our stores."""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Now
from bot.db import Db
from bot.web.installs import InstallationStore, StateStore

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
PICTURES = "https://platform.slack-edge.com"


class OAuth:
    """Installs into any number of workspaces."""

    def __init__(
        self,
        db: Db,
        client: AsyncWebClient,
        *,
        client_id: str,
        client_secret: str,
        scopes: Sequence[str],
        pane_scope: str,
        public_url: str | None,
        clock: Now,
        installed: Callable[[], Awaitable[None]],
    ) -> None:
        def asking_for(*scopes: str) -> AsyncOAuthFlow:
            settings = AsyncOAuthSettings(
                client_id=client_id,
                client_secret=client_secret,
                scopes=list(scopes),
                redirect_uri=f"{public_url.rstrip('/')}{REDIRECT}" if public_url else None,
                install_path=INSTALL,
                redirect_uri_path=REDIRECT,
                installation_store=InstallationStore(db, clock),
                state_store=StateStore(db, clock),
            )
            return AsyncOAuthFlow(client=client, settings=settings)

        self._flow = asking_for(*scopes)
        self._flow_with_pane = asking_for(*scopes, pane_scope)
        self._installed = installed

    def routes(self) -> list[web.RouteDef]:
        return [web.get(INSTALL, self._install), web.get(REDIRECT, self._redirect)]

    async def _install(self, request: web.Request) -> web.Response:
        """With `?pane` the workspace is asked to allow the agent pane too."""
        flow = self._flow_with_pane if "pane" in request.query else self._flow
        return await _shown(await flow.handle_installation(await to_bolt_request(request)))

    async def _redirect(self, request: web.Request) -> web.Response:
        answer = await self._flow.handle_callback(await to_bolt_request(request))
        if answer.status == 200:
            await self._installed()
        return await _shown(answer)


async def _shown(answer: BoltResponse) -> web.Response:
    """A page of Bolt's: its own style sheet and Slack's picture are let in, and nothing else."""
    sheets = (b64encode(sha256(sheet.encode()).digest()).decode() for sheet in STYLE.findall(answer.body))
    styles = " ".join(f"'sha256-{one}'" for one in sheets) or "'none'"
    response = await to_aiohttp_response(answer)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {styles}; img-src {PICTURES} data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
