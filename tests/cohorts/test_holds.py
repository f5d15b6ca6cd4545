"""Nothing but the company's rules comes before people have access and know them; everybody sees why."""

from datetime import timedelta

from sqlalchemy import select

from bot.challenges.models import Entry
from bot.challenges.rules import EntryState
from bot.nudges.models import Nudge
from bot.nudges.rules import POLICY
from tests.cohorts.acts import answer, made
from tests.nudges.acts import play_until, take_part
from tests.stage import Stage

TODAY = {"Training date": "2026-11-23", "Go-live date": "2026-12-14"}


async def cards_of(stage: Stage, who: str) -> list[str]:
    member = await stage.member(who)
    async with stage.db.read() as session:
        rows = await session.scalars(
            select(Nudge.card_id).where(Nudge.member_id == member.id).order_by(Nudge.id)
        )
    return list(rows)


async def answered(stage: Stage, who: str, *, days: int) -> None:
    """Somebody answers whatever comes, for so many days."""
    until, known = stage.clock() + timedelta(days=days), len(stage.workspace.inbox(who))
    while stage.clock() < until:
        await play_until(stage, min(until, stage.clock() + timedelta(hours=8)))
        for card in list(stage.workspace.inbox(who))[known:]:
            known += 1
            await stage.workspace.press(who, stage.workspace.buttons(card)[0], on=card)


def are_rules(cards: list[str]) -> bool:
    return all(card.startswith(POLICY) for card in cards)


async def test_cards_wait_until_access_is_marked_ready(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana", "maya")
    await made(stage, TODAY)
    await stage.workspace.close("priya")
    await answered(stage, "ana", days=8)
    before = await cards_of(stage, "ana")
    assert len(before) >= 3 and are_rules(before)
    async with stage.db.read() as session:
        assert set(await session.scalars(select(Entry.state))) <= {EntryState.MISSED}, "no challenge either"
    assert "waits for access" in stage.workspace.text_of(await stage.workspace.open_home("priya"))
    await stage.workspace.command("priya", "/afterglow cohort")
    await stage.workspace.press("priya", "Access is ready")
    await answered(stage, "ana", days=5)
    assert not are_rules((await cards_of(stage, "ana"))[len(before) :])


async def test_whoever_has_not_answered_the_rules_gets_nothing_else(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana", "maya")
    await made(stage, TODAY, ready=True)
    await answered(stage, "ana", days=10)
    assert are_rules(await cards_of(stage, "maya")) and not are_rules(await cards_of(stage, "ana"))


async def test_the_reason_is_told_wherever_one_asks(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await made(stage, TODAY)
    told = "Its cards begin when an admin has marked that you can reach the tool"
    assert told in await answer(stage, "ana", "why")
    assert told in await answer(stage, "ana", "me")
    assert told in stage.workspace.text_of(await stage.workspace.open_home("ana"))
    await stage.workspace.close("priya")
    preview = await answer(stage, "priya", "preview ana")
    assert "now in its phase foundation, 23 Nov to 6 Dec." in preview
    assert "Held:* access is not marked ready" in preview or "*Held:* access is not" in preview
    assert "weekly challenge" not in preview
    await stage.workspace.command("priya", "/afterglow cohort")
    await stage.workspace.press("priya", "Access is ready")
    assert "Your company's rules come first" in await answer(stage, "ana", "why")
    assert "The company's rules come before all else." in await answer(stage, "priya", "preview ana")


async def test_access_can_be_taken_back(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await made(stage, TODAY, ready=True)
    await answered(stage, "ana", days=7)
    await stage.workspace.press("priya", "Access is not ready")
    before = await cards_of(stage, "ana")
    await answered(stage, "ana", days=7)
    assert are_rules((await cards_of(stage, "ana"))[len(before) :])


async def test_a_team_in_no_cohort_gets_its_cards_as_ever(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    await take_part(stage, "ana", "rosa")
    await made(stage, TODAY)
    await answered(stage, "rosa", days=8)
    assert not are_rules(await cards_of(stage, "rosa"))
    assert "cohort" not in (await answer(stage, "rosa", "why")).lower()
