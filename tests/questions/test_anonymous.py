"""Asked without a name: answered, written back, closed, and nobody can look up who it was."""

from datetime import date

import pytest
from sqlalchemy import select, text

from bot.db import Base, Db
from bot.outbox import aliases
from bot.outbox.models import Alias
from bot.people.rules import ALIAS
from bot.privacy import service as privacy
from bot.questions.models import Question
from bot.sandbox.state import Message
from tests.questions.test_deletion import kept as everything_kept
from tests.questions.test_earlier import AGAIN, answered  # noqa: F401
from tests.questions.test_flow import ASK, BERLIN, at
from tests.stage import Stage

FIVE = ("ana", "maya", "tom", "rosa", "leila")
NAMELESS = {"text": ASK, "where": "open", "name": ["yes"]}
Rows = set[tuple[str, str]]


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's question in her team's channel, asked without her name; what stands in the channel."""
    await stage.a_team(zone=BERLIN, members=FIVE)
    return await ask(stage)


async def ask(stage: Stage, who: str = "ana", **values: object) -> Message:
    await stage.workspace.command(who, "/afterglow ask")
    assert await stage.workspace.submit(who, {**NAMELESS, **values}) == {}
    return stage.workspace.channel_messages("marketing")[-1]


def inbox(stage: Stage, who: str) -> str:
    return stage.workspace.inbox(who).texts()[-1]


async def kept(db: Db) -> Rows:
    """Every row of every table as whoever opens the database without the key reads it."""
    found: Rows = set()
    async with db.read() as session:
        for table in Base.metadata.sorted_tables:
            rows = await session.execute(text(f"SELECT * FROM {table.name}"))
            found |= {(table.name, str(dict(row))) for row in rows.mappings()}
    return found


async def names_of(stage: Stage, who: str) -> tuple[str, ...]:
    """What stands for a person in the database: their id, their DM and their row."""
    direct = stage.workspace.dm(who).id
    return stage.person(who).user_id, direct, f"'member_id': {(await stage.member(who)).id},"


async def test_the_channel_reads_a_question_of_somebody(stage: Stage, asked: Message) -> None:
    assert asked.text.startswith("Somebody asks, without their name:")
    assert ASK in asked.text
    assert at(stage, "ana") not in str(asked.blocks)
    assert "without your name. I pass on what is answered there" in inbox(stage, "ana")


async def test_an_answer_reaches_the_asker_who_writes_back(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.say(
        "maya", "Give it the notes and a good brief.", channel="marketing", thread=asked
    )
    told = inbox(stage, "ana")
    assert "Give it the notes and a good brief." in told
    assert at(stage, "maya") in told
    await stage.workspace.press("ana", "Write back")
    assert await stage.workspace.submit("ana", {"text": "And if the notes are in German?"}) == {}
    thread = stage.workspace.thread(asked)
    assert "Whoever asked this without their name writes:" in thread[-1].text
    assert "in German?" in thread[-1].text
    assert at(stage, "ana") not in str([one.blocks for one in thread])
    assert "is on it." in stage.workspace.channel_messages("marketing")[-1].text  # waited for again
    await stage.workspace.say("maya", "Then say so in the first line.", channel="marketing", thread=asked)
    await stage.workspace.press("ana", "Solved")
    assert "Solved, says its asker." in stage.workspace.channel_messages("marketing")[-1].text


async def test_a_colleague_who_answers_unasked_is_passed_on_too(stage: Stage, asked: Message) -> None:
    await stage.workspace.invite("rosa", "marketing")
    await stage.workspace.say("rosa", "I paste both into one chat.", channel="marketing", thread=asked)
    assert "I paste both into one chat." in inbox(stage, "ana")


async def test_what_the_asker_writes_with_their_name_stays_where_it_is(stage: Stage, asked: Message) -> None:
    before = stage.workspace.inbox("ana").texts()
    await stage.workspace.say("ana", "I wonder too.", channel="marketing", thread=asked)
    assert stage.workspace.inbox("ana").texts() == before


async def test_privately_a_champion_answers_by_a_form(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, members=FIVE)
    await stage.workspace.command("ana", "/afterglow ask")
    await stage.workspace.submit("ana", NAMELESS | {"where": "private"})
    (champion,) = [who for who in ("maya", "tom") if len(stage.workspace.inbox(who))]
    assert inbox(stage, champion).startswith("Somebody who left their name out has a question")
    await stage.workspace.press(champion, "I'll take it")
    assert "took your question. I pass on what they answer." in inbox(stage, "ana")
    await stage.workspace.press(champion, "Write an answer")
    assert await stage.workspace.submit(champion, {"Your answer": "Start from the notes."}) == {}
    assert "Start from the notes." in stage.workspace.inbox("ana").texts()[-2]
    assert "Did that solve it?" in inbox(stage, "ana")
    await stage.workspace.press("ana", "Write back")
    await stage.workspace.submit("ana", {"text": "Which notes?"})
    assert "Which notes?" in inbox(stage, champion)
    assert at(stage, "ana") not in str(stage.workspace.inbox(champion).texts())
    await stage.workspace.press("ana", "Solved")
    assert "Solved, says its asker." in inbox(stage, champion)


@pytest.mark.parametrize("is_direct", [False, True])
async def test_the_database_does_not_tell_who_asked(stage: Stage, is_direct: bool) -> None:
    await stage.a_team(zone=BERLIN, members=FIVE)
    await stage.workspace.open_home("ana")
    await stage.workspace.command("ana", "/afterglow help")
    before = await kept(stage.db)
    if is_direct:
        await stage.workspace.say("ana", ASK, dm=True)
    else:
        await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    await stage.workspace.press("ana", "Ask without my name")
    await stage.workspace.submit("ana", NAMELESS)
    asked = stage.workspace.channel_messages("marketing")[-1]
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.say("maya", "Start from the notes.", channel="marketing", thread=asked)
    await stage.workspace.press("ana", "Not yet")
    await stage.workspace.press("ana", "Write back")
    await stage.workspace.submit("ana", {"text": "Which notes?"})
    await stage.workspace.press("ana", "Solved")
    await stage.workspace.press("ana", "In my words")
    await stage.workspace.submit("ana", {"thank_words": "It found the owners."})
    await stage.workspace.press("ana", "Reopen")
    await stage.workspace.press("ana", "Withdraw")
    since = await kept(stage.db) - before
    assert {"questions", "question_events", "outbox", "aliases"} <= {table for table, _ in since}
    for name in await names_of(stage, "ana"):
        assert [row for row in since if name in row[1]] == []


async def test_a_draft_under_the_name_is_gone_without_a_trace(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, members=FIVE)
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask without my name")
    assert await stage.workspace.submit("ana", {"name": ["yes"]}) == {}
    async with stage.db.read() as session:
        (question,) = await session.scalars(select(Question))
        assert question.asker_id.startswith(ALIAS)
        assert question.text == ASK
    assert not [row for row in await kept(stage.db) if "question.preview" in row[1]]
    await stage.workspace.press("ana", "Ask in the team's channel")
    (preview, _) = stage.workspace.inbox("ana").messages
    assert "no longer there" in preview.text
    assert stage.workspace.buttons(preview) == []


async def test_a_preview_that_is_gone_takes_its_buttons_along(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, members=FIVE)
    shown = await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    await stage.workspace.press("ana", "Ask without my name")
    assert await stage.workspace.submit("ana", NAMELESS) == {}
    await stage.workspace.press("ana", "Never mind", on=shown)
    (after,) = stage.workspace.ephemerals("ana")
    assert "no longer there" in after.text
    assert stage.workspace.buttons(after) == []


async def test_an_answer_that_is_edited_is_edited_for_the_asker(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    answer = await stage.workspace.say("maya", "Give it the notes.", channel="marketing", thread=asked)
    before = len(stage.workspace.inbox("ana").texts())
    for last in ("Give it the notes and the brief.", "Give it the brief, and jo@example.com."):
        await stage.workspace.edit("maya", answer, last)
    told = stage.workspace.inbox("ana").texts()
    assert len(told) == before, "it is the same message"
    assert "Give it the brief" in told[-1] and "the notes" not in told[-1]
    assert "jo@example.com" not in told[-1]
    await stage.workspace.press("ana", "Solved")
    await stage.workspace.edit("maya", answer, "Give it the brief first.")
    assert any("Give it the brief first." in one for one in stage.workspace.inbox("ana").texts())


async def test_an_answer_that_is_deleted_is_taken_back_from_the_asker(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    answer = await stage.workspace.say("maya", "Give it the notes.", channel="marketing", thread=asked)
    other = await stage.workspace.say("maya", "And a good brief.", channel="marketing", thread=asked)
    await stage.workspace.delete("maya", answer)
    told = stage.workspace.inbox("ana").messages
    (gone,) = [one for one in told if "Its author deleted it." in one.text]
    assert "Give it the notes." not in stage.workspace.text_of(gone)
    assert "And a good brief." in told[-1].text, "the other one stands"
    assert "Give it the notes." not in await everything_kept(stage)
    await stage.workspace.press("ana", "Write back", on=gone)
    await stage.workspace.close("ana")
    await stage.workspace.delete("maya", other)
    assert not any("a good brief" in one for one in stage.workspace.inbox("ana").texts())


async def test_what_is_deleted_before_it_was_passed_on_is_not(stage: Stage, asked: Message) -> None:
    stage.workspace.trouble.next("chat.postMessage", ratelimited=60)
    answer = await stage.workspace.say("maya", "Give it the notes.", channel="marketing", thread=asked)
    await stage.workspace.delete("maya", answer)
    await stage.pass_time(hours=1)
    assert not any("Give it the notes." in one for one in stage.workspace.inbox("ana").texts())


async def test_of_edits_only_those_of_others_are_passed_on(stage: Stage, asked: Message) -> None:
    await stage.workspace.invite("rosa", "marketing")
    words = await stage.workspace.say("rosa", "I paste both.", channel="marketing", thread=asked)
    mine = await stage.workspace.say("ana", "I wonder too.", channel="marketing", thread=asked)
    before = stage.workspace.inbox("ana").texts()
    await stage.workspace.edit("ana", mine, "I wonder as well.")
    assert stage.workspace.inbox("ana").texts() == before, "what the asker writes is not passed on to them"
    await stage.workspace.edit("rosa", words, "I paste both into one chat.")
    assert "I paste both into one chat." in stage.workspace.inbox("ana").texts()[-1]


async def test_neither_an_export_nor_an_admin_sees_whose_it_was(stage: Stage, asked: Message) -> None:
    await stage.workspace.invite("priya", "marketing")
    await stage.workspace.press("priya", "Already solved", on=asked)
    assert "Marked as solved" in stage.workspace.channel_messages("marketing")[-1].text
    async with stage.db.read() as session:
        own = await privacy.export(session, stage.team_id, user_id=stage.person("ana").user_id)
        everything = await privacy.export(session, stage.team_id)
    assert ASK not in str(own)
    assert "aliases" not in everything


async def test_three_a_day_and_then_it_says_so(stage: Stage, asked: Message) -> None:
    for more in ("How do I cut a webinar into posts?", "How do I make one chart from three sheets?"):
        await ask(stage, text=more)
    await stage.workspace.command("ana", "/afterglow ask")
    told = await stage.workspace.submit("ana", NAMELESS | {"text": "How do I name files with Copilot?"})
    assert "three questions" in str(told) or "3 questions" in str(told)
    await stage.workspace.close("ana")
    await ask(stage, "rosa", text="How do I name files with Copilot?")
    await stage.pass_time(days=1)
    await ask(stage, text="How do I name files with Copilot?")


async def test_a_small_team_does_not_tell_by_its_size(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.a_team("Sales", role="sales", channel=None, members=("rosa",), led_by=("rosa",), zone=BERLIN)
    before = stage.workspace.channel_messages("marketing")
    await stage.workspace.command("ana", "/afterglow ask")
    assert "As your team is small, I then ask one champion privately." in str(stage.workspace.modal("ana"))
    assert await stage.workspace.submit("ana", NAMELESS) == {}
    assert stage.workspace.channel_messages("marketing") == before
    async with stage.db.read() as session:
        (question,) = await session.scalars(select(Question))
    assert question.team_id is None
    assert question.private
    assert "I pass on what they answer." in inbox(stage, "ana")


async def test_a_red_line_stays_in_the_form(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, members=FIVE)
    await stage.workspace.command("ana", "/afterglow ask")
    told = await stage.workspace.submit("ana", NAMELESS | {"text": "How do I write to jo@example.com?"})
    assert "holds e-mail address" in str(told)
    async with stage.db.read() as session:
        assert (await session.scalars(select(Question))).all() == []
        assert (await session.scalars(select(Alias))).all() == []


async def test_only_the_two_write_about_it(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("ana", "Add something")
    await stage.workspace.press("maya", "Release", on=asked)
    assert await stage.workspace.submit("ana", {"text": "It is for a newsletter."}) == {}
    assert "It is for a newsletter." in stage.workspace.thread(asked)[-1].text
    await stage.workspace.press("ana", "Withdraw")
    before = len(stage.workspace.thread(asked))
    await stage.workspace.invite("rosa", "marketing")
    await stage.workspace.say("rosa", "I would know!", channel="marketing", thread=asked)
    assert len(stage.workspace.thread(asked)) == before + 1


async def test_after_ninety_days_nobody_can_tell_with_the_key_either(stage: Stage, asked: Message) -> None:
    async with stage.db.begin() as session:
        assert await aliases.forget_old(session, now=stage.clock(), limit=10) == 0
    await stage.pass_time(days=91)
    async with stage.db.begin() as session:
        await aliases.forget_old(session, now=stage.clock(), limit=10)
    async with stage.db.read() as session:
        assert (await session.scalars(select(Alias))).all() == []


async def test_who_is_erased_is_behind_no_alias(stage: Stage, asked: Message) -> None:
    async with stage.db.begin() as session:
        assert await privacy.erase(session, stage.person("ana"), now=stage.clock())
    async with stage.db.read() as session:
        assert (await session.scalars(select(Alias))).all() == []
        assert (await session.scalars(select(Question.text))).all() == [ASK]


@pytest.mark.usefixtures("answered")
async def test_what_was_answered_before_is_shown_to_its_asker_first(stage: Stage) -> None:
    await stage.workspace.command("leila", "/afterglow ask")
    await stage.workspace.submit("leila", NAMELESS | {"text": AGAIN})
    direct = stage.workspace.inbox("leila").last
    assert stage.workspace.buttons(direct) == ["This solved it", "Ask a champion privately"]
    await stage.workspace.press("leila", "This solved it")
    assert "Nobody else was asked." in stage.workspace.inbox("leila").last.text
    async with stage.db.read() as session:
        question = await session.scalar(select(Question).order_by(Question.id.desc()).limit(1))
    assert question is not None
    assert question.status == "resolved"
    assert str(question.closed_by).startswith(ALIAS)


async def test_marks_of_two_days_have_nothing_in_common(stage: Stage, asked: Message) -> None:
    await stage.pass_time(days=1)
    await ask(stage, text="How do I cut a webinar into posts?")
    async with stage.db.read() as session:
        names = (await session.scalars(select(Alias))).all()
    assert len({one.mark for one in names}) == len({one.alias for one in names}) == 2
    assert date(2026, 11, 24) in {one.made_at.date() for one in names}


async def test_app_home_asks_as_often_as_somebody_wants(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, members=FIVE)
    for who, words in (("ana", ASK), ("ana", "How do I name files with Copilot?"), ("leila", ASK)):
        await stage.workspace.open_home(who)
        await stage.workspace.press(who, "Ask a champion")
        assert await stage.workspace.submit(who, {"text": words, "where": "private"}) == {}
    async with stage.db.read() as session:
        assert len((await session.scalars(select(Question))).all()) == 3
