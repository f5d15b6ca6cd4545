"""The weekly digest: what a team's people agreed to show, in their channel, once a week."""

import asyncio
from datetime import time, timedelta

from sqlalchemy import update

from bot.cadence import service as cadences
from bot.cadence.rules import Cadence
from bot.people.models import Team
from bot.sandbox.state import Message
from bot.wins import service as wins
from bot.workspaces import service as workspaces
from schedules import wins as ticks
from tests.stage import Stage

ALL = ("ana", "maya", "tom", "priya", "sam")
SAVED = "Claude turned the call transcript into the newsletter, that saved me two hours today!"
A_WEEK = timedelta(days=7)


async def a_team(stage: Stage, *, at: time = time(10), members: tuple[str, ...] = ALL) -> Team:
    """Marketing, whose digest comes on Mondays at ten; it is Monday, eight o'clock."""
    team = await stage.a_team(members=members)
    await digest_on(stage, team, day=0, at=at)
    return team


async def digest_on(stage: Stage, team: Team, *, day: int, at: time = time(10)) -> None:
    async with stage.db.begin() as session:
        kept = await session.merge(team)
        cadence = Cadence(digest_day=day, digest_at=at)
        await cadences.change(session, stage.team_id, cadence, team_id=team.id, now=stage.clock())
        await cadences.plan_team(session, kept, now=stage.clock())


async def tell(stage: Stage, who: str, words: str, *, minutes: str = "", shared: bool = True) -> None:
    """Log a win by command."""
    await stage.workspace.command(who, f"/afterglow win {words}")
    share = ["yes"] if shared else []
    assert await stage.workspace.submit(who, {"minutes": minutes, "share": share}) == {}


async def tell_failure(stage: Stage, who: str, words: str, *, unnamed: bool) -> None:
    await stage.workspace.command(who, f"/afterglow win {words}")
    await stage.workspace.press(who, "How did it go?", option="It didn't work")
    anonymous = ["yes"] if unnamed else []
    assert await stage.workspace.submit(who, {"share": ["yes"], "anonymous": anonymous}) == {}


def digests(stage: Stage, channel: str = "marketing") -> list[str]:
    """What the bot posted in the channel."""
    every = stage.workspace.channel_messages(channel)
    return [stage.workspace.text_of(one) for one in every if one.user == stage.workspace.bot.id]


async def until_the_digest(stage: Stage, *, weeks: int = 0, late: timedelta = timedelta()) -> None:
    """The moment of the digest comes, perhaps some weeks on or late, and the clock ticks once."""
    due = stage.clock().replace(hour=10, minute=0) + weeks * A_WEEK + late
    stage.clock.advance(due - stage.clock())
    await stage.play.run_ticks()


async def test_a_logged_win_of_the_channel_is_quoted_with_its_author(stage: Stage) -> None:
    await a_team(stage)
    await stage.workspace.say("ana", SAVED, channel="marketing")
    await stage.workspace.press("ana", "Log it")
    await stage.pass_time(hours=1, minutes=45)
    assert digests(stage) == []
    await stage.pass_time(minutes=15)
    (digest,) = digests(stage)
    assert SAVED in digest
    assert "Ana Ruiz" in digest or stage.person("ana").user_id in digest
    assert "about 2 hours saved" in digest
    assert "people's own estimates" in digest
    assert "can take it back at any time" in digest


async def test_a_week_without_wins_is_silent(stage: Stage) -> None:
    await a_team(stage)
    await stage.workspace.say("ana", SAVED, channel="marketing")
    await until_the_digest(stage)
    assert digests(stage) == []


async def test_what_was_told_in_private_is_quoted_only_when_its_author_shares_it(stage: Stage) -> None:
    await a_team(stage)
    await stage.workspace.say("ana", SAVED, dm=True)
    await stage.workspace.press("ana", "Log it")
    await tell(stage, "tom", "Gemini sorted the leads", shared=False)
    await tell(stage, "maya", "ChatGPT named the campaign", shared=True)
    await until_the_digest(stage)
    (digest,) = digests(stage)
    assert "ChatGPT named the campaign" in digest
    assert SAVED not in digest
    assert "Gemini sorted the leads" not in digest


