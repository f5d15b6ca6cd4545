"""What a member wrote about a challenge: kept, changed, logged and asked only as they say."""

import pytest

from bot.challenges.rules import EntryState
from bot.wins import service as wins
from tests.challenges.acts import (
    AN_HOUR,
    FRI,
    NEXT_TUE,
    SAT,
    SIX,
    TRIED,
    TUE,
    WED,
    a_learning_team,
    again,
    around_the_world,
    challenge_of,
    challenges,
    entry_of,
    finish,
    leap,
    morning,
    now_shown,
    progress_lines,
)
from tests.stage import Stage

WORKED = "Claude kept the tone on the third run and saved me an hour."
ASK = "How do I keep Claude from inventing figures?"


async def logged(stage: Stage, who: str = "ana") -> list[str]:
    async with stage.db.read() as session:
        return [card.text for card in await wins.logged(session, stage.person(who))]


async def test_notes_are_kept_for_their_author_and_can_be_changed(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message, worked=WORKED, minutes="1 h") == {}
    entry = await entry_of(stage, "ana")
    assert (entry.state, entry.worked, entry.minutes) == (EntryState.DONE, WORKED, 60)
    done_at = entry.done_at
    await leap(stage, WED)
    await stage.workspace.press("ana", "Change my notes", on=message)
    assert TRIED in str(stage.workspace.modal("ana"))
    assert await stage.workspace.submit("ana", {"failed": "The fourth offer was too short."}) == {}
    entry = await entry_of(stage, "ana")
    assert (entry.tried, entry.failed) == (TRIED, "The fourth offer was too short.")
    assert entry.done_at == done_at, "changed notes are no second finish"
    everything = "".join(
        stage.workspace.text_of(one) for who in ("maya", "priya") for one in stage.workspace.inbox(who)
    )
    assert TRIED not in everything
    assert WORKED not in everything


async def test_secrets_in_notes_are_taken_out_before_they_are_kept(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message, worked="It wrote to ana.ruiz@northwind.example for me") == {}
    assert "northwind.example" not in str((await entry_of(stage, "ana")).worked)


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"tried": "  "}, "tried", "what you tried"),
        ({"minutes": "a while"}, "minutes", "45 min or 1.5 h"),
        ({"log": "log"}, "worked", "something to log"),
        ({"question": ASK}, "where", "where I may ask"),
    ],
)
async def test_what_is_missing_is_said_beside_its_field(
    stage: Stage, values: dict[str, object], field: str, told: str
) -> None:
    message = await challenge_of(stage)
    errors = await finish(stage, "ana", message, **values)
    assert told in errors[field]
    assert stage.workspace.modal("ana") is not None, "nothing that was typed is lost"


async def test_a_question_goes_to_the_teams_channel_only_by_its_authors_choice(stage: Stage) -> None:
    message = await challenge_of(stage)
    before = len(stage.workspace.channel_messages("marketing"))
    assert await finish(stage, "ana", message, question=ASK, where="openly") == {}
    (offer,) = stage.workspace.channel_messages("marketing")[before:]
    assert ASK in stage.workspace.text_of(offer)
    assert TRIED not in stage.workspace.text_of(offer)
    assert "Your question: Asked in" in now_shown(stage, message)


async def test_a_private_question_reaches_one_champion_and_no_channel(stage: Stage) -> None:
    message = await challenge_of(stage)
    before = len(stage.workspace.channel_messages("marketing"))
    assert await finish(stage, "ana", message, question=ASK, where="privately") == {}
    assert len(stage.workspace.channel_messages("marketing")) == before
    asked = [who for who in ("maya", "tom") if ASK in str(stage.workspace.inbox(who).texts())]
    assert len(asked) == 1


async def test_what_worked_is_logged_as_a_prompted_win_when_its_author_says_so(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message, worked=WORKED, minutes="60", log="log") == {}
    assert await logged(stage) == [WORKED]
    standing = stage.workspace.inbox("ana").last
    assert "Logged, thank you." in stage.workspace.text_of(standing)
    assert "Claude, about 1 hour saved" in stage.workspace.text_of(standing)
    await stage.workspace.press("ana", "Change my notes", on=message)
    assert await stage.workspace.submit("ana", {"worked": "The third run.", "log": "log"}) == {}
    assert await logged(stage) == ["The third run."], "changed notes change the same win"


