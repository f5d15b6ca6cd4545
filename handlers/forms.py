"""What admins' forms hold, read once for every modal that shows the same fields."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, time
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.cadence import blocks as cadence_blocks
from bot.champions import blocks as champion_blocks
from bot.champions.rules import parse_topics
from bot.guard import service as red_lines
from bot.guard.rules import named
from bot.people import blocks as people_blocks
from bot.people.blocks import TeamForm
from bot.people.rules import Move, Person, digest_of
from handlers.doors import Desk, PushView, Submission

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
MOST_CARRIED = 3000  # what Slack lets a modal carry
OLD_FORM = "This form is from an older version. Nothing was changed: `/afterglow team` opens a new one."
GONE = PushView(people_blocks.notice(people_blocks.TEAM_GONE))


T = TypeVar("T")


def carried(kind: type[T], private: str) -> T | None:
    """What a modal carries, when it is of this kind; None when it is of an older version, or not ours."""
    try:
        return TypeAdapter(kind).validate_json(private, strict=True)
    except ValidationError:
        return None


def row_id(private: str) -> int:
    """The row that a modal carries; 0, which no row has, when it carries none that could be ours."""
    return int(private) if private.isascii() and private.isdigit() and len(private) < 10 else 0


async def red_lines_in(text: str, person: Person, desk: Desk) -> str:
    """Which red lines a text holds, as a sentence that says what to do; empty when it holds none."""
    async with desk.db.read() as session:
        found = (await red_lines.of(session, person.workspace_id)).find(text)
    return f"This holds {named(found)}. Take it out." if found else ""


def team_form(sent: Submission) -> TeamForm:
    """A team as somebody described it."""
    zone, adds = sent.text(people_blocks.ZONE), people_blocks.ADDED in sent.values
    chosen = sent.many(people_blocks.ADDED if adds else people_blocks.MEMBERS)
    return TeamForm(
        team_id=row_id(sent.private) if sent.private else None,
        name=" ".join(sent.text(people_blocks.NAME).split()),
        role=sent.text(people_blocks.ROLE),
        channel_id=sent.text(people_blocks.CHANNEL) or None,
        member_ids=tuple(dict.fromkeys(chosen)),
        zone="" if zone == people_blocks.AS_THE_TEAM else zone,
        trained_on=day(sent.text(people_blocks.TRAINED)),
        adds=adds,
    )


def packed_team(form: TeamForm, moves: Iterable[Move]) -> str:
    """A team between being described and being saved, with the moves that are shown."""
    held = asdict(form) | {
        "member_ids": " ".join(form.member_ids),
        "trained_on": form.trained_on.isoformat() if form.trained_on else "",
    }
    return json.dumps([held, digest_of(moves)], ensure_ascii=False)


def unpacked_team(private: str) -> tuple[TeamForm, str] | None:
    """The team that a review carries and what was agreed to; None when it is not one of ours."""
    try:
        held, agreed = json.loads(private)
        ids, trained_on = tuple(held["member_ids"].split()), day(held["trained_on"])
        return TeamForm(**(held | {"member_ids": ids, "trained_on": trained_on})), str(agreed)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def cadence_values(sent: Submission) -> dict[str, str]:
    """A cadence as somebody described it, by the names of its fields."""
    return {name: sent.text(name) or " ".join(sent.many(name)) for name in cadence_blocks.FIELDS}


def day(text: str) -> date | None:
    """The date of a date picker; None when it holds none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def clock(text: str) -> time | None:
    """The time of a time picker; None when it holds none."""
    return time(int(text[:2]), int(text[3:])) if CLOCK.fullmatch(text) else None


def topics(sent: Submission) -> dict[int, tuple[str, ...]]:
    """What champions know best, by champion id."""
    prefix = f"{champion_blocks.TOPICS}."
    named = [block for block in sent.values if block.startswith(prefix)]
    return {row_id(block.removeprefix(prefix)): parse_topics(sent.text(block)) for block in named}
