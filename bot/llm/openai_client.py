"""Any server that speaks OpenAI's chat completions; the only importer of `openai`."""

import asyncio
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, TypeVar

import httpx2
import openai

from bot.llm import cards, replies, templates
from bot.llm.port import (
    Ask,
    Asked,
    Breaker,
    Declined,
    Drafted,
    Failed,
    Graded,
    Material,
    Outcome,
    Reading,
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
FOR_A_CARD = 3  # times as long, and as many words
NO_KEY = "none"  # servers of one's own often want no key, the library always sends one


@dataclass(frozen=True)
class _Request:
    """One thing to ask: which instructions, about what, in which form; `patience` is how often the limit."""

    instructions: str
    material: str = field(repr=False)
    schema: dict[str, Any] = field(repr=False)
    patience: int = 1


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
        request = _Request(templates.ANSWER, templates.material(ask), replies.draft_schema(ask))
        understand = partial(replies.suggested, ask=ask)
        return await self._counted("draft", lambda: self._answer(request, understand), now=now)

    async def draft_card(self, material: Material, *, now: datetime) -> Drafted | Declined | Failed:
        """A card made of somebody's answer or win; as nobody waits for it, it has more time and words."""
        request = _Request(
            templates.CARD, templates.card(material), cards.schema(material), patience=FOR_A_CARD
        )
        understand = partial(cards.drafted, material=material)
        return await self._counted("draft_card", lambda: self._answer(request, understand), now=now)

    async def grade(self, work: Work, *, now: datetime) -> Graded | Failed:
        """Which points of its rubric an answer has; counted and timed as a draft is."""
        request = _Request(templates.GRADE, templates.work(work), replies.grade_schema())
        understand = partial(replies.graded, work=work)
        return await self._counted("grade", lambda: self._answer(request, understand), now=now)

    async def _counted(
        self, what: str, ask: Callable[[], Awaitable[tuple[Told | Failed, bytes]]], *, now: datetime
    ) -> Told | Failed:
        if self._breaker.is_open(now):
            self._heard(Asked(Trouble.RESTING))
            return Failed(Trouble.RESTING)
        began = time.monotonic()
        with span(f"model.{what}") as note:
            outcome, body = await ask()
            asked = replies.asked(outcome, body, took=timedelta(seconds=time.monotonic() - began))
            note(outcome=asked.end, tokens_read=asked.tokens_read, tokens_written=asked.tokens_written)
        self._heard(asked)
        self._breaker.record(now, worked=not isinstance(outcome, Failed))
        if isinstance(outcome, Failed):
            log.warning("model.failed trouble=%s", outcome.trouble)
        return outcome

    async def read(self, text: str, *, kinds: Sequence[str], now: datetime) -> Reading | Failed:
        """What kind of message this is, by the model's reckoning; counted and timed as a draft is."""
        request = _Request(templates.READ, templates.message(text), replies.reading_schema(kinds))
        understand = partial(replies.read, kinds=kinds)
        return await self._counted("read", lambda: self._answer(request, understand), now=now)

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

    async def _answer(
        self, request: _Request, understand: Callable[[bytes], Told | Failed]
    ) -> tuple[Told | Failed, bytes]:
        """What the server's answer comes to, or why there is none, and the answer itself."""
        body = b""
        try:
            async with asyncio.timeout(self._limit.total_seconds() * request.patience):
                body = await self._fetch(request)
            return understand(body), body
        except TimeoutError:
            return Failed(Trouble.SLOW), body
        except (ValueError, RecursionError):
            return Failed(Trouble.MALFORMED), body
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            return Failed(_trouble(error)), body

    async def _fetch(self, request: _Request) -> bytes:
        """The raw answer, read no further than an answer can be long."""
        asked: Any = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": templates.instructions(request.instructions)},
                {"role": "user", "content": request.material},
            ],
            "response_format": replies.form(request.schema),
            "max_completion_tokens": MOST_TOKENS * request.patience,
        }
        async with (
            self._client(patience=request.patience) as client,
            client.chat.completions.with_streaming_response.create(**asked) as response,
        ):
            body = b""
            async for part in response.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise _TooLarge
            return body

    def _client(self, *, patience: int = 1) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            max_retries=0,
            timeout=self._limit.total_seconds() * patience,
            http_client=openai.DefaultAsyncHttpxClient(verify=_trusted()),
        )


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we believe to be who they are: read once, for that takes longer than all the rest of a client."""
    return httpx2.create_ssl_context()


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return Trouble.SLOW
    if isinstance(error, openai.RateLimitError):
        return Trouble.LIMITED
    if isinstance(error, openai.APIStatusError) and error.status_code < 500:
        return Trouble.REFUSED
    return Trouble.UNREACHABLE
