"""Every sub-command as learner, champion and admin: with nothing, the right and the wrong thing after it."""

import pytest

from tests.stage import Stage

LEARNER, CHAMPION, ADMIN = "ana", "maya", "priya"
FOR_EVERYONE = {
    "": "I send one useful AI card",
    "help": "I send one useful AI card",
    "help pause": "`/afterglow pause [until]`: no messages for a while.",
    "help nothing": "I send one useful AI card",
    "ask": "What would you like to know?",
    "ask How do I shorten a brief with Claude?": "I can put this to a champion",
    "win": "What did you use AI for",
    "win Claude saved me an hour": "What did you use AI for",
    "pause": "Paused until Monday 7 December",
    "pause friday": "Paused until Friday 27 November",
    "pause banana": "Try `/afterglow pause monday`",
    "resume": "Next card",
    "resume now": "Next card",
    "resume friday": "To come back on a day, pause until then: `/afterglow pause monday`.",
    "me": "You take part.",
    "me finance": "I cannot use “finance” here. `/afterglow me` stands alone.",
    "library": "Say what you are looking for",
    "library meeting notes": "Prompts for “meeting notes”",
    "library xyzzyqqq": "I have no prompt for “xyzzyqqq” yet.",
    "policy": "What may go in, and where",
    "policy finance": "`/afterglow policy` stands alone.",
    "why": "I have written you nothing by myself so far",
    "why <!channel>": "&lt;!channel&gt;",
    "challenge mine": "Your team's next challenge comes on Tuesday 24 November",
    "quue": "Did you mean `/afterglow queue`?",
    "stop": "Did you mean `/afterglow pause [until]`?",
    "prompts": "Did you mean `/afterglow library &lt;words&gt;`?",
    "xyzzy": "Did you mean `/afterglow help`?",
}
FOR_CHAMPIONS = {
    "queue": "Nothing waits",
    "queue all": "`/afterglow queue` stands alone.",
    "away": "until Monday 30 November",
    "away friday": "until Friday 27 November",
    "away off": "Welcome back.",
    "away banana": "Try `/afterglow away monday`",
    "hours": "You have 3 hours a week",
    "hours 4": "Noted: 4 hours a week.",
    "hours lots": "as in `/afterglow hours 3`",
    "topics": "You have named no topics yet.",
    "topics copy, images": "Noted: copy, images.",
    "languages": "You answer in English.",
    "languages english, deutsch": "Noted: English and Deutsch.",
    "languages double dutch": "I know these languages:",
}
FOR_ADMINS = {
    "setup": "Set up 1/4: team",
    "setup sales": "`/afterglow setup` stands alone.",
    "cadence": "Whose cadence?",
    "cadence marketing": "Whose cadence?",
    "cadence zzz": "I know no team “zzz” here. There is Marketing.",
    "team": "New team",
    "team marketing": "Edit team",
    "team zzz": "There is Marketing.",
    "champions": "Champions: <@",
    "champions Marketin": "Who answers this team's questions?",
    "champions zzz": "There is Marketing.",
    "roster": "can take part",
    "roster zzz": "`/afterglow roster` stands alone.",
    "cohort": "There is no cohort yet.",
    "cohort marketing": "Training dates",
    "cohort zzz": "There is Marketing.",
    "challenge": "Weekly challenge",
    "challenge marketing": "Weekly challenge",
    "challenge zzz": "There is: Marketing.",
    "packs": "packs in use.",
    "packs zzz": "No single card is called “zzz”.",
    "preview": "Whose fortnight?",
    "preview @ana": "A fortnight for somebody like <@",
    "preview zzz": "A mention is surest: `/afterglow preview @person`.",
    "pause everyone": "Pause the programme for",
    "pause marketing": "Pause the programme for",
    "pause marketing until monday": "Pause the programme for",
    "resume everyone": "the whole workspace is not paused.",
    "resume marketing": "Marketing is not paused.",
    "report": "Open the report",
    "report csv": "`/afterglow report` stands alone.",
    "settings": "What I may do",
    "settings me": "`/afterglow settings` stands alone.",
    "audit": "No admin has changed anything yet.",
    "audit team": "`/afterglow audit` stands alone.",
    "export": "`afterglow export` on the machine that runs me",
    "export csv": "`/afterglow export` stands alone.",
    "teams": "Did you mean `/afterglow team`?",
    "invite @ana": "Did you mean `/afterglow roster`?",
}


async def typed(stage: Stage, who: str, line: str) -> str:
    """What somebody reads after a command: its reply, else the modal that it opened."""
    shown = await stage.workspace.command(who, f"/afterglow {line}".strip())
    modal = stage.workspace.modal(who)
    text = stage.workspace.text_of(shown if modal is None else modal)
    while stage.workspace.modal(who) is not None:
        await stage.workspace.close(who)
    return text


async def at_work(stage: Stage) -> None:
    await stage.a_team()
    for who in (LEARNER, CHAMPION):
        await stage.active(who)


async def test_learners_and_champions_are_answered_whatever_they_type(stage: Stage) -> None:
    await at_work(stage)
    for who in (LEARNER, CHAMPION):
        for line, says in FOR_EVERYONE.items():
            assert says in await typed(stage, who, line), f"{who}: {line}"


async def test_champions_commands_are_for_champions(stage: Stage) -> None:
    await at_work(stage)
    for line, says in FOR_CHAMPIONS.items():
        assert says in await typed(stage, CHAMPION, line), line
        if not line.startswith("queue all"):
            assert "This is for champions" in await typed(stage, LEARNER, line), line
    assert "`/afterglow champions` makes you" in await typed(stage, ADMIN, "queue")


async def test_admins_are_answered_whatever_they_type(stage: Stage) -> None:
    await at_work(stage)
    for line, says in FOR_ADMINS.items():
        assert says in await typed(stage, ADMIN, line), line


async def test_who_may_not_administer_reads_who_can_and_is_led_to_nothing_they_may_not_do(
    stage: Stage,
) -> None:
    await at_work(stage)
    for line in FOR_ADMINS:
        text = await typed(stage, LEARNER, line)
        if line.startswith("challenge"):
            assert "Your team's next challenge comes" in text, line
        elif line == "teams":
            assert "Did you mean `/afterglow me`?" in text or "`/afterglow help`" in text
        elif line == "invite @ana":
            assert "Did you mean `/afterglow help`?" in text
        else:
            assert text.startswith("Only admins can do this here."), line
    assert "Your own settings: `/afterglow me`." in await typed(stage, LEARNER, "settings")


@pytest.mark.parametrize("line", ["resume friday", "me finance", "setup sales", "report csv"])
async def test_a_command_that_stands_alone_does_nothing_with_more(stage: Stage, line: str) -> None:
    await at_work(stage)
    await typed(stage, ADMIN, "resume")
    await typed(stage, ADMIN, "pause 2 weeks")
    before = (await stage.member(ADMIN)).paused_until
    assert "Nothing is done yet" in await typed(stage, ADMIN, line)
    assert (await stage.member(ADMIN)).paused_until == before
