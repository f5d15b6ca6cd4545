"""A card from an answer or a win: drafted or filled in, approved by its owner, published by nobody."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.authoring import drafting
from bot.authoring import service as authoring
from bot.authoring.models import CardDraft
from bot.authoring.rules import MOST_ASKED, State
from bot.llm.port import Trouble
from bot.packs.loader import ROOT, load
from bot.people.rules import Person
from bot.privacy import service as privacy
from bot.workspaces.models import Workspace
from tests.authoring.acts import (
    ANSWER,
    ASK,
    CARD,
    QUESTION,
    SHORTCUT,
    STEP_ONE,
    STEP_TWO,
    WIN,
    answered,
    modal,
    rows,
    typed_in,
    with_model,
    written,
)
from tests.cli.conftest import Operator
from tests.cli.conftest import operator as operator
from tests.cli.conftest import run as run
from tests.llm import fake_openai
from tests.stage import Stage

HOSTILE = "Ask <!channel> <@U0TOM> <https://evil.example|here> @here for [notes] <name>"


def a_folder_with_a_file(name: str, path: str, *, shipped: bool = True) -> Path:
    """A folder here, with the shipped packs or empty, in which somebody wrote one file."""
    folder = Path(name)
    shutil.copytree(ROOT, folder) if shipped else folder.mkdir()
    (folder / path).write_text("mine")
    return folder / path


def read(file: Path) -> str:
    return file.read_text()


def beside(file: Path) -> list[str]:
    return [each.name for each in file.parent.iterdir()]


@pytest.mark.usefixtures("printed")
async def test_a_model_drafts_the_card_and_its_owner_approves_it(stage: Stage) -> None:
    answer = await answered(stage)
    async with with_model(stage, fake_openai.saying(CARD)) as fake:
        await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
        assert "I am drafting the card." in modal(stage) and "Nothing is published" in modal(stage)
        assert fake.bodies == [], "nobody waits for a model"
        await stage.pass_time(minutes=1)
        (asked,) = fake.bodies
    assert "messy meeting notes" in asked and "each with one owner" in asked and "Tom" not in asked
    draft = stage.workspace.inbox("maya").last
    told = stage.workspace.text_of(draft)
    for part in (
        CARD["title"],
        "A model wrote this from a colleague's words",
        "because you used",
        "Only you",
    ):
        assert part in told
    assert stage.workspace.buttons(draft) == ["Approve", "Edit", "Throw away"]
    (row,) = await rows(stage)
    assert (row.state, row.words, row.author_id) == (State.WRITING, "", None), "the words are not kept"
    await stage.workspace.press("maya", "Approve", on=draft)
    (row,) = await rows(stage)
    assert (row.state, row.card_id) == (State.APPROVED, "marketing-from-rough-notes-to-who-does-what-by-when")
    shown = stage.workspace.text_of(stage.workspace.inbox("maya").last)
    assert "Nothing is published by itself" in shown
    assert all(CARD["title"] not in one.text for one in stage.workspace.channel_messages("marketing"))


async def test_offline_a_form_is_filled_in_and_its_file_passes_the_check(
    stage: Stage, operator: Operator
) -> None:
    answer = await answered(stage)
    await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
    assert typed_in(stage, "problem") == ASK and typed_in(stage, "after") == ANSWER
    await written(stage)
    assert "From rough notes to actions" in modal(stage)
    await stage.workspace.press("maya", "Approve")
    assert "Approved." in modal(stage)
    folder = Path("packs")
    shutil.copytree(ROOT, folder)
    listed = await operator.types("packs", "approved")
    assert (listed.exit_code, "marketing-from-rough-notes-to-actions" in listed.output) == (0, True)
    done = await operator.types("packs", "approved", "--to", "packs")
    assert (done.exit_code, (await operator.types("packs", "check", "packs")).exit_code) == (0, 0), (
        done.output
    )
    card = load(folder).catalog.card("marketing-from-rough-notes-to-actions")
    assert card is not None
    assert card.owner == (await stage.member("maya")).name
    assert (card.prompt, card.tool, card.minutes) == (STEP_ONE["prompt"], "claude", 5)
    assert [one.answer for one in card.questions] == [1, 1]
    assert (await rows(stage))[0].state == State.TAKEN
    assert "no approved card waits" in (await operator.types("packs", "approved", "--to", "packs")).output
    await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
    assert "is a file of the packs by now" in modal(stage)


async def test_no_file_is_written_over_and_what_was_half_done_is_finished(
    stage: Stage, operator: Operator
) -> None:
    await stage.workspace.shortcut("maya", SHORTCUT, on=await answered(stage))
    await written(stage)
    await stage.workspace.press("maya", "Approve")
    file = a_folder_with_a_file("packs", "marketing/cards/marketing-from-rough-notes-to-actions.md")
    refused = await operator.types("packs", "approved", "--to", "packs")
    assert (refused.exit_code, refused.output.count("\n"), read(file)) == (1, 1, "mine")
    assert f"{file} is there already; nothing was written" in refused.output
    await asyncio.to_thread(file.unlink)
    elsewhere = a_folder_with_a_file("elsewhere", "README.md", shipped=False)
    homeless = await operator.types("packs", "approved", "--to", "elsewhere")
    assert (homeless.exit_code, beside(elsewhere)) == (1, ["README.md"])
    assert 'no sound pack "marketing"' in homeless.output
    assert (await operator.types("packs", "approved", "--to", "nowhere")).exit_code == 2
    assert (await operator.types("packs", "approved", "--to", "packs")).exit_code == 0
    async with stage.db.begin() as session:
        await session.execute(update(CardDraft).values(state=State.APPROVED, updated_at=stage.clock()))
    assert (await operator.types("packs", "approved", "--to", "packs", "--json")).exit_code == 0
    assert (await rows(stage))[0].state == State.TAKEN


async def test_a_win_becomes_a_task(stage: Stage) -> None:
    await stage.a_team()
    win = await stage.workspace.say("ana", WIN, channel="marketing")
    await stage.workspace.shortcut("maya", SHORTCUT, on=win)
    assert "A card starts from something that worked" in modal(stage), "its author has not logged it"
    await stage.workspace.press("ana", "Log it", on=win)
    await stage.workspace.shortcut("maya", SHORTCUT, on=win)
    assert typed_in(stage, "after") == WIN and typed_in(stage, "tool") == "claude"
    assert await stage.workspace.submit("maya", STEP_ONE | {"asking": "task"}) == {}
    task = {"do": "Write one brief with it.", "deliverable": "A brief of one page", "task_minutes": "10"}
    assert await stage.workspace.submit("maya", task) == {}
    await stage.workspace.press("maya", "Approve")
    assert [row.state for row in await rows(stage)] == [State.APPROVED]


async def test_it_is_for_champions_and_admins_and_for_what_worked(stage: Stage) -> None:
    answer = await answered(stage, solved=False)
    await stage.workspace.shortcut("ana", SHORTCUT, on=answer)
    assert "Only champions and admins draft cards" in modal(stage, "ana")
    await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
    assert "not marked as solved yet" in modal(stage)
    chat = await stage.workspace.say("ana", "Lunch at twelve?", channel="marketing")
    await stage.workspace.shortcut("priya", SHORTCUT, on=chat)
    assert "A card starts from something that worked" in modal(stage, "priya")
    assert await rows(stage) == []


async def test_where_the_model_fails_or_declines_the_form_is_offered(stage: Stage) -> None:
    answer = await answered(stage)
    for turn, mood in enumerate((fake_openai.status(500), fake_openai.saying(CARD | {"can_draft": False}))):
        async with with_model(stage, mood):
            await stage.workspace.shortcut(who := ("maya", "tom")[turn], SHORTCUT, on=answer)
            await stage.pass_time(minutes=1)
        assert "could not draft this card" in stage.workspace.text_of(stage.workspace.inbox(who).last)
        await stage.workspace.press(who, "Fill in the form")
        assert typed_in(stage, "after", who) == ANSWER
    assert str(Trouble.UNREACHABLE) not in stage.workspace.inbox("maya").last.text


async def test_a_workspace_that_lets_no_model_read_gets_the_form_and_sends_nothing(stage: Stage) -> None:
    answer = await answered(stage)
    async with with_model(stage, fake_openai.saying(CARD)) as fake:
        await stage.workspace.shortcut("tom", SHORTCUT, on=answer)
        async with stage.db.begin() as session:
            await session.execute(update(Workspace).values(model_drafts=False))
        await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
        assert typed_in(stage, "problem") == ASK
        await stage.pass_time(minutes=5)
    assert fake.bodies == [], "consent taken back after asking counts too"
    assert [row.state for row in await rows(stage)] == [State.WRITING, State.WRITING]


async def test_what_a_model_writes_does_nothing_but_stand_there_and_is_checked(stage: Stage) -> None:
    hostile = CARD | {"title": HOSTILE, "prompt": HOSTILE, "place": "none/such", "minutes": 999}
    answer = await answered(stage)
    async with with_model(stage, fake_openai.saying(hostile | {"questions": [QUESTION]})):
        await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
        await stage.pass_time(minutes=1)
    draft = stage.workspace.inbox("maya").last
    for sign in ("<!", "<@U0TOM", "evil.example", "@here"):
        assert sign not in str(draft.blocks)
    assert "[name]" in str(draft.blocks)
    await stage.workspace.press("maya", "Approve", on=draft)
    told = stage.workspace.text_of(stage.workspace.ephemerals("maya")[-1])
    assert "nothing was approved" in told and "where it belongs" in told and "second wording" in told
    assert [row.state for row in await rows(stage)] == [State.WRITING]


async def test_nothing_typed_is_lost_and_faults_stand_at_their_fields(stage: Stage) -> None:
    answer = await answered(stage)
    await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
    errors = await stage.workspace.submit(
        "maya", STEP_ONE | {"title": "A <b>bold</b> title", "problem": " # "}
    )
    assert set(errors) == {"title", "problem"} and "say it in words" in errors["title"]
    await stage.workspace.close("maya")
    await stage.workspace.open_home("maya")
    await stage.workspace.press("maya", "Open")
    assert "not approved yet" not in modal(stage)
    await stage.workspace.press("maya", "Edit")
    assert typed_in(stage, "title") == "A <b>bold</b> title"
    assert await stage.workspace.submit("maya", STEP_ONE) == {}
    errors = await stage.workspace.submit("maya", STEP_TWO | {"choices_2": "Only one"})
    assert errors == {"choices_2": "Give two to four choices, each on a line of its own."}
    menu = await stage.workspace.command("maya", "/afterglow")
    assert menu is not None and "Cards you are writing" in stage.workspace.buttons(menu)
    await stage.workspace.press("maya", "Cards you are writing", on=menu)
    assert STEP_ONE["title"] in modal(stage)


async def test_red_lines_are_shown_before_anything_is_stored(stage: Stage) -> None:
    await stage.workspace.shortcut(
        "maya", SHORTCUT, on=await answered(stage, answer=f"{ANSWER} jo@acme.example")
    )
    assert [row.words for row in await rows(stage)] == [f"{ANSWER} [e-mail address]"]
    await stage.workspace.submit("maya", STEP_ONE | {"prompt": "Write to jane.doe@customer.example"})
    assert "I took something out" in modal(stage)
    assert [row.text for row in await rows(stage)] == [""]
    assert typed_in(stage, "prompt") == "Write to [e-mail address]"
    await written(stage)
    assert "customer.example" not in (await rows(stage))[0].text


async def test_of_two_windows_the_later_does_not_write_over_the_first(stage: Stage) -> None:
    answer = await answered(stage)
    await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
    old = stage.workspace.modal("maya")
    await stage.workspace.close("maya")
    await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
    assert await stage.workspace.submit("maya", STEP_ONE) == {}
    assert old is not None
    stage.workspace.state.modals[stage.workspace.person("maya").id] = [old]
    await stage.workspace.submit("maya", STEP_ONE | {"title": "Another"})
    assert "was changed in another window" in modal(stage)
    (row,) = await rows(stage)
    assert STEP_ONE["title"] in row.text


async def test_an_old_approve_button_shows_the_card_as_it_is_now(stage: Stage) -> None:
    answer = await answered(stage)
    async with with_model(stage, fake_openai.saying(CARD)):
        await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
        await stage.pass_time(minutes=1)
    draft = stage.workspace.inbox("maya").last
    await stage.workspace.press("maya", "Edit", on=draft)
    await written(stage)
    await stage.workspace.press("maya", "Approve", on=draft)
    assert "here it is as it stands now" in stage.workspace.text_of(stage.workspace.ephemerals("maya")[-1])
    assert [row.state for row in await rows(stage)] == [State.WRITING]


async def test_two_approvals_at_once_are_one_and_two_cards_of_one_title_have_two_names(stage: Stage) -> None:
    answer = await answered(stage)
    for who in ("maya", "tom"):
        await stage.workspace.shortcut(who, SHORTCUT, on=answer)
        assert (
            await stage.workspace.submit(who, STEP_ONE) == await stage.workspace.submit(who, STEP_TWO) == {}
        )

    async def approve(row_id: int, version: int, by: Person) -> bool:
        async with stage.db.begin() as session:
            changed = await authoring.approve(
                session, stage.product.shelf.catalog, row_id, by=by, version=version, now=stage.clock()
            )
        return changed is not None and changed.won

    first, second = await rows(stage)
    maya, tom = stage.person("maya"), stage.person("tom")
    assert not await approve(first.id, first.version, tom), "it is not his"
    racing = [approve(first.id, first.version, maya) for _ in range(4)]
    assert sorted(await asyncio.gather(*racing)) == [False, False, False, True]
    assert await approve(second.id, second.version, tom)
    assert len({row.card_id for row in await rows(stage)}) == 2


async def test_a_draft_is_thrown_away_and_may_be_begun_anew_but_not_without_end(stage: Stage) -> None:
    answer = await answered(stage)
    async with with_model(stage, fake_openai.saying(CARD)) as fake:
        for _ in range(MOST_ASKED + 1):
            await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
            await stage.pass_time(minutes=1)
            newest = stage.workspace.inbox("maya").last
            if "Throw away" in stage.workspace.buttons(newest):
                await stage.workspace.press("maya", "Throw away", on=newest)
                assert (await rows(stage))[0].text == ""
    assert len(fake.bodies) == MOST_ASKED
    assert "could not draft" in stage.workspace.text_of(stage.workspace.inbox("maya").last)


async def test_what_its_owner_writes_meanwhile_stands_and_the_models_comes_too_late(stage: Stage) -> None:
    answer = await answered(stage)
    async with with_model(stage, fake_openai.saying(CARD)):
        await stage.workspace.shortcut("maya", SHORTCUT, on=answer)
        async with stage.db.begin() as session:
            (leased,) = await drafting.lease(session, now=stage.clock(), limit=5)
        await stage.workspace.press("maya", "Write it myself")
        assert await stage.workspace.submit("maya", STEP_ONE) == {}
        async with stage.db.begin() as session:
            assert not await drafting.deliver(
                session, stage.product.shelf.catalog, leased, None, now=stage.clock()
            )
        await stage.pass_time(minutes=2)
    assert len(stage.workspace.inbox("maya")) == 0
    assert STEP_ONE["title"] in (await rows(stage))[0].text


async def test_the_words_of_an_answer_go_with_it_and_with_its_author(stage: Stage) -> None:
    answer = await answered(stage)
    for who in ("maya", "priya"):
        await stage.workspace.shortcut(who, SHORTCUT, on=answer)
    tom, priya = stage.person("tom"), stage.person("priya")
    async with stage.db.begin() as session:
        told = await privacy.export(session, stage.team_id, user_id=priya.user_id)
        assert [one["words"] for one in told["card_drafts"]] == [ANSWER]
        await privacy.erase(session, priya, now=stage.clock())
        await privacy.erase(session, tom, now=stage.clock())
    assert [row.words for row in await rows(stage)] == [""]
    async with stage.db.begin() as session:
        values = {"words": ANSWER, "heard_at": f"{answer.channel}:{answer.ts}"}
        await session.execute(update(CardDraft).values(**values))
    await stage.workspace.delete("tom", answer)
    assert [row.words for row in await rows(stage)] == [""]


async def test_a_win_that_is_withdrawn_is_nobodys_card(stage: Stage) -> None:
    await stage.a_team()
    win = await stage.workspace.say("ana", WIN, channel="marketing")
    await stage.workspace.press("ana", "Log it", on=win)
    await stage.workspace.shortcut("maya", SHORTCUT, on=win)
    assert [row.words for row in await rows(stage)] == [WIN]
    await stage.workspace.press("ana", "Withdraw", on=win)
    assert [row.words for row in await rows(stage)] == [""]


async def test_what_nobody_touches_is_forgotten_and_what_is_approved_waits(stage: Stage) -> None:
    answer = await answered(stage)
    for who in ("maya", "tom"):
        await stage.workspace.shortcut(who, SHORTCUT, on=answer)
    await stage.workspace.submit("tom", STEP_ONE)
    await stage.workspace.submit("tom", STEP_TWO)
    await stage.workspace.press("tom", "Approve")
    later = stage.clock() + timedelta(days=91)
    async with stage.db.begin() as session:
        assert await authoring.forget(session, now=later, limit=10) == 1
        (kept,) = await authoring.approved(session, stage.team_id)
        await authoring.take_out(session, [(kept.id, kept.version)], now=later)
        assert await authoring.forget(session, now=later + timedelta(days=91), limit=10) == 1
