"""From what people do in Slack to what an admin reads there."""

from bot.sandbox.state import View
from tests.challenges.acts import a_learning_team
from tests.stage import Stage

CREW = ("ana", "maya", "tom", "rosa", "ben", "sam")
WIN = "Claude saved me {hours} hours on the spring launch briefing today"


async def numbers(stage: Stage) -> str:
    """What the admin's page says of this week."""
    page: View = await stage.workspace.open_home("priya")
    return stage.workspace.text_of(page).replace("*", "")


async def tap(stage: Stage, who: str) -> None:
    await stage.workspace.press(who, "Yes, I did", on=await stage.workspace.open_home(who))


async def log_a_win(stage: Stage, who: str, *, hours: int) -> None:
    await stage.workspace.say(who, WIN.format(hours=hours), channel="general")
    await stage.workspace.press(who, "Log it", on=await stage.workspace.open_home(who))


async def test_a_tap_makes_one_more_person_active(stage: Stage) -> None:
    await stage.a_team(members=CREW)
    assert "Weekly active\n0% (0 of 6)" in await numbers(stage)
    for who in ("ana", "maya", "tom"):
        await tap(stage, who)
    assert "Weekly active\n50% (3 of 6)" in await numbers(stage)


async def test_wins_count_as_soon_as_their_authors_say_so(stage: Stage) -> None:
    await stage.a_team(members=CREW, channel="general")
    await stage.workspace.say("ana", WIN.format(hours=2), channel="general")
    assert "Wins, unprompted\n0" in await numbers(stage)
    await stage.workspace.press("ana", "Log it", on=await stage.workspace.open_home("ana"))
    text = await numbers(stage)
    assert "Wins, unprompted\n1" in text and "17% (1 of 6)" in text
    await stage.workspace.press("ana", "Withdraw", on=await stage.workspace.open_home("ana"))
    assert "Wins, unprompted\n0" in await numbers(stage)


async def test_hours_appear_when_five_people_have_stated_some(stage: Stage) -> None:
    await stage.a_team(members=CREW, channel="general")
    for who in CREW[:4]:
        await log_a_win(stage, who, hours=2)
    assert "Time saved\nstated by fewer than 5 people" in await numbers(stage)
    await log_a_win(stage, CREW[4], hours=4)
    assert "Time saved\n6 to 12 hours (self-reported)" in await numbers(stage)
    await log_a_win(stage, CREW[5], hours=4)
    assert "6 to 12 hours" in await numbers(stage), "the sixth alone would be told by the difference"


async def test_a_finished_challenge_is_an_act_of_use(stage: Stage) -> None:
    await a_learning_team(stage, CREW)
    await stage.pass_time(days=1, hours=4)
    await stage.workspace.press("ana", "I did it", on=await stage.workspace.open_home("ana"))
    assert await stage.workspace.submit("ana", {"tried": "Three offers with one prompt."}) == {}
    assert "Done. Your notes are kept for you alone." in stage.workspace.text_of(
        stage.workspace.state.homes[stage.workspace.person("ana").id]
    )
    assert "17% (1 of 6)" in await numbers(stage)


async def test_a_week_that_is_over_stands_in_the_report_by_team(stage: Stage) -> None:
    await stage.a_team(members=CREW)
    await tap(stage, "ana")
    await stage.pass_time(days=7, hours=5)
    answer = await stage.workspace.command("priya", "/afterglow report")
    assert answer is not None
    assert "Last week, 1 of 6 people used AI in their work." in stage.workspace.text_of(answer)
