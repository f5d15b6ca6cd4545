"""A champion's own commands, and how admins choose champions."""

import pytest

from bot.champions import service as champions
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


async def typed(stage: Stage, line: str, who: str = "maya") -> str:
    return stage.workspace.text_of(await stage.workspace.command(who, f"/afterglow {line}"))


def seen(stage: Stage, who: str) -> str:
    return stage.workspace.text_of(stage.workspace.modal(who))


@pytest.mark.parametrize("line", ["queue", "away", "away monday", "hours 3", "topics copy", "languages"])
async def test_who_is_no_champion_reads_one_kind_line(stage: Stage, line: str) -> None:
    await stage.a_team()
    text = await typed(stage, line, "ana")
    assert text.startswith("This is for champions")
    assert "ask <@" in text


async def test_the_queue_shows_what_waits_and_a_press_takes_it(stage: Stage) -> None:
    await stage.a_team()
    assert "Nothing waits" in await typed(stage, "queue")
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    shown = await stage.workspace.command("maya", "/afterglow queue")
    assert shown is not None
    assert "*Waiting for a champion* (1)" in stage.workspace.text_of(shown)
    assert ASK in stage.workspace.text_of(shown)
    await stage.workspace.press("maya", "I'll take it", on=shown)
    assert "It is yours" in seen(stage, "maya")
    assert "*Yours* (1)" in seen(stage, "maya")
    (offer,) = stage.workspace.thread(question)
    assert f"<@{stage.workspace.person('maya').id}> is on it." in offer.text
    await stage.workspace.press("maya", "Solved")
    assert "Marked as solved." in seen(stage, "maya")
    assert "Nothing waits, and you hold no question." in seen(stage, "maya")


async def test_an_old_queue_says_who_was_faster(stage: Stage) -> None:
    await stage.a_team()
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    shown = await stage.workspace.command("maya", "/afterglow queue")
    await stage.workspace.press("tom", "I'll take it", on=question)
    await stage.workspace.press("maya", "I'll take it", on=shown)
    assert f"<@{stage.workspace.person('tom').id}> got there first." in seen(stage, "maya")


async def test_who_is_away_is_not_asked_until_they_are_back(stage: Stage) -> None:
    await stage.a_team(zone="Europe/Berlin")
    assert "until Monday 30 November" in await typed(stage, "away monday")
    first = await stage.workspace.say("ana", ASK, channel="marketing")
    assert f"<@{stage.workspace.person('tom').id}>, can you take" in stage.workspace.thread(first)[0].text
    assert "Welcome back" in await typed(stage, "away off")
    await stage.workspace.press("tom", "I'll take it", on=first)
    second = await stage.workspace.say("ana", f"{ASK} And for a video?", channel="marketing")
    assert f"<@{stage.workspace.person('maya').id}>, can you take" in stage.workspace.thread(second)[0].text


async def test_who_goes_away_is_reminded_of_what_they_hold(stage: Stage) -> None:
    await stage.a_team()
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=question)
    assert "You still hold one question" in await typed(stage, "away")


async def test_an_absence_that_cannot_be_read_is_answered_with_the_right_form(stage: Stage) -> None:
    await stage.a_team()
    assert "`/afterglow away monday`" in await typed(stage, "away whenever")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("hours", "You have 3 hours a week"),
        ("hours 4", "Noted: 4 hours a week."),
        ("hours 1", "Noted: one hour a week."),
        ("hours 0", "I cannot read “0” as hours"),
        ("hours 400", "I cannot read"),
        ("hours many", "I cannot read “many” as hours"),
        ("topics", "You have named no topics yet."),
        ("topics Copy, images", "Noted: copy, images."),
        ("topics none", "Noted: no topics."),
        ("languages", "You answer in English. `/afterglow languages english, deutsch` changes it."),
        ("languages german and FRANÇAIS, Polish", "Noted: Deutsch, français and polski."),
        ("languages klingon", "I know these languages: English, Deutsch,"),
        ("languages none", "Noted: as Slack says."),
    ],
)
async def test_hours_and_topics_are_noted(stage: Stage, line: str, says: str) -> None:
    await stage.a_team()
    assert says in await typed(stage, line)


async def test_an_admin_chooses_champions_and_what_they_know(stage: Stage) -> None:
    team = await stage.a_team(led_by=("maya",))
    await stage.workspace.command("priya", "/afterglow champions")
    assert "One champion is enough for 3 people." in seen(stage, "priya")
    assert f"Champions: <@{stage.workspace.person('maya').id}>." in seen(stage, "priya")
    await stage.workspace.press("priya", "Edit")
    chosen = [stage.workspace.person(one).id for one in ("tom", "ana")]
    assert await stage.workspace.submit("priya", {"people": chosen}) == {}
    assert await stage.workspace.submit("priya", {"tom knows best about": "Spreadsheets"}) == {}
    assert "Saved the champions of Marketing." in seen(stage, "priya")
    async with stage.db.read() as session:
        leading = await champions.of_team(session, stage.team_id, team.id)
    assert {member.name: champion.topics for champion, member in leading} == {
        "tom": "spreadsheets",
        "ana": "",
    }


async def test_a_guest_cannot_be_a_champion(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow champions Marketing")
    errors = await stage.workspace.submit("priya", {"people": [stage.workspace.person("gail").id]})
    assert "gail" in errors["people"]


async def test_a_forged_team_has_no_champions(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow champions Marketing")
    modal = stage.workspace.modal("priya")
    assert modal is not None
    modal.body["private_metadata"] = "4711"
    errors = await stage.workspace.submit("priya", {"people": [stage.workspace.person("ana").id]})
    assert "no longer there" in errors["people"]
