"""`/afterglow` alone: a menu whose every button does what it says."""

import pytest

from bot.sandbox.state import Message
from tests.stage import Stage

FOR_EVERYONE = {
    "Ask a champion": "What would you like to know?",
    "Log a win": "What did you use AI for",
    "Search prompts": "Prompt library",
    "This week's challenge": "Your team's next challenge comes on",
    "My settings": "You take part.",
}
FOR_CHAMPIONS = {"Your queue": "Nothing waits"}
FOR_ADMINS = {
    "Set up a team": "Set up 1/4: team",
    "Teams": "Marketing",
    "Champions": "Champions",
    "Cadence": "Whose cadence?",
    "Who takes part": "can take part",
    "Report": "Open the report",
    "Settings of the workspace": "What I may do",
    "Preview": "Whose fortnight?",
    "Pause the programme": "Pause until",
    "Content packs": "packs in use.",
    "Changes by admins": "No admin has changed anything yet.",
    "Export": "`afterglow export`",
    "Asked and not covered": "Nothing is asked again and again",
}
OFFERED = {
    "ana": FOR_EVERYONE,
    "maya": FOR_EVERYONE | FOR_CHAMPIONS,
    "priya": FOR_EVERYONE | FOR_ADMINS,
}


async def menu_of(stage: Stage, who: str) -> Message:
    shown = await stage.workspace.command(who, "/afterglow")
    assert shown is not None
    return shown


async def at_work(stage: Stage) -> None:
    await stage.a_team(members=("ana", "maya", "tom", "priya"))
    for who in OFFERED:
        await stage.active(who)


async def answer_to(stage: Stage, who: str, button: str) -> str:
    """What somebody reads after pressing this: the modal that it opened, else the newest note to them."""
    await stage.workspace.press(who, button, on=await menu_of(stage, who))
    modal = stage.workspace.modal(who)
    text = stage.workspace.text_of(modal or stage.workspace.ephemerals(who)[-1])
    if modal is not None:
        await stage.workspace.close(who)
    return text


@pytest.mark.parametrize("who", OFFERED)
async def test_the_menu_holds_the_buttons_that_are_for_this_person(stage: Stage, who: str) -> None:
    await at_work(stage)
    shown = await menu_of(stage, who)
    assert stage.workspace.buttons(shown) == list(OFFERED[who])
    assert "`/afterglow help` lists every command" in stage.workspace.text_of(shown)


@pytest.mark.parametrize("who", OFFERED)
async def test_each_button_does_what_it_says(stage: Stage, who: str) -> None:
    await at_work(stage)
    for button, says in OFFERED[who].items():
        assert says in await answer_to(stage, who, button), button


async def test_a_guest_is_offered_what_a_guest_can_use(stage: Stage) -> None:
    shown = await menu_of(stage, "gail")
    assert stage.workspace.buttons(shown) == ["Ask a champion", "Log a win", "Search prompts"]


async def test_the_same_menu_answers_a_greeting_in_a_direct_message(stage: Stage) -> None:
    await at_work(stage)
    await stage.workspace.say("maya", "hello", dm=True)
    assert stage.workspace.buttons(stage.workspace.inbox("maya").last) == list(OFFERED["maya"])
