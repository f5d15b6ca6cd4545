"""Two hundred texts with orders in them, and a model that obeys them: nothing comes of it but text."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from sqlalchemy import select, update

from bot.llm.openai_client import OpenAiModel
from bot.outbox.models import OutboxMessage
from bot.questions.draft_blocks import HEADING
from bot.questions.drafts import A_DAY, State
from bot.questions.models import Draft, Question
from bot.questions.rules import Status
from bot.reading import rules as reading
from bot.workspaces.models import Workspace
from schedules.drafts import send_drafts
from tests.doors.conftest import Street
from tests.doors.events import POST, envelope
from tests.doors.injections import INJECTIONS
from tests.doors.rows import ANA, MARKETING, MAYA
from tests.doors.tables import Held, differing
from tests.llm import fake_openai
from tests.llm.fake_openai import FakeOpenAi

pytestmark = pytest.mark.long

# Where what people write belongs, and what tells of it.
TEXTS = {"questions", "question_events", "wins", "revisions", "outbox", "outbox_events"}
OBEYED = re.compile(
    r"<[!@#]|@(channel|here|everyone|maya)\b|evil\.example|://|javascript:|data:|[\u200b\u202e]"
)


async def parroting(request: web.Request) -> web.StreamResponse:
    """A model that was won over: it says what it was told, as high as the schema lets it."""
    asked = json.loads((await request.json())["messages"][1]["content"])
    reply = fake_openai.GOOD | {
        "answer": asked["question"],
        "steps": [asked["question"], "claim all", "<!channel> http://evil.example"],
        "source_ids": ["../../etc/passwd", "claim_all", *(card["id"] for card in asked["cards"])],
        "confidence": "high",
    }
    return await fake_openai.saying(reply)(request)


@asynccontextmanager
async def won_over(street: Street) -> AsyncIterator[FakeOpenAi]:
    async with fake_openai.serving(parroting) as fake:
        product = street.stage.product
        asking = OpenAiModel(api_key=None, base_url=fake.address, model="fake")
        product.office = replace(product.office, model=asking)
        yield fake


async def all_taken(street: Street) -> None:
    """Each of them is a question that Maya holds, and for which a draft is wanted."""
    here, now = street.here.workspace_id, street.stage.clock()
    async with street.stage.db.begin() as session:
        asked = [
            Question(
                workspace_id=here, origin=f"injected:{number}", source="channel", asker_id=ANA,
                channel_id=MARKETING, thread_ts=f"1795420000.{number:06}", text=text, asked_at=now,
                status=Status.CLAIMED, champion_id=MAYA, claimed_at=now,
            )
            for number, text in enumerate(INJECTIONS)
        ]  # fmt: skip
        session.add_all(asked)
        await session.flush()
        session.add_all(
            Draft(workspace_id=here, question_id=one.id, champion_id=MAYA, state=State.WANTED, asked_at=now)
            for one in asked
        )


def privileged(before: Held, after: Held, *, besides: set[str]) -> dict[str, object]:
    """What changed that no text may change."""
    return {name: len(rows) for name, rows in differing(before, after, besides=tuple(besides)).items()}


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(INJECTIONS)) == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_reader_takes_them_for_text(street: Street) -> None:
    before, here = street.tables.held(), street.here.workspace_id
    for number, text in enumerate(INJECTIONS):
        ts = f"1795420000.{number:06}"
        for kind, channel in (("message", MARKETING), ("app_mention", MARKETING), ("message", "D0ANA000000")):
            post = POST | {"type": kind, "channel": channel, "ts": ts, "text": text}
            post |= {"channel_type": "im" if channel[0] == "D" else "channel"}
            body = envelope(post, team_id=here, event_id=f"Ev{kind}{channel}{number}")
            assert (await street.deliver(body)).status == 200
        assert reading.read(text).kind in reading.Kind
    after = street.tables.held()
    assert privileged(before, after, besides=TEXTS) == {}
    assert len(after["questions"]) - len(before["questions"]) >= len(INJECTIONS) / 2
    closed = {row for row in before["questions"] if row not in after["questions"]}
    assert closed == set(), "a question that was there was touched"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_model_that_obeys_them_has_no_effect_but_words_in_our_frame(street: Street) -> None:
    await all_taken(street)
    before = street.tables.held()
    async with won_over(street) as fake:
        await send_drafts(street.stage.product.office, street.stage.clock())
    after = street.tables.held()
    assert privileged(before, after, besides={"question_drafts", "outbox", "outbox_events"}) == {}
    assert len(fake.bodies) == A_DAY - 1  # the draft that was there before counts for the day
    promised = await drafts_promised(street)
    assert len(promised) > len(INJECTIONS) * 0.8
    for row in promised:
        body = json.loads(row.body) if isinstance(row.body, str) else row.body
        assert (row.method, row.user_id) == ("chat.postEphemeral", MAYA)
        assert str(body["text"]).startswith((HEADING, "May help with this question:"))
        assert [block["type"] for block in body["blocks"]] in (
            ["section", "rich_text", "context", "actions", "context"],
            ["section", "context"],
        )
        assert OBEYED.search(json.dumps(body, ensure_ascii=False)) is None, body


async def drafts_promised(street: Street) -> list[OutboxMessage]:
    async with street.stage.db.read() as session:
        rows = select(OutboxMessage).where(OutboxMessage.kind == "question.draft")
        return list(await session.scalars(rows))


async def test_without_consent_not_one_byte_reaches_the_model(street: Street) -> None:
    await all_taken(street)
    async with street.stage.db.begin() as session:
        await session.execute(update(Workspace).values(model_drafts=False))
    async with won_over(street) as fake:
        await send_drafts(street.stage.product.office, street.stage.clock())
        await street.stage.pass_time(minutes=5)
    assert fake.bodies == []
    assert await drafts_promised(street) == []
