"""Any server that speaks OpenAI's chat completions; the only importer of `openai`."""

import asyncio
import json
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import httpx2
import openai
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.grading.rules import Point
from bot.llm import templates
from bot.llm.port import (
    Ask,
    Asked,
    Breaker,
    Confidence,
    Declined,
    Failed,
    Graded,
    Outcome,
    Reading,
    Suggestion,
    Trouble,
    Work,
    unheard,
)
from bot.traces import span

log = logging.getLogger(__name__)

Told = TypeVar("Told")

DEFAULT_MODEL = "gpt-5.4-mini"
LIMIT = timedelta(seconds=8)
LARGEST = 64 * 1024
MOST_TOKENS = 900
NO_KEY = "none"  # servers of one's own often want no key, the library always sends one


class _Reply(BaseModel):
    """What the schema asks for; anything else is malformed."""

    model_config = ConfigDict(strict=True, extra="forbid")

    can_answer: bool
    answer: str = Field(max_length=4 * templates.LONGEST_ANSWER, repr=False)
    steps: list[str] = Field(max_length=20, repr=False)
    source_ids: list[str] = Field(max_length=20)
    confidence: str


class _ReadReply(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    kind: str
    confidence: float = Field(ge=0, le=1)


class _PointReply(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    met: bool
    because: str = Field(min_length=1, max_length=4 * templates.LONGEST_BECAUSE, repr=False)


class _GradeReply(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    points: list[_PointReply] = Field(max_length=10, repr=False)


class _Message(BaseModel):
    content: str | None = Field(default=None, repr=False)
    refusal: str | None = Field(default=None, repr=False)


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


class _Usage(BaseModel):
    prompt_tokens: int = Field(default=0, ge=0, le=10**9)
    completion_tokens: int = Field(default=0, ge=0, le=10**9)


class _Used(BaseModel):
    usage: _Usage


class _TooLarge(ValueError):
    """The answer is longer than any draft."""


class OpenAiModel:
    """Asks once, for a few seconds, without retries; every other end is a value."""

    def __init__(
        self,
        *,
        api_key: str | None,
        base_url: str | None,
        model: str | None,
        limit: timedelta = LIMIT,
        breaker: Breaker | None = None,
        heard: Callable[[Asked], None] = unheard,
    ) -> None:
        self._api_key = api_key or NO_KEY
        self._base_url = base_url
        self._model = model or DEFAULT_MODEL
        self._limit = limit
        self._breaker = breaker or Breaker()
        self._heard = heard

    async def draft(self, ask: Ask, *, now: datetime) -> Outcome:
        """A draft, or why there is none; the breaker is counted on the way."""
        return await self._counted("draft", lambda: self._attempt(ask), now=now)

    async def grade(self, work: Work, *, now: datetime) -> Graded | Failed:
        """Which points of its rubric an answer has; counted and timed as a draft is."""
        return await self._counted("grade", lambda: self._grading(work), now=now)

    async def _counted(
        self, what: str, ask: Callable[[], Awaitable[tuple[Told | Failed, bytes]]], *, now: datetime
    ) -> Told | Failed:
        if self._breaker.is_open(now):
            self._heard(Asked(Trouble.RESTING))
            return Failed(Trouble.RESTING)
        began = time.monotonic()
        with span(f"model.{what}") as note:
            outcome, body = await ask()
            asked = _asked(outcome, body, took=timedelta(seconds=time.monotonic() - began))
            note(outcome=asked.end, tokens_read=asked.tokens_read, tokens_written=asked.tokens_written)
        self._heard(asked)
        self._breaker.record(now, worked=not isinstance(outcome, Failed))
        if isinstance(outcome, Failed):
            log.warning("model.failed trouble=%s", outcome.trouble)
        return outcome

    async def read(self, text: str, *, kinds: Sequence[str], now: datetime) -> Reading | Failed:
        """What kind of message this is, by the model's reckoning; the breaker is counted here too."""
        if self._breaker.is_open(now):
            return Failed(Trouble.RESTING)
        told = await self._reading(text, kinds)
        self._breaker.record(now, worked=not isinstance(told, Failed))
        return told

    async def _reading(self, text: str, kinds: Sequence[str]) -> Reading | Failed:
        try:
            async with asyncio.timeout(self._limit.total_seconds()):
                material = templates.message(text)
                body = await self._fetch(templates.READ, material, _reading_schema(kinds))
            reply = _ReadReply.model_validate(json.loads(_content(body)))
        except TimeoutError:
            return Failed(Trouble.SLOW)
        except (ValueError, RecursionError):
            return Failed(Trouble.MALFORMED)
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            return Failed(_trouble(error))
        return Reading(reply.kind, reply.confidence) if reply.kind in kinds else Failed(Trouble.MALFORMED)

    async def _grading(self, work: Work) -> tuple[Graded | Failed, bytes]:
        body = b""
        try:
            async with asyncio.timeout(self._limit.total_seconds()):
                body = await self._fetch(templates.GRADE, templates.work(work), _grade_schema())
            reply = _GradeReply.model_validate(json.loads(_content(body)))
        except TimeoutError:
            return Failed(Trouble.SLOW), body
        except (ValueError, RecursionError):
            return Failed(Trouble.MALFORMED), body
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            return Failed(_trouble(error)), body
        return _graded(reply, work), body

    async def reach(self) -> Trouble | None:
        """Whether the server answers at all: what `doctor` asks, with no one's words."""
        try:
            async with asyncio.timeout(self._limit.total_seconds()), self._client() as client:
                await client.models.list()
        except TimeoutError:
            return Trouble.SLOW
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            return _trouble(error)
        return None

    async def _attempt(self, ask: Ask) -> tuple[Outcome, bytes]:
        body = b""
        try:
            async with asyncio.timeout(self._limit.total_seconds()):
                body = await self._fetch(templates.ANSWER, templates.material(ask), _draft_schema(ask))
            return _understood(body, ask), body
        except TimeoutError:
            return Failed(Trouble.SLOW), body
        except (ValueError, RecursionError):
            return Failed(Trouble.MALFORMED), body
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            return Failed(_trouble(error)), body

    async def _fetch(self, instructions: str, material: str, schema: dict[str, Any]) -> bytes:
        """The raw answer, read no further than an answer can be long."""
        request: Any = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": templates.instructions(instructions)},
                {"role": "user", "content": material},
            ],
            "response_format": _form(schema),
            "max_completion_tokens": MOST_TOKENS,
        }
        async with (
            self._client() as client,
            client.chat.completions.with_streaming_response.create(**request) as response,
        ):
            body = b""
            async for part in response.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise _TooLarge
            return body

    def _client(self) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            max_retries=0,
            timeout=self._limit.total_seconds(),
            http_client=openai.DefaultAsyncHttpxClient(verify=_trusted()),
        )


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we believe to be who they are: read once, for that takes longer than all the rest of a client."""
    return httpx2.create_ssl_context()


def _form(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": schema}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _draft_schema(ask: Ask) -> dict[str, Any]:
    ids = [one.id for one in ask.sources]
    named: dict[str, Any] = {"type": "string", "enum": ids} if ids else {"type": "string"}
    return _object(
        {
            "can_answer": {"type": "boolean"},
            "answer": {"type": "string"},
            "steps": {"type": "array", "items": {"type": "string"}},
            "source_ids": {"type": "array", "items": named},
            "confidence": {"type": "string", "enum": [str(one) for one in Confidence]},
        }
    )


def _reading_schema(kinds: Sequence[str]) -> dict[str, Any]:
    return _object({"kind": {"type": "string", "enum": list(kinds)}, "confidence": {"type": "number"}})


def _grade_schema() -> dict[str, Any]:
    point = _object({"met": {"type": "boolean"}, "because": {"type": "string"}})
    return _object({"points": {"type": "array", "items": point}})


def _graded(reply: _GradeReply, work: Work) -> Graded | Failed:
    """Its points with harmless words; a model that says something else than one of each is not believed."""
    given_away = any(templates.gives_us_away(one.because, name=templates.GRADE) for one in reply.points)
    points = [
        Point(one.met, templates.harmless(one.because, templates.LONGEST_BECAUSE)) for one in reply.points
    ]
    if given_away or len(points) != len(work.rubric) or not all(one.because for one in points):
        return Failed(Trouble.MALFORMED)
    return Graded(tuple(points))


def _asked(outcome: object, body: bytes, *, took: timedelta) -> Asked:
    end = outcome.trouble if isinstance(outcome, Failed) else type(outcome).__name__.lower()
    try:
        used = _Used.model_validate_json(body).usage
    except ValidationError:
        used = _Usage()
    return Asked(end, took, tokens_read=used.prompt_tokens, tokens_written=used.completion_tokens)


def _content(body: bytes) -> str:
    return _Completion.model_validate(json.loads(body)).choices[0].message.content or ""


def _understood(body: bytes, ask: Ask) -> Outcome:
    message = _Completion.model_validate(json.loads(body)).choices[0].message
    if message.refusal:
        return Declined()
    reply = _Reply.model_validate(json.loads(message.content or ""))
    if not reply.can_answer:
        return Declined()
    if any(templates.gives_us_away(text) for text in (reply.answer, *reply.steps)):
        return Failed(Trouble.MALFORMED)
    answer = templates.harmless(reply.answer, templates.LONGEST_ANSWER)
    if not answer:
        return Declined()
    given = {one.id for one in ask.sources}
    steps = (templates.harmless(each, templates.LONGEST_STEP) for each in reply.steps[: templates.MOST_STEPS])
    return Suggestion(
        answer=answer,
        steps=tuple(step for step in steps if step),
        source_ids=tuple(each for each in dict.fromkeys(reply.source_ids) if each in given),
        confidence=Confidence(reply.confidence),
    )


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return Trouble.SLOW
    if isinstance(error, openai.RateLimitError):
        return Trouble.LIMITED
    if isinstance(error, openai.APIStatusError) and error.status_code < 500:
        return Trouble.REFUSED
    return Trouble.UNREACHABLE
