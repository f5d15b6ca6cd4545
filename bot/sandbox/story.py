"""The seeded team of the sandbox: what an admin would have set up before you came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import closing, rules
from bot.app import Product
from bot.cadence import service as cadences
from bot.champions import service as champions
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.people import roster
from bot.people import service as people
from bot.people.rules import Person
from bot.people.service import TeamPlan
from bot.sandbox import past
from bot.sandbox.workspace import SandboxWorkspace
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation


@dataclass(frozen=True)
class Seeded:
    """One team of the story."""

    name: str
    role: str
    channel: str | None
    zone: str
    people: Sequence[str]
    champions: Sequence[str]
    topics: str = ""


TEAMS = (
    Seeded("Marketing", "marketing", "marketing", "Europe/Berlin", ("ana", "maya", "tom"), ("maya", "tom")),
    Seeded("Sales", "sales", "sales", "America/New_York", ("rosa", "ben"), ("ben",)),
    Seeded("Engineering", "engineering", "engineering", "Europe/London", ("sam", "kenji"), ("sam",)),
    Seeded("Finance", "finance", "finance", "Europe/London", ("leila",), ()),
)
LISTENER = "dana"  # is named to whoever writes of a doubt about AI
# They take part already; Jonas and Leila are left for you to invite with /afterglow roster.
STARTED = (
    ("ana", time(9)),
    ("maya", time(9, 30)),
    ("tom", time(11)),
    ("sam", time(10)),
    ("kenji", time(10)),
    ("rosa", time(9, 30)),
    ("ben", time(13)),
)


async def seed(product: Product, workspace: SandboxWorkspace, *, now: datetime) -> None:
    """Begin the story anew: install in the fake workspace, read its roster, make the teams."""
    who = await product.client.identify(workspace.state.app.bot_token)
    async with product.db.begin() as session:
        await workspaces.uninstall(session, who.workspace_id)
        await workspaces.install(
            session,
            Installation(
                workspace_id=who.workspace_id,
                name=who.name,
                bot_token=workspace.state.app.bot_token,
                bot_user_id=who.bot_user_id,
                bot_id=who.bot_id,
                scopes=who.scopes,
                url=who.url,
            ),
            now=now,
        )
    product.standings.forget()
    product.bindings.forget()
    await product.read_rosters()
    async with product.db.begin() as session:
        for team in TEAMS:
            await _found(session, workspace, team, now=now)
        await _look_back(session, workspace, now=now)
        await roster.let_listen(session, who.workspace_id, [workspace.person(LISTENER).id], now=now)
        for handle, at in STARTED:
            person = Person(who.workspace_id, workspace.person(handle).id)
            await enrolment.start(session, person, Wishes(at=at), now=now)


async def _found(
    session: AsyncSession, workspace: SandboxWorkspace, seeded: Seeded, *, now: datetime
) -> None:
    team_id = workspace.state.team_id
    channel = workspace.channel(seeded.channel).id if seeded.channel else None
    ids = [workspace.person(handle).id for handle in seeded.people]
    plan = TeamPlan(seeded.name, seeded.role, channel, ids)
    team = await people.save_team(session, team_id, plan, team_id=None, now=now)
    team.zone = seeded.zone
    team.trained_on = past.begins(now).date()
    leading = [
        await people.member(session, Person(team_id, workspace.person(handle).id), now=now)
        for handle in seeded.champions
    ]
    await champions.appoint(session, team_id, leading, team_id=team.id, now=now)
    await cadences.plan_team(session, team, now=now)


async def _look_back(session: AsyncSession, workspace: SandboxWorkspace, *, now: datetime) -> None:
    team_id, ids = workspace.state.team_id, {}
    for handle in (handle for team in TEAMS for handle in team.people):
        one = await people.member(session, Person(team_id, workspace.person(handle).id), now=now)
        ids[handle] = one.id
    past.remember(session, team_id, ids, now=now)
    await session.flush()
    # Last week is remembered as over, though on a Monday morning it still runs in the last time zone.
    await closing.close_weeks(session, team_id, now=now + rules.LAST_ZONE)
