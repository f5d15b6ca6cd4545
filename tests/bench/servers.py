"""The servers that are measured, each a process: `python -m tests.bench.servers bare|ours DATABASE_URL`."""

import asyncio
import json
import sys

from aiohttp import web
from cryptography.fernet import Fernet
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot import log, migrate
from bot.app import Product
from bot.champions import service as champions
from bot.clock import now
from bot.people import service as people
from bot.people.rules import Person, Profile
from bot.people.service import TeamPlan
from bot.questions import service as questions
from bot.questions.rules import Source
from bot.questions.service import Asked
from bot.settings import Settings
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation

SECRET = "bench-secret"
TEAM = "T0BENCH"
CHANNEL = "C0BENCH"
CHAMPION = "U0CHAMPION"
OPEN_QUESTIONS = 2_200


async def serve(app: web.Application) -> None:
    """Listen on a free port, say which, and run until killed."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.Event().wait()


async def bare() -> None:
    """Bolt as its documentation shows it, with one empty listener."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_id="B0", bot_user_id="U0BOT", bot_token="xoxb-"
        )

    bolt = AsyncApp(signing_secret=SECRET, process_before_response=True, authorize=authorize)

    @bolt.event("message")
    async def message() -> None:
        """Nothing."""

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", handle)
    await serve(app)


async def ours(url: str) -> None:
    """The product's web door with every handler, and a channel that is a team's."""
    migrate.upgrade(url)
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        database_url=url,
        slack_api_url="http://127.0.0.1:9/api/",
        afterglow_encryption_key=Fernet.generate_key().decode(),
    )
    product = Product(settings)
    product.read_up()
    await furnish(product)
    await serve(product.web_app(secrets=[SECRET]))


async def furnish(product: Product) -> None:
    """One team with a champion, and questions that wait to be claimed."""
    moment = now()
    async with product.db.begin() as session:
        await workspaces.install(session, Installation(TEAM, "Bench", "xoxb-bench", "U0BOT"), now=moment)
        profile = Profile(CHAMPION, "Maya", "UTC", is_admin=False, can_learn=True)
        await people.sync(session, TEAM, [profile], now=moment)
        plan = TeamPlan("Marketing", "marketing", CHANNEL, [CHAMPION])
        team = await people.save_team(session, TEAM, plan, team_id=None, now=moment)
        champion = await people.member(session, Person(TEAM, CHAMPION), now=moment)
        await champions.appoint(session, TEAM, [champion], team_id=team.id, now=moment)
        for number in range(OPEN_QUESTIONS):
            asked = Asked(
                Person(TEAM, "U0ANA"), "How?", Source.CHANNEL, f"{CHANNEL}:{number}", CHANNEL, f"{number}.1"
            )
            await questions.ask(session, asked, team_id=team.id, catalog=product.shelf.catalog, now=moment)


if __name__ == "__main__":
    log.set_up(level="WARNING", form="console")
    asyncio.run(bare() if sys.argv[1] == "bare" else ours(sys.argv[2]))
