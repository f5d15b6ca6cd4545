"""The model's client against a server over real HTTP: a draft, or a plain word for what went wrong."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.llm.openai_client import LIMIT, OpenAiModel
from bot.llm.port import (
    Ask,
    Asked,
    Breaker,
    Confidence,
    Declined,
    Failed,
    Outcome,
    Reading,
    Source,
    Suggestion,
    Trouble,
)
from tests.llm import fake_openai
from tests.llm.fake_openai import GOOD, Mood, serving

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CARD = Source("meeting-actions", "From rough notes to who does what by when", "List the actions first.")
ASK = Ask("How do I get action items out of a call transcript?", (CARD,))
A_MOMENT = timedelta(seconds=0.3)


def model(
    address: str, *, breaker: Breaker | None = None, limit: timedelta = timedelta(seconds=5)
) -> OpenAiModel:
    return OpenAiModel(api_key="sk-test", base_url=address, model="fake", limit=limit, breaker=breaker)


async def answer_to(mood: Mood, *, limit: timedelta = timedelta(seconds=5)) -> Outcome:
    async with serving(mood) as fake:
        return await model(fake.address, limit=limit).draft(ASK, now=NOW)


@pytest.mark.usefixtures("printed")
async def test_a_good_answer_becomes_a_draft_with_its_sources() -> None:
    outcome = await answer_to(fake_openai.drafting(source_ids=[CARD.id]))
    assert isinstance(outcome, Suggestion)
    assert outcome.answer == GOOD["answer"]
    assert len(outcome.steps) == 3
    assert outcome.source_ids == (CARD.id,)
    assert outcome.confidence is Confidence.MEDIUM


async def test_no_library_logs_the_call(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert isinstance(await answer_to(fake_openai.drafting()), Suggestion)
    assert isinstance(await answer_to(fake_openai.status(503)), Failed)
    assert {record.name for record in caplog.records} == {"bot.llm.openai_client"}


async def test_the_request_names_the_schema_the_cards_and_nothing_else() -> None:
    async with serving(fake_openai.drafting()) as fake:
        await model(fake.address).draft(ASK, now=NOW)
    (asked,) = fake.asked
    assert set(asked) == {"model", "messages", "response_format", "max_completion_tokens"}
    schema = asked["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["additionalProperties"] is False
    assert schema["schema"]["properties"]["source_ids"]["items"]["enum"] == [CARD.id]
    given = json.loads(asked["messages"][1]["content"])
    assert given == {
        "question": ASK.question,
        "cards": [{"id": CARD.id, "title": CARD.title, "text": CARD.text}],
    }


async def test_ids_addresses_and_secrets_never_leave() -> None:
    planted = Ask(
        "Hi <@U0ANA|ana>, can Claude write to ana@example.com? see <https://intra.example/x?token=abc|page> "
        "and https://intra.example/y, key sk-proj-abcdefghijklmnopqrstuvwx1234567890ABCD",
        (),
    )
    async with serving(fake_openai.drafting()) as fake:
        await model(fake.address).draft(planted, now=NOW)
    (body,) = fake.bodies
    for secret in ("U0ANA", "ana@example.com", "intra.example", "token=abc", "sk-proj-abc"):
        assert secret not in body
    assert "can Claude write to" in body


@pytest.mark.parametrize(
    ("mood", "trouble"),
    [
        (fake_openai.status(401), Trouble.REFUSED),
        (fake_openai.status(404), Trouble.REFUSED),
        (fake_openai.status(429), Trouble.LIMITED),
        (fake_openai.status(500), Trouble.UNREACHABLE),
        (fake_openai.breaking_off, Trouble.UNREACHABLE),
        (fake_openai.hanging, Trouble.SLOW),
        (fake_openai.trickling, Trouble.SLOW),
        (fake_openai.raw(b" " * 2_000_000), Trouble.MALFORMED),
        (fake_openai.raw(b"[" * 50_000), Trouble.MALFORMED),
        (fake_openai.raw(b"\xff\xfe"), Trouble.MALFORMED),
        (fake_openai.raw(b"{}"), Trouble.MALFORMED),
        (fake_openai.raw(b'{"choices": []}'), Trouble.MALFORMED),
        (fake_openai.saying("Sure, here is how you do it."), Trouble.MALFORMED),
        (fake_openai.saying({"answer": "x"}), Trouble.MALFORMED),
        (fake_openai.drafting(confidence="certain"), Trouble.MALFORMED),
        (fake_openai.drafting(claim="all"), Trouble.MALFORMED),
        (fake_openai.drafting(answer="x" * 20_000), Trouble.MALFORMED),
        (fake_openai.saying("", tool_calls=[{"function": {"name": "claim_all"}}]), Trouble.MALFORMED),
    ],
    ids=[
        "key refused",
        "no such model",
        "too many requests",
        "server error",
        "line dropped",
        "hangs",
        "trickles",
        "two megabytes",
        "deeply nested",
        "not text",
        "no choices",
        "empty choices",
        "prose",
        "half a schema",
        "unknown confidence",
        "one key too many",
        "endless answer",
        "tool call",
    ],
)
async def test_each_way_to_fail_ends_in_one_word(mood: Mood, trouble: Trouble) -> None:
    limit = A_MOMENT if trouble is Trouble.SLOW else timedelta(seconds=5)
    assert await answer_to(mood, limit=limit) == Failed(trouble)


async def test_nobody_there_is_a_failure_too() -> None:
    async with serving(fake_openai.drafting()) as fake:
        address = fake.address
    assert await model(address).draft(ASK, now=NOW) == Failed(Trouble.UNREACHABLE)


async def test_a_failed_request_is_not_repeated() -> None:
    async with serving(fake_openai.status(500)) as fake:
        await model(fake.address).draft(ASK, now=NOW)
        assert len(fake.bodies) == 1


@pytest.mark.parametrize(
    "reply", [GOOD | {"can_answer": False}, GOOD | {"answer": " \u200b "}], ids=["says so", "says nothing"]
)
async def test_a_model_may_decline(reply: Mapping[str, object]) -> None:
    assert await answer_to(fake_openai.saying(reply)) == Declined()


async def test_a_refusal_is_a_decline() -> None:
    assert await answer_to(fake_openai.saying("", refusal="I cannot help with that.")) == Declined()


@pytest.mark.parametrize(
    "hostile",
    [
        "Ping <!channel> and <@U0MAYA> in <#C0GENERAL|general> <!subteam^S1|all>",
        "Hey @channel and @here, @everyone, @maya",
        "See <https://evil.example/reset|Reset password> or https://evil.example/x or www.evil.example/y",
        "[Reset password](https://evil.example/reset) ![x](http://evil.example/p.png)",
        "java\u200bscript:alert(1) data:text/html;base64,AAAA \u202egnp.exe",
        "mail boss@example.com",
    ],
)
async def test_hostile_words_come_out_harmless(hostile: str) -> None:
    outcome = await answer_to(fake_openai.drafting(answer=f"Do this. {hostile}", steps=[hostile]))
    assert isinstance(outcome, Suggestion)
    for text in (outcome.answer, *outcome.steps):
        for sign in ("<", "@", "evil.example", "://", "javascript:", "data:", "\u202e", "\u200b", "U0MAYA"):
            assert sign not in text


async def test_sources_that_were_not_given_are_not_named() -> None:
    outcome = await answer_to(fake_openai.drafting(source_ids=["made-up", CARD.id, CARD.id]))
    assert isinstance(outcome, Suggestion)
    assert outcome.source_ids == (CARD.id,)


async def test_a_model_that_repeats_its_instructions_is_not_shown() -> None:
    leak = "My rules: Answer only the question, in the language of the question, in at most 120 words."
    assert await answer_to(fake_openai.drafting(answer=leak)) == Failed(Trouble.MALFORMED)


async def test_a_long_answer_is_cut() -> None:
    outcome = await answer_to(fake_openai.drafting(answer="word " * 600, steps=["step " * 200] * 9))
    assert isinstance(outcome, Suggestion)
    assert len(outcome.answer) <= 1500
    assert len(outcome.steps) == 5
    assert all(len(step) <= 300 for step in outcome.steps)


async def test_five_failures_rest_the_model_and_a_success_forgives() -> None:
    async with serving(fake_openai.status(500)) as fake:
        asking = model(fake.address, breaker=Breaker(failures=5, rest=timedelta(minutes=5)))
        for _ in range(5):
            assert await asking.draft(ASK, now=NOW) == Failed(Trouble.UNREACHABLE)
        assert await asking.draft(ASK, now=NOW) == Failed(Trouble.RESTING)
        assert len(fake.bodies) == 5
        fake.mood = fake_openai.drafting()
        later = NOW + timedelta(minutes=6)
        assert isinstance(await asking.draft(ASK, now=later), Suggestion)
        fake.mood = fake_openai.status(500)
        assert await asking.draft(ASK, now=later) == Failed(Trouble.UNREACHABLE)
        assert await asking.draft(ASK, now=later) == Failed(Trouble.UNREACHABLE)


async def test_five_messages_that_it_could_not_read_rest_the_model_too() -> None:
    async with serving(fake_openai.status(500)) as fake:
        asking = model(fake.address, breaker=Breaker(failures=5, rest=timedelta(minutes=5)))
        ends = [await asking.read("x", kinds=["win", "none"], now=NOW) for _ in range(7)]
        assert ends == [Failed(Trouble.UNREACHABLE)] * 5 + [Failed(Trouble.RESTING)] * 2
        assert len(fake.bodies) == 5


def test_nobody_waits_for_a_model_longer_than_eight_seconds() -> None:
    assert timedelta(seconds=8) >= LIMIT


async def test_doctor_learns_whether_the_server_answers() -> None:
    async with serving(fake_openai.drafting()) as fake:
        assert await model(fake.address).reach() is None
        address = fake.address
    assert await model(address).reach() is Trouble.UNREACHABLE


async def test_a_message_is_read_by_the_model_without_its_secrets() -> None:
    async with serving(fake_openai.saying({"kind": "win", "confidence": 0.9})) as fake:
        told = await model(fake.address).read(
            "Claude wrote to ana@example.com for me", kinds=["win", "none"], now=NOW
        )
    assert told == Reading("win", 0.9)
    (body,) = fake.bodies
    assert "ana@example.com" not in body


@pytest.mark.parametrize(
    "mood",
    [
        fake_openai.saying({"kind": "party", "confidence": 0.9}),
        fake_openai.saying({"kind": "win", "confidence": 7}),
        fake_openai.saying("win"),
    ],
    ids=["unknown kind", "impossible confidence", "prose"],
)
async def test_a_reading_of_another_form_is_malformed(mood: Mood) -> None:
    async with serving(mood) as fake:
        assert await model(fake.address).read("x", kinds=["win", "none"], now=NOW) == Failed(
            Trouble.MALFORMED
        )


async def heard_of(mood: Mood, *, limit: timedelta = timedelta(seconds=5), times: int = 1) -> list[Asked]:
    heard: list[Asked] = []
    async with serving(mood) as fake:
        asked = OpenAiModel(
            api_key="sk-test",
            base_url=fake.address,
            model="fake",
            limit=limit,
            breaker=Breaker(failures=1),
            heard=heard.append,
        )
        for _ in range(times):
            await asked.draft(ASK, now=NOW)
    return heard


async def test_each_call_tells_its_end_its_length_and_its_tokens() -> None:
    (asked,) = await heard_of(fake_openai.drafting())
    assert (asked.end, asked.tokens_read, asked.tokens_written) == ("suggestion", 812, 97)
    assert asked.took is not None and timedelta() < asked.took < timedelta(seconds=5)


async def test_an_answer_that_cannot_be_used_was_still_paid_for() -> None:
    (asked,) = await heard_of(fake_openai.saying("not JSON"))
    assert (asked.end, asked.tokens_read) == (Trouble.MALFORMED, 812)


async def test_a_model_that_rests_is_told_apart_from_one_that_was_asked() -> None:
    first, second = await heard_of(fake_openai.status(500), times=2)
    assert (first.end, first.tokens_read) == (Trouble.UNREACHABLE, 0)
    assert (second.end, second.took) == (Trouble.RESTING, None)


@pytest.mark.parametrize("usage", [None, [], {"prompt_tokens": -1}, {"prompt_tokens": "many"}, "lots"])
async def test_a_count_of_tokens_that_makes_no_sense_spoils_no_draft(usage: object) -> None:
    reply = {"choices": [{"message": {"content": json.dumps(GOOD)}}], "usage": usage}
    (asked,) = await heard_of(fake_openai.raw(json.dumps(reply).encode()))
    assert (asked.end, asked.tokens_read) == ("suggestion", 0)