async def test_what_did_not_work_can_be_logged_just_as_well(stage: Stage) -> None:
    message = await challenge_of(stage)
    failed = "It mixed up two customers in the second run."
    assert await finish(stage, "ana", message, failed=failed, log="log") == {}
    assert await logged(stage) == [failed]
    told = stage.workspace.inbox("ana").texts()[-1]
    assert "What did not work counts as much as what did." in told
    assert "saves somebody" not in told, "nobody else reads it"


async def test_what_became_of_the_notes_is_said_as_their_author_chose(stage: Stage) -> None:
    message = await challenge_of(stage)
    said = {
        "keep": "Done. Your notes are kept for you alone.",
        "log": "Done. What you logged counts in figures without its text.",
        "share": "Done. The team's digest may quote what you logged, with your name.",
    }
    for choice, line in said.items():
        await stage.workspace.press("ana", "Change my notes" if choice != "keep" else "I did it", on=message)
        await stage.workspace.submit("ana", {"tried": TRIED, "worked": WORKED, "log": choice})
        assert line in now_shown(stage, message)
        assert ("Your notes are kept for you alone." in now_shown(stage, message)) == (choice == "keep")
        assert line in stage.workspace.text_of(await stage.workspace.open_home("ana"))
    shared = [one for one in stage.workspace.inbox("ana") if "Logged" in one.text][-1]
    await stage.workspace.press("ana", "Withdraw", on=shared)
    assert said["keep"] in stage.workspace.text_of(await stage.workspace.open_home("ana"))


async def test_nothing_is_logged_or_asked_without_a_word(stage: Stage) -> None:
    message = await challenge_of(stage)
    before = len(stage.workspace.channel_messages("marketing"))
    assert await finish(stage, "ana", message, worked=WORKED) == {}
    assert await logged(stage) == []
    assert len(stage.workspace.channel_messages("marketing")) == before


async def test_a_form_that_arrives_twice_asks_and_logs_once(stage: Stage) -> None:
    message = await challenge_of(stage)
    more = {"worked": WORKED, "log": "log", "question": ASK, "where": "openly"}
    assert await finish(stage, "ana", message, **more) == {}
    posts = len(stage.workspace.calls("chat.postMessage"))
    await again(stage, "view_submission")
    assert len(stage.workspace.calls("chat.postMessage")) == posts
    assert await logged(stage) == [WORKED]


async def test_finishing_after_the_week_counts_until_the_next_challenge_begins(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    await around_the_world(stage, TUE)
    assert await finish(stage, "maya", challenges(stage, "maya")[0]) == {}
    await leap(stage, FRI + 15 * AN_HOUR)
    (line,) = progress_lines(stage)
    assert "1 of 6 took this week's challenge “One prompt, three runs”, 1 finished it." in line.text
    await leap(stage, SAT)
    assert await finish(stage, "ana", challenges(stage, "ana")[0]) == {}
    assert "2 finished it" in now_shown(stage, line)
    assert len(progress_lines(stage)) == 1


async def test_a_button_of_a_challenge_that_the_next_one_replaced_answers_kindly(stage: Stage) -> None:
    message = await challenge_of(stage)
    await morning(stage, NEXT_TUE)
    assert len(challenges(stage, "ana")) == 2
    await stage.workspace.press("ana", "I did it", on=message)
    assert stage.workspace.modal("ana") is None
    assert "ended when the next one began" in stage.workspace.ephemerals("ana")[-1].text
    await stage.workspace.press("ana", "I'm in", on=message)
    assert stage.workspace.text_of(message).startswith("Your team's challenge"), "the old message stays"


async def test_a_form_left_open_over_the_change_gives_its_words_back(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I did it", on=message)
    await morning(stage, NEXT_TUE)
    errors = await stage.workspace.submit("ana", {"tried": TRIED})
    assert "ended when the next one began" in errors["tried"]
    assert TRIED in str(stage.workspace.modal("ana"))


async def test_the_digest_quotes_it_only_when_its_author_chooses_that(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message, worked=WORKED, log="log") == {}
    assert "Only you see this text" in stage.workspace.inbox("ana").texts()[-1]
    await stage.workspace.press("ana", "Change my notes", on=message)
    assert await stage.workspace.submit("ana", {"log": "share"}) == {}
    async with stage.db.read() as session:
        (card,) = await wins.logged(session, stage.person("ana"))
    assert card.shared_to == stage.workspace.channel("marketing").id
