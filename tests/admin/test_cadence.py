"""A change of cadence is shown before it is saved, and moves what is planned when it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.cadence import service as cadences
from bot.cadence.proposals import Proposal, packed
from bot.cadence.rules import Cadence
from bot.packs.catalog import Catalog
from bot.packs.schema import Role
from bot.people.models import Team
from tests.stage import Stage

MON_WED = ["Mon", "Wed"]
TOMORROW_AT_TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def seen(stage: Stage, who: str = "priya") -> str:
    return stage.workspace.text_of(stage.workspace.modal(who))


async def cadence_of(stage: Stage, team: Team | None) -> Cadence:
    async with stage.db.read() as session:
        return await cadences.current(session, stage.team_id, team_id=team.id if team else None)


@pytest.fixture
async def team(stage: Stage) -> Team:
    return await stage.a_team()


async def test_the_differences_are_shown_and_saved_only_then(stage: Stage, team: Team) -> None:
    ana = await stage.active("ana")
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    assert await stage.workspace.submit("priya", {"Cards may come on": MON_WED, "challenge_day": "Wed"}) == {}
    shown = seen(stage)
    assert "Days: Mon–Fri → Mon, Wed" in shown
    assert "Challenge day: Tue → Wed" in shown
    assert "3 people" in shown
    assert "who keeps the usual time gets the next card" in shown
    assert await cadence_of(stage, team) == Cadence()
    assert (await stage.member("ana")).next_nudge_at == ana.next_nudge_at
    assert await stage.workspace.submit("priya") == {}
    assert "Saved for Marketing." in seen(stage)
    assert (await cadence_of(stage, team)).days == frozenset({0, 2})


async def test_the_example_says_when_the_next_card_would_come(stage: Stage, team: Team) -> None:
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    await stage.workspace.submit("priya", {"Cards may come on": ["Thu", "Fri"], "challenge_day": "Thu"})
    assert "on Thursday 26 November at 10:00, instead of Monday 23 November at 10:00" in seen(stage)


async def review_of(stage: Stage, days: list[str], whose: str = "Marketing") -> str:
    await stage.workspace.command("priya", f"/afterglow cadence {whose}".strip())
    await stage.workspace.submit("priya", {"Cards may come on": days, "challenge_day": days[0]})
    return seen(stage)


async def test_a_deck_that_is_too_large_for_its_rhythm_is_told(stage: Stage, team: Team) -> None:
    today = stage.clock().date()
    theirs, general = (
        len(stage.product.shelf.catalog.cards_for(role, today=today))
        for role in (Role.MARKETING, Role.GENERAL)
    )
    shown = await review_of(stage, MON_WED)
    assert f"There are {theirs} cards for them. With 2 cards a week about 7 stick" in shown
    assert "stick, add a day or leave cards out of the packs" in shown
    assert "With one card a week about 4 stick" in await review_of(stage, ["Fri"])
    # The workspace's rhythm is for all without their own; once the team has its own, for nobody with a role.
    assert f"There are {theirs} cards" in await review_of(stage, ["Fri"], "")
    await review_of(stage, MON_WED)
    await stage.workspace.submit("priya")
    assert f"There are {general} cards" in await review_of(stage, ["Fri"], "")


async def test_nobody_is_advised_to_send_cards_on_days_off(stage: Stage, team: Team) -> None:
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    await stage.workspace.submit("priya", {"Usual time": "14:00"})
    assert "With 5 cards a week about 18 stick" in seen(stage)
    assert "For more of them to stick, leave cards out of the packs." in seen(stage)


async def test_a_team_of_a_role_that_no_pack_has_any_more_has_the_general_deck(stage: Stage) -> None:
    await stage.a_team(role="archery")
    general = stage.product.shelf.catalog.cards_for(Role.GENERAL, today=stage.clock().date())
    assert f"There are {len(general)} cards for them" in await review_of(stage, MON_WED)


async def test_of_a_deck_that_fits_nothing_is_said(stage: Stage, team: Team) -> None:
    (first, *_) = stage.product.shelf.catalog.packs
    stage.product.shelf.catalog = Catalog((replace(first, cards=first.cards[:7]),))
    shown = await review_of(stage, MON_WED)
    assert "Days: Mon–Fri → Mon, Wed" in shown
    assert "cards for them" not in shown


async def test_saving_plans_people_and_the_team_anew(stage: Stage, team: Team) -> None:
    await stage.active("ana")
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    await stage.workspace.submit(
        "priya", {"Cards may come on": ["Tue", "Fri"], "Usual time": "14:00", "digest_at": "16:30"}
    )
    await stage.workspace.submit("priya")
    assert (await stage.member("ana")).next_nudge_at == TOMORROW_AT_TWO
    async with stage.db.read() as session:
        found = await session.get(Team, team.id)
    assert found is not None
    assert found.next_digest_at is not None
    assert found.next_digest_at.time() == time(16, 30)


async def test_the_workspaces_cadence_reaches_teams_without_their_own(stage: Stage, team: Team) -> None:
    sales = await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=())
    await stage.active("ana")
    await stage.active("rosa")
    own = Cadence(default_at=time(11))
    async with stage.db.begin() as session:
        await cadences.change(session, stage.team_id, own, team_id=sales.id, now=stage.clock())
    await stage.workspace.command("priya", "/afterglow cadence")
    await stage.workspace.submit("priya", {"Usual time": "14:00"})
    assert "everyone whose team has no cadence of its own" in seen(stage)
    await stage.workspace.submit("priya")
    planned = (await stage.member("ana")).next_nudge_at
    assert planned is not None
    assert planned.hour == 13
    assert await cadence_of(stage, sales) == own


async def test_another_team_is_chosen_in_the_form_with_its_own_values(stage: Stage, team: Team) -> None:
    async with stage.db.begin() as session:
        await cadences.change(
            session, stage.team_id, Cadence(default_at=time(12)), team_id=team.id, now=stage.clock()
        )
    await stage.workspace.command("priya", "/afterglow cadence")
    await stage.workspace.press("priya", "*Whose cadence?*", option="Marketing")
    modal = stage.workspace.modal("priya")
    assert modal is not None
    assert [each["selected_time"] for each in modal.state["default_at"].values()] == ["12:00"]


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"Usual time": "08:00"}, "default_at", "inside the window"),
        ({"Not after": "09:30"}, "closes", "at least an hour"),
        ({"escalate_minutes": "soon"}, "escalate_minutes", "whole number"),
        ({"Cards may come on": ["Mon"]}, "challenge_day", "choose one of Mon here, or tick Tue under"),
        ({"Day of the team's digest": "Sun"}, "digest_day", "working day"),
    ],
)
async def test_what_cannot_be_stands_beside_its_field(
    stage: Stage, values: dict[str, object], field: str, says: str
) -> None:
    await stage.workspace.command("priya", "/afterglow cadence")
    errors = await stage.workspace.submit("priya", values)
    assert says in errors[field]


async def test_no_change_is_said_and_keeps_the_form(stage: Stage, team: Team) -> None:
    await stage.workspace.command("priya", "/afterglow cadence marketing")
    assert await stage.workspace.submit("priya") == {}
    assert "nothing to save" in seen(stage)
    await stage.workspace.close("priya")
    assert "Whose cadence?" in seen(stage)


async def test_back_from_the_differences_the_wish_is_still_there(stage: Stage, team: Team) -> None:
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    await stage.workspace.submit("priya", {"Usual time": "14:00"})
    await stage.workspace.press("priya", "Change something")
    assert await stage.workspace.submit("priya", {"Not after": "18:00"}) == {}
    assert "Usual time: 10:00 → 14:00" in seen(stage)
    assert "Window: 09:00–17:00 → 09:00–18:00" in seen(stage)


async def test_of_two_admins_the_slower_sees_the_differences_again(stage: Stage, team: Team) -> None:
    for who, at in (("priya", "14:00"), ("dana", "15:00")):
        await stage.workspace.command(who, "/afterglow cadence Marketing")
        await stage.workspace.submit(who, {"Usual time": at})
    await stage.workspace.submit("priya")
    await stage.workspace.submit("dana")
    assert "changed this cadence meanwhile" in seen(stage, "dana")
    assert "Usual time: 14:00 → 15:00" in seen(stage, "dana")
    assert (await cadence_of(stage, team)).default_at == time(14)
    await stage.workspace.submit("dana")
    assert (await cadence_of(stage, team)).default_at == time(15)


async def test_a_review_sent_twice_saves_once(stage: Stage, team: Team) -> None:
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    await stage.workspace.submit("priya", {"Usual time": "14:00"})
    await stage.workspace.submit("priya")
    sent = stage.workspace.deliveries("view_submission")[-1]
    await stage.workspace.courier.interactive(sent.body["payload"])
    shown = await stage.workspace.command("priya", "/afterglow audit")
    assert stage.workspace.text_of(shown).count("changed the cadence of Marketing") == 1


@pytest.mark.parametrize("forged", ["999", "-1", "x", packed(Proposal(999, Cadence(), Cadence()))])
async def test_a_team_of_nowhere_is_refused_kindly(stage: Stage, team: Team, forged: str) -> None:
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    modal = stage.workspace.modal("priya")
    assert modal is not None
    modal.body["private_metadata"] = forged
    await stage.workspace.submit("priya", {"Usual time": "14:00"})
    assert "This team is no longer there" in seen(stage)


async def test_a_forged_proposal_is_refused_kindly(stage: Stage, team: Team) -> None:
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    await stage.workspace.submit("priya", {"Usual time": "14:00"})
    modal = stage.workspace.modal("priya")
    assert modal is not None
    modal.body["private_metadata"] = "{}"
    await stage.workspace.submit("priya")
    assert "Nothing was changed" in seen(stage)
    assert await cadence_of(stage, team) == Cadence()


async def test_a_team_that_is_not_known_is_answered_in_one_line(stage: Stage, team: Team) -> None:
    shown = await stage.workspace.command("priya", "/afterglow cadence Zoology")
    assert "I know no team “Zoology” here." in stage.workspace.text_of(shown)


async def test_the_training_date_is_kept_apart_from_the_cadence(stage: Stage, team: Team) -> None:
    await stage.workspace.command("priya", "/afterglow cohort")
    await stage.workspace.press("priya", "Training dates of teams")
    assert await stage.workspace.submit("priya", {"Marketing": "2026-11-10"}) == {}
    async with stage.db.read() as session:
        found = await session.get(Team, team.id)
    assert found is not None
    assert found.trained_on == date(2026, 11, 10)