async def test_what_did_not_work_stands_in_the_same_digest_and_may_be_unnamed(stage: Stage) -> None:
    await a_team(stage)
    await tell_failure(stage, "ana", "Copilot made up two sources", unnamed=True)
    await tell_failure(stage, "tom", "Gemini lost the table", unnamed=False)
    await until_the_digest(stage)
    (digest,) = digests(stage)
    assert "It didn't work, and that is worth knowing" in digest
    assert "A colleague (Copilot)" in digest
    every = stage.workspace.channel_messages("marketing")
    (message,) = [one for one in every if one.user == stage.workspace.bot.id]
    assert stage.person("ana").user_id not in str(message.blocks) + message.text
    assert stage.person("tom").user_id in message.text


async def test_minutes_are_summed_only_for_five_people_and_as_a_range(stage: Stage) -> None:
    team = await a_team(stage)
    for who in ALL[:4]:
        await tell(stage, who, "Claude wrote my summary", minutes="60")
    await until_the_digest(stage)
    assert "Time saved" not in digests(stage)[-1]
    await digest_on(stage, team, day=0)
    for who in ALL:
        await tell(stage, who, "Claude checked my numbers", minutes="60")
    await until_the_digest(stage, weeks=1)
    assert "Time saved, as 5 people estimate it: between 2 h 30 min and 5 hours" in digests(stage)[-1]
    assert "self-reported" in digests(stage)[-1]


async def test_five_wins_are_quoted_and_everybody_before_anybody_twice(stage: Stage) -> None:
    await a_team(stage)
    await tell(stage, "ana", "Claude drafted the first teaser")
    for number in range(5):
        await tell(stage, "tom", f"Gemini cleaned sheet {number}")
    await until_the_digest(stage)
    (digest,) = digests(stage)
    assert "Claude drafted the first teaser" in digest
    assert digest.count("Gemini cleaned sheet") == 4
    assert "And one more win was logged." in digest


async def test_the_next_digest_brings_only_what_is_new(stage: Stage) -> None:
    await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    await until_the_digest(stage)
    await tell(stage, "tom", "Gemini cleaned the sheet")
    await until_the_digest(stage, weeks=1)
    assert len(digests(stage)) == 2
    assert "Claude drafted the teaser" not in digests(stage)[1]
    assert "Gemini cleaned the sheet" in digests(stage)[1]
    await until_the_digest(stage, weeks=1)
    assert len(digests(stage)) == 2


async def test_one_digest_a_week_even_when_its_day_is_moved(stage: Stage) -> None:
    team = await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    await until_the_digest(stage)
    await tell(stage, "tom", "Gemini cleaned the sheet")
    await digest_on(stage, team, day=1)
    stage.clock.advance(timedelta(days=1))
    await stage.play.run_ticks()
    assert len(digests(stage)) == 1
    stage.clock.advance(A_WEEK)
    await stage.play.run_ticks()
    assert "Gemini cleaned the sheet" in digests(stage)[1]


async def test_a_digest_that_is_too_late_waits_for_next_week(stage: Stage) -> None:
    await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    await until_the_digest(stage, late=timedelta(hours=2, minutes=1))
    assert digests(stage) == []
    await until_the_digest(stage, weeks=1)
    assert "Claude drafted the teaser" in digests(stage)[0]


async def test_a_digest_never_comes_after_the_window_closed(stage: Stage) -> None:
    await a_team(stage, at=time(16, 30))
    await tell(stage, "ana", "Claude drafted the teaser")
    await until_the_digest(stage, late=timedelta(hours=7, minutes=5))
    assert digests(stage) == []


async def test_a_digest_never_comes_before_a_window_that_was_moved(stage: Stage) -> None:
    team = await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    async with stage.db.begin() as session:
        later = Cadence(digest_day=0, window=(time(12), time(17)), digest_at=time(13))
        await cadences.change(session, stage.team_id, later, team_id=team.id, now=stage.clock())
    await until_the_digest(stage)
    assert digests(stage) == []
    await stage.pass_time(hours=3)
    assert "Claude drafted the teaser" in digests(stage)[0]


async def test_what_slack_refused_is_news_again_next_week(stage: Stage) -> None:
    await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    stage.workspace.trouble.next("chat.postMessage", error="not_in_channel")
    await until_the_digest(stage)
    assert digests(stage) == []
    await until_the_digest(stage, weeks=1)
    assert "Claude drafted the teaser" in digests(stage)[0]


async def test_a_paused_workspace_posts_no_digest(stage: Stage) -> None:
    await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    async with stage.db.begin() as session:
        workspace = await workspaces.find(session, stage.team_id)
        assert workspace is not None
        workspace.paused_until = stage.clock() + timedelta(days=2)
    await until_the_digest(stage)
    assert digests(stage) == []


