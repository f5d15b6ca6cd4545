"""Installing by OAuth: a state used once, the token sealed in our own table, the roster read."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from bot.app import Product
from bot.clock import SandboxClock
from bot.people.models import Member
from bot.sandbox.server import serving
from bot.sandbox.workspace import SandboxWorkspace
from bot.settings import Settings
from bot.web.server import Server
from bot.workspaces import organisations
from bot.workspaces import service as workspaces
from bot.workspaces.models import OAuthState
from bot.workspaces.service import Installation

# slack_sdk hands aiohttp the client's id and secret in a way that aiohttp will drop one day.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:slack_sdk")


class Installer:
    """A browser in front of a product that nobody installed yet."""

    def __init__(self, product: Product, workspace: SandboxWorkspace, address: str) -> None:
        self.product = product
        self.workspace = workspace
        self.address = address
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def begin(self) -> tuple[str, str]:
        """Open the install page; the state in its link, and the cookie that goes with it."""
        query, cookie = await self.open()
        assert "chat:write" in query["scope"][0].split(",")
        return query["state"][0], cookie

    async def open(self, more: str = "") -> tuple[dict[str, list[str]], str]:
        """What the link of the install page asks Slack for, and the page's cookie."""
        async with self.http.get(f"{self.address}/slack/install{more}") as page:
            assert page.status == 200
            link = re.search(r'href="([^"]+oauth/v2/authorize[^"]+)"', await page.text())
            cookie = page.headers["Set-Cookie"].split(";")[0]
        assert link is not None
        return parse_qs(urlsplit(link[1].replace("&amp;", "&")).query), cookie

    async def come_back(self, *, state: str, cookie: str, code: str) -> int:
        url = f"{self.address}/slack/oauth_redirect"
        query = {"code": code, "state": state}
        async with self.http.get(url, params=query, headers={"Cookie": cookie}) as page:
            return page.status


@pytest.fixture
async def installer(database_url: str, clock: SandboxClock) -> AsyncIterator[Installer]:
    workspace = SandboxWorkspace(clock)
    app = workspace.state.app
    async with serving(workspace) as slack:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            database_url=database_url,
            slack_signing_secret="secret",
            slack_client_id=app.client_id,
            slack_client_secret=app.client_secret,
            slack_api_url=f"{slack}/api/",
            afterglow_encryption_key=Fernet.generate_key().decode(),
        )
        product = Product(settings, clock=clock)
        server = Server(product.web_app(secrets=["secret"]), host="127.0.0.1", port=0)
        made = Installer(product, workspace, f"http://127.0.0.1:{await server.start()}")
        yield made
        await made.http.close()
        await server.stop()
        await product.http.close()
        await product.db.close()


async def test_an_install_is_kept_with_its_token_sealed_and_its_people_known(installer: Installer) -> None:
    state, cookie = await installer.begin()
    code = installer.workspace.consent()
    assert await installer.come_back(state=state, cookie=cookie, code=code) == 200
    token = installer.workspace.state.app.bot_token
    async with installer.product.db.read() as session:
        kept = await workspaces.find(session, installer.workspace.state.team_id)
        raw = (await session.execute(text("SELECT bot_token FROM workspaces"))).scalar_one()
        members = (await session.scalars(select(Member.user_id))).all()
    assert kept is not None
    assert kept.bot_token == token
    assert kept.url
    assert token not in raw
    assert installer.workspace.person("ana").id in members


async def test_the_agent_pane_is_asked_for_only_where_an_admin_wants_it(installer: Installer) -> None:
    plain, _ = await installer.open()
    asked, cookie = await installer.open("?pane")
    wanted = set(asked["scope"][0].split(",")) - set(plain["scope"][0].split(","))
    assert wanted == {"assistant:write"}
    code = installer.workspace.consent()
    assert await installer.come_back(state=asked["state"][0], cookie=cookie, code=code) == 200


async def test_a_state_is_good_once_and_not_for_ever(installer: Installer) -> None:
    state, cookie = await installer.begin()
    again = {"state": state, "cookie": cookie}
    assert await installer.come_back(**again, code=installer.workspace.consent()) == 200
    assert await installer.come_back(**again, code=installer.workspace.consent()) == 401
    assert await installer.come_back(state="forged", cookie=cookie, code="x") == 400
    async with installer.product.db.read() as session:
        assert (await session.scalars(select(OAuthState))).all() == []


async def test_an_installation_that_fails_reads_nobodys_roster(installer: Installer) -> None:
    app, team_id = installer.workspace.state.app, installer.workspace.state.team_id
    async with installer.product.db.begin() as session:
        unread = Installation(team_id, "Northwind", app.bot_token, bot_user_id=installer.workspace.bot.id)
        await workspaces.install(session, unread, now=installer.product.clock())
    state, cookie = await installer.begin()
    assert await installer.come_back(state="forged", cookie=cookie, code="x") == 400
    assert await installer.come_back(state=state, cookie=cookie, code="nobody's") == 401
    assert installer.workspace.calls("users.list") == []
    state, cookie = await installer.begin()
    assert await installer.come_back(state=state, cookie=cookie, code=installer.workspace.consent()) == 200
    assert installer.workspace.calls("users.list")


@pytest.mark.usefixtures("printed")
async def test_an_organisation_is_installed_by_one_token_for_all_its_workspaces(installer: Installer) -> None:
    state = installer.workspace.state
    token = "xoxb-sandbox-organisation"
    state.app = replace(state.app, organisation="E0W1NDWARD", organisation_token=token)
    begun, cookie = await installer.begin()
    assert await installer.come_back(state=begun, cookie=cookie, code=installer.workspace.consent()) == 200
    async with installer.product.db.read() as session:
        above = await organisations.find(session, "E0W1NDWARD")
        (kept,) = await workspaces.active(session)
        members = (await session.scalars(select(Member.user_id))).all()
    assert above is not None and (above.bot_token, above.name) == (token, "Windward")
    assert (kept.workspace_id, kept.name, kept.bot_token) == (state.team_id, "Northwind", token)
    assert kept.url == "" and installer.workspace.person("ana").id in members


async def test_installing_again_replaces_the_token(installer: Installer) -> None:
    for _ in range(2):
        state, cookie = await installer.begin()
        code = installer.workspace.consent()
        assert await installer.come_back(state=state, cookie=cookie, code=code) == 200
    async with installer.product.db.read() as session:
        assert len(await workspaces.active(session)) == 1
