"""`GET /slack/install` and `/slack/oauth_redirect`: Bolt's own OAuth flow over our stores."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Now
from bot.db import Db
from bot.web.installs import InstallationStore, StateStore

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"


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
        public_url: str | None,
        clock: Now,
        installed: Callable[[], Awaitable[None]],
    ) -> None:
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
        self._flow = AsyncOAuthFlow(client=client, settings=settings)
        self._installed = installed

    def routes(self) -> list[web.RouteDef]:
        return [web.get(INSTALL, self._install), web.get(REDIRECT, self._redirect)]

    async def _install(self, request: web.Request) -> web.Response:
        return await to_aiohttp_response(await self._flow.handle_installation(await to_bolt_request(request)))

    async def _redirect(self, request: web.Request) -> web.Response:
        answer = await self._flow.handle_callback(await to_bolt_request(request))
        await self._installed()
        return await to_aiohttp_response(answer)
