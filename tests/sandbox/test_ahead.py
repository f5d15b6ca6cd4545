"""The sandbox's clock leaps from one due moment to the next, and nothing is late for it."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

import schedules
from bot.people.models import Member
from bot.questions.models import Question
from bot.sandbox import story
from schedules import ahead
from tests.stage import Stage

A_DAY = timedelta(days=1)
MOMENT = timedelta(seconds=30)  # pacing holds a message back for seconds


async def test_everybody_is_written_to_at_the_minute_that_was_planned(stage: Stage) -> None:
    await story.seed(stage.product, stage.workspace, now=stage.clock())
    async with stage.db.read() as session:
        members = (await session.scalars(select(Member).where(Member.next_nudge_at.is_not(None)))).all()
    planned = {one.user_id: one.next_nudge_at for one in members}
    began, until = stage.clock(), stage.clock() + A_DAY
    await stage.play.advance(A_DAY)
    assert len(planned) == len(story.STARTED)
    for user_id, at in planned.items():
        assert at is not None
        assert began < at < until
        first = stage.workspace.inbox(user_id).messages[0]
        assert timedelta() <= stage.workspace.state.at(first.ts) - at.replace(microsecond=0) < MOMENT


async def test_a_question_that_nobody_takes_moves_on_when_its_time_is_up(stage: Stage) -> None:
    await story.seed(stage.product, stage.workspace, now=stage.clock())
    await stage.workspace.say("ana", "How do I get Claude to shorten a brief?", channel="marketing")
    async with stage.db.read() as session:
        due = await session.scalar(select(Question.escalate_at))
    assert due is not None
    await stage.play.advance(A_DAY)
    written = [*stage.workspace.inbox("maya"), *stage.workspace.inbox("tom")]
    pings = [one for one in written if "shorten a brief" in stage.workspace.text_of(one)]
    first = min(stage.workspace.state.at(one.ts) for one in pings)
    assert timedelta() <= first - due.replace(microsecond=0) < MOMENT


async def test_what_falls_due_seconds_after_another_thing_is_not_left_for_later(stage: Stage) -> None:
    await story.seed(stage.product, stage.workspace, now=stage.clock())
    tom, maya = (stage.person(one).user_id for one in ("tom", "maya"))
    at = stage.clock() + timedelta(hours=2, minutes=10)
    async with stage.db.begin() as session:
        for user_id, due in ((tom, at), (maya, at + timedelta(seconds=20))):
            member = update(Member).where(Member.user_id == user_id)
            await session.execute(member.values(next_nudge_at=due, nudge_at=None))
    await stage.play.advance(timedelta(hours=2, minutes=20))
    for user_id in (tom, maya):
        first = stage.workspace.inbox(user_id).messages[0]
        assert stage.workspace.state.at(first.ts) - at < timedelta(minutes=2)


async def test_a_day_in_which_little_falls_due_takes_few_looks(stage: Stage) -> None:
    stops: list[bool] = []

    async def counted(now: object, *, looks: bool = True) -> None:
        stops.append(looks)

    stage.product.tick = counted  # type: ignore[method-assign]
    await stage.play.advance(A_DAY)
    assert len(stops) <= 6
    assert all(stops)


async def test_only_at_the_marks_and_at_the_end_do_ticks_look_that_say_not_when_they_are_due(
    stage: Stage,
) -> None:
    await story.seed(stage.product, stage.workspace, now=stage.clock())
    tick, stops = stage.product.tick, dict[datetime, bool]()

    async def noted(now: datetime, *, looks: bool = True) -> None:
        stops[now] = looks
        await tick(now, looks=looks)

    stage.product.tick = noted  # type: ignore[method-assign]
    await stage.play.advance(A_DAY)
    looked = [at for at, looks in stops.items() if looks]
    assert [at.hour for at in looked[1:-1]] == [12, 0]
    assert looked[-1] == max(stops)
    assert len(stops) > len(looked)


@pytest.mark.long
async def test_a_tick_that_is_called_idle_finds_nothing_to_do(stage: Stage) -> None:
    """The product's own clock starts every tick; the one of the sandbox leaves out what is idle."""
    await story.seed(stage.product, stage.workspace, now=stage.clock())
    await stage.workspace.say("ana", "How do I get Claude to shorten a brief?", channel="marketing")
    ran: Counter[str] = Counter()
    for _ in range(8 * 8):
        stage.clock.advance(timedelta(hours=3))
        idle = await ahead.idle(stage.db, schedules.TICKS, stage.clock(), looks=True)
        for tick in schedules.TICKS:
            if done := await tick.run(stage.product.office, stage.clock()):
                ran[tick.name] += done
                assert tick.name not in idle, f"{tick.name} handled {done}"
                idle = await ahead.idle(stage.db, schedules.TICKS, stage.clock(), looks=True)
        await stage.play.settle()
    assert {"nudges.send_due_nudges", "questions.escalate_overdue", "wins.send_digests"} <= set(ran)


async def test_nothing_ever_falls_due_where_there_is_nothing(stage: Stage) -> None:
    assert await stage.product.next_due(stage.clock()) is None
