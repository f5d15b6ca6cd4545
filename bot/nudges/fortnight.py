"""What comes to somebody in the next two weeks, as a preview for admins."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import local_day
from bot.cohorts import place_blocks
from bot.cohorts.rules import waits_for
from bot.enrolment.frames import frame
from bot.nudges import plans
from bot.nudges.preview import Kind, simulate
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.models import Member
from bot.setup import blocks, rhythm
from bot.slack.blockkit import Post


async def ahead_of(session: AsyncSession, person: Member, catalog: Catalog, *, now: datetime) -> Post:
    """Role, team and calendar of the person decide; their answers and their own pauses stay out of it."""
    around = await frame(session, person)
    team = await people.team(session, person.workspace_id, person.team_id)
    pauses = await rhythm.paused_until(session, person.workspace_id, now=now)
    ahead = simulate(
        catalog,
        role=around.role,
        now=now,
        cadence=around.cadence,
        zone=around.zone.key,
        trained_on=around.trained_on,
        with_challenges=around.has_team,
        course=around.course,
    )
    plan = ""
    if around.course is not None:
        hold = waits_for(around.course, local_day(now, around.zone))
        plan = place_blocks.about(plans.place(around.course, around, hold=hold, now=now), person.user_id)
    resting = [pauses[key] for key in (None, person.team_id) if key in pauses]
    return blocks.preview(
        person.user_id,
        [blocks.Planned(each.at, each.title, each.kind is Kind.CHALLENGE) for each in ahead],
        team=team.name if team is not None else None,
        role=around.role,
        zone=around.zone.key,
        paused_until=local_day(max(resting), around.zone) if resting else None,
        plan=plan,
    )
