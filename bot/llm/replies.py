"""The fixed forms of what a model may answer, and what becomes of an answer in each."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.grading.rules import Point
from bot.llm import templates
from bot.llm.port import (
    Ask,
    Asked,
    Confidence,
    Declined,
    Failed,
    Graded,
    Outcome,
    Reading,
    Suggestion,
    Trouble,
    Work,
)


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


def form(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema as a request asks for it."""
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": schema}}


def of_all(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def draft_schema(ask: Ask) -> dict[str, Any]:
    ids = [one.id for one in ask.sources]
    named: dict[str, Any] = {"type": "string", "enum": ids} if ids else {"type": "string"}
    return of_all(
        {
            "can_answer": {"type": "boolean"},
            "answer": {"type": "string"},
            "steps": {"type": "array", "items": {"type": "string"}},
            "source_ids": {"type": "array", "items": named},
            "confidence": {"type": "string", "enum": [str(one) for one in Confidence]},
        }
    )


def reading_schema(kinds: Sequence[str]) -> dict[str, Any]:
    return of_all({"kind": {"type": "string", "enum": list(kinds)}, "confidence": {"type": "number"}})


def grade_schema() -> dict[str, Any]:
    point = of_all({"met": {"type": "boolean"}, "because": {"type": "string"}})
    return of_all({"points": {"type": "array", "items": point}})


def suggested(body: bytes, ask: Ask) -> Outcome:
    """A draft answer whose text is harmless and whose sources are among those given."""
    said = content(body)
    if said is None:
        return Declined()
    reply = _Reply.model_validate(json.loads(said))
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


def graded(body: bytes, work: Work) -> Graded | Failed:
    """Its points with harmless words; a model that says something else than one of each is not believed."""
    reply = _GradeReply.model_validate(json.loads(content(body) or ""))
    given_away = any(templates.gives_us_away(one.because, name=templates.GRADE) for one in reply.points)
    points = [
        Point(one.met, templates.harmless(one.because, templates.LONGEST_BECAUSE)) for one in reply.points
    ]
    if given_away or len(points) != len(work.rubric) or not all(one.because for one in points):
        return Failed(Trouble.MALFORMED)
    return Graded(tuple(points))


def read(body: bytes, kinds: Sequence[str]) -> Reading | Failed:
    """What kind of message the model takes it for, if there is such a kind."""
    reply = _ReadReply.model_validate(json.loads(content(body) or ""))
    return Reading(reply.kind, reply.confidence) if reply.kind in kinds else Failed(Trouble.MALFORMED)


def asked(outcome: object, body: bytes, *, took: timedelta) -> Asked:
    """How it ended, with the server's own count of tokens where it gives one."""
    end = outcome.trouble if isinstance(outcome, Failed) else type(outcome).__name__.lower()
    try:
        used = _Used.model_validate_json(body).usage
    except ValidationError:
        used = _Usage()
    return Asked(end, took, tokens_read=used.prompt_tokens, tokens_written=used.completion_tokens)


def content(body: bytes) -> str | None:
    """The words of the answer; None when the model refuses."""
    message = _Completion.model_validate(json.loads(body)).choices[0].message
    return None if message.refusal else message.content or ""
