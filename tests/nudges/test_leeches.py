"""Cards from which nearly nobody gets anything: pulled, told to admins, and put back by them."""

from datetime import timedelta

import pytest

from bot.nudges import leeches
from bot.nudges.leeches import Pulled
from bot.nudges.models import Nudge, NudgeState
from bot.nudges.preview import preview
from bot.nudges.rules import Answer, is_leech
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person, Profile
from tests.nudges.acts import take_part
from tests.stage import Stage, shipped

GROUP = tuple(f"U0GROUP{number:02d}" for number in range(8))
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("met", "gained", "judged"),
    [(7, 0, False), (8, 0, True), (8, 1, True), (8, 2, False), (40, 5, True), (40, 6, False)],
)
def test_one_of_eight_has_to_get_something_from_it(met: int, gained: int, *, judged: bool) -> None:
    assert is_leech(met, gained) is judged


async def group(stage: Stage) -> list[Member]:
    """Eight people of the workspace."""
    async with stage.db.begin() as session:
        known = [Profile(one, one, "UTC", is_admin=False, can_learn=True) for one in GROUP]
        await people.sync(session, stage.team_id, known, now=stage.clock())
        found = [await people.member(session, Person(stage.team_id, one), now=stage.clock()) for one in GROUP]
    return found


async def meet(
    stage: Stage, members: list[Member], card_id: str, answers: list[Answer | None], *, ago: int = 1
) -> None:
    """Each of these people met the card some days ago; None passed it over."""
    sent = stage.clock() - A_DAY * ago
    async with stage.db.begin() as session:
        for member, answer in zip(members, answers, strict=True):
            session.add(
                Nudge(
                    workspace_id=stage.team_id,
                    member_id=member.id,
                    card_id=card_id,
                    day=sent.date(),
                    state=NudgeState.ANSWERED if answer else NudgeState.EXPIRED,
                    answer=answer,
                    sent_at=sent,
                    expires_at=sent + A_DAY,
                    answered_at=sent + timedelta(hours=1) if answer else None,
                )
            )


async def judged(stage: Stage) -> list[Pulled]:
    async with stage.db.begin() as session:
        await leeches.judge(session, stage.team_id, now=stage.clock())
    async with stage.db.read() as session:
        return list(await leeches.listed(session, stage.team_id))


def a_card() -> str:
    """A card that everybody may get."""
    return next(
        card.id for pack in shipped().packs for card in pack.cards if not card.id.startswith("policy-")
    )


async def test_what_nearly_everybody_fails_or_skips_is_pulled(stage: Stage) -> None:
    members = await group(stage)
    card = a_card()
    failed = [Answer.WRONG, Answer.NO, Answer.NOT_YET, Answer.NOT_MY_JOB, *[Answer.WRONG] * 3]
    await meet(stage, members, card, [*failed, Answer.RIGHT])
    assert await judged(stage) == [Pulled(card, 8, 1)]
    assert await judged(stage) == [Pulled(card, 8, 1)]


@pytest.mark.parametrize("helped", [Answer.RIGHT, Answer.PARTLY, Answer.TRIED_STUCK, Answer.ALREADY_KNEW])
async def test_what_two_of_eight_got_something_from_stays(stage: Stage, helped: Answer) -> None:
    await meet(stage, await group(stage), a_card(), [*[Answer.WRONG] * 6, helped, helped])
    assert await judged(stage) == []


async def test_who_is_silent_to_all_says_nothing_about_a_card(stage: Stage) -> None:
    members = await group(stage)
    await meet(stage, members, a_card(), [None] * 8, ago=3)
    assert await judged(stage) == []
    other = "another card"
    await meet(stage, members, other, [Answer.RIGHT] * 8, ago=2)
    assert await judged(stage) == [Pulled(a_card(), 8, 0)]


async def test_the_companys_rules_are_never_pulled(stage: Stage) -> None:
    rule = next(card.id for pack in shipped().packs for card in pack.cards if card.id.startswith("policy-"))
    await meet(stage, await group(stage), rule, [Answer.WRONG] * 8)
    assert await judged(stage) == []


async def test_a_month_later_nothing_is_held_against_a_card(stage: Stage) -> None:
    await meet(stage, await group(stage), a_card(), [Answer.WRONG] * 8, ago=29)
    assert await judged(stage) == []


async def test_a_pulled_card_is_not_sent_until_an_admin_puts_it_back(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    ahead = await _ahead(stage)
    card = next(one for one in ahead if one and not one.startswith("policy-"))
    await meet(stage, await group(stage), card, [Answer.WRONG] * 8)
    await stage.pass_time(days=7)  # a week is closed, and with it the cards are judged
    assert card not in await _ahead(stage)
    home = await stage.workspace.open_home("priya")
    assert "1 card is not sent any more" in stage.workspace.text_of(home)
    said = await stage.workspace.command("priya", "/afterglow packs")
    assert said is not None
    title = shipped().card(card)
    assert title is not None
    shown = stage.workspace.text_of(said)
    assert title.title in shown
    assert "0 of 8 people answered it right or tried it" in shown
    await stage.workspace.press("priya", "Send it again", on=said)
    assert card in await _ahead(stage)
    audit = await stage.workspace.command("priya", "/afterglow audit")
    assert audit is not None
    assert f"put the card {card} back into its pack" in stage.workspace.text_of(audit)
    assert await judged(stage) == [], "what came before is no longer held against it"
    await stage.pass_time(days=1)
    await meet(stage, await group(stage), card, [Answer.NO] * 8, ago=0)
    assert await judged(stage) == [Pulled(card, 8, 0)]


async def _ahead(stage: Stage) -> list[str | None]:
    """The cards that Ana would get in the next three weeks."""
    member = await stage.member("ana")
    async with stage.db.read() as session:
        ahead = await preview(session, shipped(), member, now=stage.clock(), days=21)
    return [one.card_id for one in ahead]
