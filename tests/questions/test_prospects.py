"""The one message about a question says until when an answer is likely, or what happens by when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.people.models import Team
from bot.questions.models import Question, QuestionEvent
from bot.questions.prospect_blocks import usual
from bot.questions.rules import Status, usual_wait
from bot.sandbox.state import Message
from tests.growth.recorder import recorded
from tests.questions.test_flow import ASK, BERLIN, at, offer_in
from tests.stage import Stage

HOURS = [timedelta(hours=one) for one in range(1, 9)]
USUALLY = "Usually answered by"


@pytest.mark.parametrize(
    ("waits", "usually"),
    [
        (HOURS[:7], None),
        (HOURS, timedelta(hours=6)),
        ([*HOURS[:6], None, None], timedelta(hours=6)),
        ([*HOURS[:5], None, None, None], None),
        ([timedelta(hours=2)] * 30 + [timedelta(days=9)] * 10, timedelta(hours=2)),
    ],
)
def test_usual_is_what_three_of_four_waited_at_most(
    waits: list[timedelta | None], usually: timedelta | None
) -> None:
    assert usual_wait(waits) == usually


def test_a_moment_is_told_by_five_minutes_and_in_the_zone_of_whoever_reads_it() -> None:
    noon = datetime(2026, 11, 23, 12, 1, tzinfo=UTC)
    told = usual(noon, ZoneInfo(BERLIN))
    assert (
        f"<!date^{int((noon + timedelta(minutes=4)).timestamp())}^{{date_short_pretty}} at {{time}}|" in told
    )
    assert "13:05 CET on Monday 23 November" in told


async def past(
    stage: Stage, team: Team, *minutes: int | None, days_ago: int = 7, status: Status = Status.RESOLVED
) -> None:
    """Questions of ten o'clock some days ago, each answered after so many minutes; None: never."""
    asked_at = stage.clock().replace(hour=9) - timedelta(days=days_ago)
    async with stage.db.begin() as session:
        for number, wait in enumerate(minutes):
            row = Question(
                workspace_id=stage.team_id, origin=f"past:{team.id}:{days_ago}:{number}", source="channel",
                asker_id=stage.workspace.person("ana").id, team_id=team.id, text="How?", status=status,
                asked_at=asked_at,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            if wait is not None:
                answered = QuestionEvent(
                    workspace_id=stage.team_id, question_id=row.id, what="answered",
                    at=asked_at + timedelta(minutes=wait),
                )  # fmt: skip
                session.add(answered)


async def asked(stage: Stage) -> Message:
    return await stage.workspace.say("ana", ASK, channel="marketing")


def shown(stage: Stage, question: Message) -> str:
    return stage.workspace.text_of(offer_in(stage, question))


async def test_without_a_past_it_says_only_when_somebody_else_is_looked_for(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    question = await asked(stage)
    assert "If nobody has taken it by <!date^" in shown(stage, question)
    assert "09:30 CET on Monday 23 November" in shown(stage, question)
    assert USUALLY not in shown(stage, question)


async def test_with_eight_answers_it_says_by_when_they_came(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN)
    await past(stage, team, 30, 40, 50, 60, 70, 90, 200, None)
    question = await asked(stage)
    assert f"{USUALLY} <!date^" in shown(stage, question)
    assert "10:30 CET on Monday 23 November" in shown(stage, question)
    assert "If nobody has taken it" not in shown(stage, question)


async def test_what_was_asked_in_the_last_days_may_yet_be_answered_and_says_nothing(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN)
    await past(stage, team, *[30] * 20, days_ago=2)
    assert USUALLY not in shown(stage, await asked(stage))


async def test_a_team_with_too_few_answers_goes_by_the_workspaces(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN)
    other = await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=("rosa",))
    await past(stage, team, *[30] * 3)
    await past(stage, other, *[60] * 20)
    assert "10:00 CET on Monday 23 November" in shown(stage, await asked(stage))


async def test_only_working_time_counts(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN)
    # Asked on Friday at ten, answered on Monday at eleven: a working day and an hour.
    await past(stage, team, *[(3 * 24 + 1) * 60] * 8, days_ago=10)
    assert "10:00 CET on Tuesday 24 November" in shown(stage, await asked(stage))


async def test_where_most_never_had_an_answer_nothing_is_promised(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN)
    await past(stage, team, *[30] * 8, *[None] * 8)
    assert USUALLY not in shown(stage, await asked(stage))


async def test_after_hours_it_says_when_the_working_day_begins(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.pass_time(hours=11)
    question = await asked(stage)
    assert "The working day begins <!date^" in shown(stage, question)
    assert "09:00 CET on Tuesday 24 November" in shown(stage, question)


async def test_it_is_the_same_message_that_goes_with_the_question(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN)
    await past(stage, team, *[60] * 8)
    question = await asked(stage)
    assert USUALLY in shown(stage, question)
    await stage.pass_time(minutes=31)
    assert "I have asked another champion too" in shown(stage, question)
    assert USUALLY in shown(stage, question)
    await stage.pass_time(minutes=31)
    assert USUALLY not in shown(stage, question), "that moment is over"
    await stage.workspace.press("maya", "I'll take it", on=question)
    assert f"{at(stage, 'maya')} is on it." in shown(stage, question)
    assert "<!date" not in shown(stage, question)


async def test_a_question_asks_the_past_once(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN)
    await past(stage, team, *[60] * 8)
    with recorded(stage.db) as statements:
        await asked(stage)
    assert sum("min(question_events.at)" in one.sql for one in statements) == 1
