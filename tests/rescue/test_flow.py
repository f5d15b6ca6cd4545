"""Three to five weeks after the training: less for whom it has become too much, once, in private."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.nudges.models import Nudge, NudgeState
from bot.nudges.rules import Answer, Reason
from bot.outbox.models import OutboxMessage
from bot.people import service as people
from bot.rescue.models import Rescue
from bot.rescue.rules import Remedy
from bot.sandbox.state import Message
from tests.nudges.acts import now_shown, take_part
from tests.stage import Stage

TASK, READING = "first-email-reply", "ask-in-four-lines"
FEWER, BACK = "Half as often, please", "As often as before"
SMALL = "this one because it is a small one, for weeks that are full."
WEEKS = timedelta(weeks=4)


async def a_past(stage: Stage, *, until: int = 20, days: int = 31, answer: Answer = Answer.RIGHT) -> None:
    """Ana was trained four weeks ago, answered every day, and from a day on hardly any."""
    await stage.a_team()
    await take_part(stage, "ana")
    trained = (stage.clock() - timedelta(days=days)).date()
    async with stage.db.begin() as session:
        member = await people.find(session, stage.person("ana"))
        assert member is not None
        member.trained_on = trained
        for ahead in range(1, days):
            day = trained + timedelta(days=ahead)
            if day.weekday() > 4:
                continue
            at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            is_answered = ahead < until
            card = TASK if ahead == 3 else READING if ahead == 4 else f"an-old-card-{ahead}"
            said = Answer.TRIED_WORKED if ahead == 3 else answer
            session.add(
                Nudge(
                    workspace_id=stage.team_id,
                    member_id=member.id,
                    card_id=card,
                    day=day,
                    state=NudgeState.ANSWERED if is_answered else NudgeState.EXPIRED,
                    sent_at=at,
                    expires_at=at + timedelta(days=1),
                    answered_at=at if is_answered else None,
                    answer=said if is_answered else None,
                    reason=Reason.NEW,
                )
            )


async def rescues(stage: Stage) -> list[Rescue]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(Rescue)))


def small_ones(stage: Stage) -> list[Message]:
    return [one for one in stage.workspace.inbox("ana") if SMALL in stage.workspace.text_of(one)]


async def test_whoever_fell_gets_one_small_step_in_place_of_the_card(stage: Stage) -> None:
    await a_past(stage)
    await stage.pass_time(hours=10)
    (message,) = stage.workspace.inbox("ana")
    shown = stage.workspace.text_of(message)
    assert "*Your next 10 minutes:* Pick one email" in shown, "it had worked for her"
    assert SMALL in shown
    assert FEWER in stage.workspace.buttons(message)
    assert [one.remedy for one in await rescues(stage)] == [Remedy.STEP]
    for word in ("behind", "missed", "dropped", "lately", "less than"):
        assert word not in shown.lower()
    await stage.pass_time(hours=24 * 9)
    assert len(small_ones(stage)) == 1, "it happens once"


async def test_its_answer_counts_like_any_other(stage: Stage) -> None:
    await a_past(stage)
    await stage.pass_time(hours=10)
    (message,) = stage.workspace.inbox("ana")
    await stage.workspace.press("ana", "Tried it, it worked", on=message)
    assert "Tried it, and it worked." in now_shown(stage, message)


async def test_why_says_how_it_came_about_and_to_whom_it_is_known(stage: Stage) -> None:
    await a_past(stage)
    await stage.pass_time(hours=10)
    told = await stage.workspace.command("ana", "/afterglow why")
    assert told is not None
    shown = stage.workspace.text_of(told)
    assert "my cards had fitted less into your days than in your first two weeks" in shown
    assert "Nobody else sees it, and no number counts it." in shown


async def test_whoever_goes_on_as_they_began_gets_their_card(stage: Stage) -> None:
    await a_past(stage, until=40)
    await stage.pass_time(hours=10)
    assert small_ones(stage) == [] and len(stage.workspace.inbox("ana")) == 1
    assert await rescues(stage) == []


async def test_before_day_21_and_after_day_35_nothing_is_looked_for(stage: Stage) -> None:
    await a_past(stage, days=20, until=8)
    await stage.pass_time(hours=10)
    assert small_ones(stage) == []
    async with stage.db.begin() as session:
        member = await people.find(session, stage.person("ana"))
        assert member is not None
        member.trained_on = (stage.clock() - timedelta(days=50)).date()
    await stage.pass_time(hours=24)
    assert small_ones(stage) == []


async def test_half_as_often_is_one_tap_and_so_is_the_way_back(stage: Stage) -> None:
    await a_past(stage)
    await stage.pass_time(hours=10)
    (message,) = stage.workspace.inbox("ana")
    await stage.workspace.press("ana", FEWER, on=message)
    told = stage.workspace.ephemerals("ana")[-1]
    assert "For four weeks I come half as often" in stage.workspace.text_of(told)
    await stage.pass_time(hours=24)
    assert len(list(stage.workspace.inbox("ana"))) == 1, "after Monday's, Tuesday has none"
    await stage.pass_time(hours=24)
    assert f"{(await stage.member('ana')).next_nudge_at:%a}" == "Fri", "after Wednesday's, Thursday has none"
    await stage.workspace.press("ana", BACK, on=told)
    after = await stage.member("ana")
    assert after.slower_until is None and f"{after.next_nudge_at:%a}" == "Thu"


async def test_where_nothing_is_small_enough_fewer_messages_come_and_say_so_once(stage: Stage) -> None:
    await a_past(stage, answer=Answer.KNEW)
    async with stage.db.begin() as session:
        liked = select(Nudge).where(Nudge.card_id.in_((TASK, READING)))
        for nudge in await session.scalars(liked):
            nudge.card_id = "a-card-that-left"
    await stage.pass_time(hours=10)
    (message,) = stage.workspace.inbox("ana")
    shown = stage.workspace.text_of(message)
    assert "for four weeks I come half as often" in shown
    assert "You get this once, in place of a card." in shown
    assert [one.remedy for one in await rescues(stage)] == [Remedy.FEWER]
    assert (await stage.member("ana")).slower_until == stage_end(stage, await rescues(stage))
    why = await stage.workspace.command("ana", "/afterglow why")
    assert why is not None and "half as often for a while" in stage.workspace.text_of(why)
    await stage.workspace.press("ana", BACK, on=message)
    assert "I come as before" in now_shown(stage, message)


def stage_end(_stage: Stage, found: list[Rescue]) -> datetime:
    return found[0].at + WEEKS


async def test_in_a_pause_and_on_a_day_whose_message_is_used_nothing_comes(stage: Stage) -> None:
    await a_past(stage)
    await stage.workspace.command("ana", "/afterglow pause 3 weeks")
    await stage.pass_time(hours=24 * 8)
    assert await rescues(stage) == []


async def test_nobody_else_can_see_it(stage: Stage) -> None:
    await a_past(stage)
    await stage.pass_time(hours=10)
    for other in ("priya", "maya"):
        page = stage.workspace.text_of(await stage.workspace.open_home(other))
        assert "small one" not in page and "half as often" not in page
    async with stage.db.read() as session:
        kinds = await session.scalars(select(OutboxMessage.kind).where(OutboxMessage.kind != "home"))
        assert set(kinds) == {"nudge"}, "what is counted of it is a card like any other"
