"""What the stories about assessments have in common."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from bot.assessment.models import Assessment, AssessmentAnswer
from bot.cohorts import saving as cohorts
from bot.cohorts.blocks import CohortForm
from bot.cohorts.models import Cohort
from bot.packs.schema import Question
from bot.people.models import Member
from bot.sandbox.state import Message
from tests.challenges.acts import leap, now_shown, take_part
from tests.stage import Stage, shipped

THREE = ("ana", "maya", "tom")
MON, TUE, WED, THU = (datetime(2026, 11, day, tzinfo=UTC) for day in range(23, 27))
TRAINED = date(2026, 11, 25)
HOURS = timedelta(hours=1)
START, LATER = "Before it begins", "days after your training"


async def a_cohort(
    stage: Stage,
    members: Sequence[str] = THREE,
    *,
    trained_on: date = TRAINED,
    without: Sequence[str] = (),
) -> int:
    """A team that learns together, most of whom pressed Start; its id."""
    team = await stage.a_team(members=members)
    form = CohortForm(
        name="Autumn",
        trained_on=trained_on,
        live_on=trained_on + timedelta(days=21),
        team_ids=(team.id,),
    )
    async with stage.db.begin() as session:
        made = await cohorts.save(session, form, by=stage.person("priya"), now=stage.clock())
        assert isinstance(made, Cohort)
        await cohorts.set_ready(session, made.id, is_ready=True, by=stage.person("priya"), now=stage.clock())
    await take_part(stage, *(one for one in members if one not in without))
    return made.id


async def asked(stage: Stage, who: str = "ana", **more: object) -> Message:
    """The questions at the start, as they come on Monday at ten."""
    await a_cohort(stage, **more)  # type: ignore[arg-type]
    await leap(stage, MON + 8 * HOURS + timedelta(minutes=11))
    await leap(stage, MON + 9 * HOURS + timedelta(minutes=1))
    (message,) = invitations(stage, who)
    return message


def invitations(stage: Stage, who: str, words: str = "short questions, for you alone") -> list[Message]:
    """The messages that asked somebody, as they were sent."""
    return [one for one in stage.workspace.inbox(who) if words in one.text or "Thank you, that" in one.text]


async def row_of(stage: Stage, who: str = "ana") -> Assessment:
    """What is stored of somebody's last one."""
    async with stage.db.read() as session:
        found = await session.scalar(
            select(Assessment)
            .join(Member, Member.id == Assessment.member_id)
            .where(Member.user_id == stage.person(who).user_id)
            .order_by(Assessment.id.desc())
        )
    assert found is not None
    return found


async def answers_of(stage: Stage, who: str = "ana") -> list[AssessmentAnswer]:
    row = await row_of(stage, who)
    async with stage.db.read() as session:
        rows = await session.scalars(
            select(AssessmentAnswer)
            .where(AssessmentAnswer.assessment_id == row.id)
            .order_by(AssessmentAnswer.place)
        )
        return list(rows)


def question_of(answer: AssessmentAnswer) -> Question:
    card = shipped().card(answer.card_id)
    assert card is not None
    return card.with_choices[answer.wording]


async def answer_all(stage: Stage, who: str, on: Message, *, sure: int = 3, right: int = 5) -> None:
    """Begin, and answer to the end: the first so many right, the others not known."""
    await stage.workspace.press(who, "Begin", on=on)
    await stage.workspace.press(who, f"assessment.sure_{sure}", on=on)
    for answer in await answers_of(stage, who):
        key = f"assessment.choice_{question_of(answer).answer}" if answer.place <= right else "I don't know"
        await stage.workspace.press(who, key, on=on)


def shown(stage: Stage, message: Message) -> str:
    return now_shown(stage, message)


def buttons(stage: Stage, message: Message) -> list[str]:
    found = stage.workspace.state.find(message.channel, message.ts)
    return list(stage.workspace.buttons(found)) if found is not None else []
