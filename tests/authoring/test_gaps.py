"""What people ask and nothing covers, for champions and admins to write."""

import asyncio

from sqlalchemy import select

from bot.authoring import gap_blocks, gaps
from bot.authoring import service as authoring
from bot.authoring.models import CardDraft
from bot.authoring.rules import State, Why
from bot.library import service as library
from bot.library.rules import Draft
from bot.library.service import Source
from bot.people.rules import Person
from bot.sandbox.state import View
from tests.stage import Stage

ONE = "How do I get Claude to compare two versions of a lease and list every clause that changed?"
TWO = "Can Claude list every clause that changed between two versions of a lease?"
ELSE = "Which tool reads Kannada invoices from a scan?"
COVERED = "How do I get from rough notes to who does what by when with Claude?"


async def asked(stage: Stage, *told: tuple[str, str], channel: str = "marketing") -> None:
    for who, words in told:
        await stage.workspace.say(who, words, channel=channel)


async def a_gap(stage: Stage) -> None:
    await stage.a_team(members=("ana", "maya", "tom", "leila"))
    await stage.workspace.invite("leila", "marketing")
    await asked(stage, ("ana", ONE), ("leila", TWO), ("ana", ELSE))


async def listed(stage: Stage, who: str = "maya") -> str:
    await stage.workspace.command(who, "/afterglow gaps")
    return stage.workspace.text_of(stage.workspace.modal(who))


async def drafts(stage: Stage) -> list[CardDraft]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(CardDraft).order_by(CardDraft.id)))


async def test_a_topic_of_two_people_is_listed_by_its_last_question(stage: Stage) -> None:
    await a_gap(stage)
    said = await listed(stage)
    assert TWO in said and "Asked by 2 people" in said
    assert ONE not in said and ELSE not in said
    for who in ("ana", "leila"):
        assert f"<@{stage.workspace.person(who).id}>" not in said


async def test_one_person_alone_is_no_gap(stage: Stage) -> None:
    await stage.a_team()
    await asked(stage, ("ana", ONE), ("ana", TWO))
    assert gap_blocks.NONE in await listed(stage)


async def test_what_a_card_covers_is_no_gap(stage: Stage) -> None:
    await stage.a_team(members=("ana", "maya", "tom"))
    for who in ("ana", "tom"):
        question = await stage.workspace.say(who, COVERED, channel="marketing")
        await stage.workspace.press(who, "Ask a champion", on=question)
        assert stage.workspace.thread(question) != []
    assert gap_blocks.NONE in await listed(stage)


async def test_what_is_verified_covers_it(stage: Stage) -> None:
    await a_gap(stage)
    async with stage.db.begin() as session:
        draft = Draft(title="List every clause that changed between two versions of a lease", text="…",
                      shared=True)  # fmt: skip
        saved = await library.save(
            session, draft, by=stage.person("ana"), source=Source(), key="view:V0:0", now=stage.clock()
        )
    assert TWO in await listed(stage), "a draft covers nothing"
    async with stage.db.begin() as session:
        await library.verify(session, saved.prompt.id, by=stage.person("maya"), version=1, now=stage.clock())
    assert gap_blocks.NONE in await listed(stage)


async def test_learners_do_not_see_the_list(stage: Stage) -> None:
    await a_gap(stage)
    assert gap_blocks.NOT_FOR_YOU in await listed(stage, "ana")
    async with stage.db.begin() as session:
        begun = await gaps.write(session, 1, by=stage.person("ana"), now=stage.clock())
    assert not isinstance(begun, str) and begun.why is Why.NOT_A_WRITER


async def test_what_was_asked_in_private_is_not_shown_to_others(stage: Stage) -> None:
    await stage.a_team(channel="leads", members=("maya", "tom", "dana"))
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",))
    for who in ("maya", "tom", "afterglow"):
        await stage.workspace.invite(who, "leads", by="dana")
    await asked(stage, ("maya", ONE), ("tom", TWO), channel="leads")
    assert TWO in await listed(stage, "tom"), "they lead the team whose channel it is"
    for who in ("ben", "priya"):
        assert gap_blocks.NONE in await listed(stage, who)
    async with stage.db.begin() as session:
        for who in ("ben", "priya"):
            begun = await gaps.write(session, 1, by=stage.person(who), now=stage.clock())
            assert not isinstance(begun, str) and begun.row is None


async def test_another_workspace_sees_and_writes_nothing(stage: Stage) -> None:
    await a_gap(stage)
    async with stage.db.begin() as session:
        stranger = Person("T0ELSEWHERE", stage.person("maya").user_id)
        begun = await gaps.write(session, 1, by=stranger, now=stage.clock())
    assert not isinstance(begun, str) and begun.row is None
    assert await drafts(stage) == []


async def test_who_takes_one_has_its_card_and_the_others_see_that(stage: Stage) -> None:
    await a_gap(stage)
    await listed(stage)
    await stage.workspace.press("maya", "I'll write a card")
    form = stage.workspace.modal("maya")
    assert isinstance(form, View) and TWO in str(form.state)
    (draft,) = await drafts(stage)
    assert (draft.owner_id, draft.state) == (stage.workspace.person("maya").id, State.WRITING)
    said = await listed(stage, "tom")
    assert f"<@{stage.workspace.person('maya').id}> writes a card" in said
    assert "I'll write a card" not in said
    page = await stage.workspace.open_home("maya")
    assert "Cards you are writing" in stage.workspace.text_of(page)


async def test_of_two_at_once_one_writes_and_the_other_is_told(stage: Stage) -> None:
    await a_gap(stage)

    async def taken(who: str) -> object:
        async with stage.db.begin() as session:
            return await gaps.write(session, 2, by=stage.person(who), now=stage.clock())

    first, second = await asyncio.gather(taken("maya"), taken("tom"))
    assert sum(isinstance(one, str) for one in (first, second)) == 1
    assert len(await drafts(stage)) == 1


async def test_thrown_away_it_is_open_to_others_and_to_its_writer(stage: Stage) -> None:
    await a_gap(stage)
    for who in ("maya", "tom", "maya"):
        await listed(stage, who)
        await stage.workspace.press(who, "I'll write a card")
        row = next(one for one in await drafts(stage) if one.state == State.WRITING)
        assert row.owner_id == stage.workspace.person(who).id
        async with stage.db.begin() as session:
            await authoring.throw_away(session, row.id, by=stage.person(who), now=stage.clock())


async def test_the_list_is_in_app_home_for_champions_and_admins(stage: Stage) -> None:
    await a_gap(stage)
    for who in ("maya", "priya"):
        page = await stage.workspace.open_home(who)
        await stage.workspace.press(who, "Asked and not covered", on=page)
        assert TWO in stage.workspace.text_of(stage.workspace.modal(who))
    assert "Asked and not covered" not in stage.workspace.buttons(await stage.workspace.open_home("ana"))
