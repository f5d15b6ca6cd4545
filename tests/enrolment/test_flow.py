"""Taking part: invited, started, paused, resumed, left."""

from bot.enrolment import service as enrolment
from tests.stage import Stage


async def invite(stage: Stage, *handles: str) -> int:
    """As an admin would have done it."""
    ids = [stage.workspace.person(handle).id for handle in handles]
    async with stage.db.begin() as session:
        return await enrolment.invite(session, stage.team_id, ids, now=stage.clock())


async def test_an_invitation_comes_at_the_persons_own_time_and_says_who_sees_what(stage: Stage) -> None:
    await stage.a_team()
    assert await invite(stage, "ana") == 1
    await stage.pass_time(minutes=45)
    assert len(stage.workspace.inbox("ana")) == 0
    await stage.pass_time(minutes=30)  # 10:00 in Madrid
    welcome = stage.workspace.inbox("ana").last
    assert stage.workspace.buttons(welcome) == ["Start", "Not now"]
    text = stage.workspace.text_of(welcome)
    assert "You get this because an admin of your workspace put you on the list." in text
    assert "Only you see your answers." in text


async def test_start_plans_the_first_card_for_tomorrow_at_the_chosen_time(stage: Stage) -> None:
    await stage.a_team()
    await invite(stage, "ana")
    await stage.pass_time(minutes=75)
    await stage.workspace.press("ana", "Start", values={"at": "14:30"})
    said = stage.workspace.inbox("ana").last
    assert stage.workspace.text_of(said).startswith(
        "You are in. Next card tomorrow at 14:30 your time (Europe/Madrid)."
    )
    await stage.pass_time(hours=24)
    assert len(stage.workspace.inbox("ana")) == 1
    await stage.pass_time(hours=6)
    assert len(stage.workspace.inbox("ana")) == 2