async def test_a_paused_team_posts_no_digest(stage: Stage) -> None:
    team = await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    async with stage.db.begin() as session:
        until = stage.clock() + timedelta(days=2)
        await cadences.pause_team(session, stage.team_id, team_id=team.id, until=until, now=stage.clock())
    await until_the_digest(stage)
    assert digests(stage) == []
    await until_the_digest(stage, weeks=1)
    assert "Claude drafted the teaser" in digests(stage)[0]


async def test_two_processes_post_one_digest(stage: Stage) -> None:
    await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    stage.clock.advance(timedelta(hours=2, minutes=1))
    office = stage.product.office
    await asyncio.gather(*(ticks.send_digests(office, stage.clock()) for _ in range(3)))
    await stage.play.settle()
    assert len(digests(stage)) == 1


async def test_a_win_withdrawn_later_goes_out_of_the_posted_digest(stage: Stage) -> None:
    await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    await tell(stage, "tom", "Gemini cleaned the sheet")
    await until_the_digest(stage)
    await stage.workspace.press("ana", "Withdraw", on=last_dm(stage, "ana"))
    (digest,) = digests(stage)
    assert "Claude drafted the teaser" not in digest
    assert "Gemini cleaned the sheet" in digest
    await stage.workspace.press("tom", "Withdraw", on=last_dm(stage, "tom"))
    (digest,) = digests(stage)
    assert "taken back by the people who wrote it" in digest


async def test_a_win_withdrawn_before_the_digest_went_out_is_never_posted(stage: Stage) -> None:
    await a_team(stage)
    await tell(stage, "ana", "Claude drafted the teaser")
    stage.clock.advance(timedelta(hours=2, minutes=1))
    await ticks.send_digests(stage.product.office, stage.clock())
    async with stage.db.begin() as session:
        (card,) = await wins.logged(session, stage.person("ana"))
        await wins.withdraw(session, card.id, by=stage.person("ana"), now=stage.clock())
    await stage.play.settle()
    assert digests(stage) == []


async def test_a_digest_is_no_way_to_call_the_channel(stage: Stage) -> None:
    await a_team(stage)
    await stage.workspace.shortcut("ana", "log_win")
    words = "<!channel> Claude & <@U0TOM000000> say *hi* <https://x.example|here>"
    assert await stage.workspace.submit("ana", {"text": words, "share": ["yes"]}) == {}
    await until_the_digest(stage)
    every = stage.workspace.channel_messages("marketing")
    (message,) = [one for one in every if one.user == stage.workspace.bot.id]
    sent = str(message.blocks) + message.text
    assert "&lt;!channel&gt; Claude &amp;" in sent
    assert "<!channel>" not in sent
    assert "<https://x.example" not in sent


async def test_a_win_of_another_team_is_not_quoted_here(stage: Stage) -> None:
    await a_team(stage, members=("ana", "tom"))
    sales = await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=())
    await digest_on(stage, sales, day=0)
    await tell(stage, "ana", "Claude drafted the teaser")
    await tell(stage, "rosa", "ChatGPT wrote the follow-up")
    await until_the_digest(stage)
    (marketing,), (selling,) = digests(stage), digests(stage, "sales")
    assert "Claude drafted the teaser" in marketing
    assert "follow-up" not in marketing
    assert "follow-up" in selling


async def test_a_team_that_moves_takes_no_shared_words_to_another_channel(stage: Stage) -> None:
    team = await a_team(stage, members=("ana", "tom"))
    await tell(stage, "ana", "Claude drafted the teaser")
    async with stage.db.begin() as session:
        moved = update(Team).where(Team.id == team.id)
        await session.execute(moved.values(channel_id=stage.workspace.channel("general").id))
    await until_the_digest(stage)
    assert digests(stage, "general") == []


async def test_a_digest_does_not_lose_a_challenge_that_is_due_with_it(stage: Stage) -> None:
    team = await a_team(stage)
    due = stage.clock() + timedelta(hours=2)
    async with stage.db.begin() as session:
        await session.execute(update(Team).where(Team.id == team.id).values(next_challenge_at=due))
    stage.clock.advance(timedelta(hours=2, minutes=1))
    await ticks.send_digests(stage.product.office, stage.clock())
    async with stage.db.read() as session:
        after = await session.get(Team, team.id)
    assert after is not None
    assert after.next_challenge_at == due
    assert after.next_digest_at == due + A_WEEK


def last_dm(stage: Stage, who: str) -> Message:
    return stage.workspace.inbox(who).last
