"""Everything stored about one person or one workspace: shown as it is, or removed.

Works on all tables there are, so that a feature added later is covered: a column that must hold a person
makes the row theirs, a column that may be empty only mentions them.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Delete, String, Table, Update, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.schema import Column

from bot.authoring.models import CardDraft
from bot.concerns import service as concerns
from bot.db import Base
from bot.outbox import aliases
from bot.outbox.models import OutboxMessage, Pace, about
from bot.people.models import Member
from bot.people.rules import Person
from bot.questions import terms
from bot.questions.changes import LET_GO
from bot.questions.models import Question
from bot.questions.rules import HELD, LIVE, Status
from bot.vault import Sealed
from bot.workspaces import service as workspaces

# Workspaces themselves, and how fast they may be written to: a DM's limit is over in a second.
NOBODYS = (
    "workspaces",
    "paces",
    "coverage",
    "question_terms",
    "concerns",
    "aliases",
)  # of no person, or only what is told by a key
Value: TypeAlias = str | int | float | bool | None
Rows: TypeAlias = dict[str, list[dict[str, Value]]]

AUDIT = "admin_acts"
ERASED = "erased"
SOMEBODY = "a colleague"
OPERATOR = "operator"
SECRETS = frozenset({"bot_token", "refresh_token", "lease_token", "lease_until"})
UNSETTLED = (Status.DRAFT, *LIVE)


@dataclass(frozen=True)
class Known:
    """How a person appears in our tables: by Slack id, by member row, by the channel of their DM."""

    workspace_id: str
    user_id: str
    member_id: int | None
    direct: frozenset[str]


async def export(
    session: AsyncSession, workspace_id: str, *, user_id: str | None = None, direct: Collection[str] = ()
) -> Rows:
    """Every row of a workspace, or every row about one person in it; tokens are left out.

    `direct` is the channel of their direct messages where Slack told it; we keep no list of those.
    """
    known = await _known(session, Person(workspace_id, user_id), direct) if user_id else None
    found: Rows = {}
    for table in _tables():
        condition = table.c.workspace_id == workspace_id
        if known is not None:
            condition &= or_(*_about(table, known))
        columns = [column for column in table.columns if column.name not in SECRETS]
        rows = await session.execute(select(*columns).where(condition).order_by(*table.primary_key.columns))
        told = [{str(key): _plain(value) for key, value in row.items()} for row in rows.mappings()]
        if told:
            found[table.name] = told
    return found


async def erase(session: AsyncSession, person: Person, *, now: datetime, direct: Collection[str] = ()) -> int:
    """Remove a person: their rows go, their questions stay without words or name, the audit keeps the id.

    Of what they asked without their name nothing changes but that nobody can tell any more, with the key
    either: an administrator who erased somebody would see by it what was theirs.

    Returns how many rows were touched; 0 when there was nothing, so that a second time does nothing.
    """
    known = await _known(session, person, direct)
    touched = await _erase_questions(session, known, now=now)
    touched += await _erase_answers(session, known)
    touched += await concerns.forget(session, person)
    touched += await aliases.forget(session, await aliases.of_person(session, person))
    touched += await _erase_messages(session, known)
    tables = [table for table in _tables() if table.name != AUDIT]
    for table in reversed(tables):
        touched += await _erase_rows(session, table, known)
    for table in tables:
        touched += await _erase_mentions(session, table, known)
    if touched:
        await workspaces.record_act(
            session,
            workspace_id=person.workspace_id,
            actor_id=OPERATOR,
            act="people.erased",
            subject=person.user_id,
            now=now,
        )
    return touched


async def _known(session: AsyncSession, person: Person, direct: Collection[str]) -> Known:
    member_id = await session.scalar(
        select(Member.id).where(Member.workspace_id == person.workspace_id, Member.user_id == person.user_id)
    )
    opened = await session.scalars(
        select(OutboxMessage.sent_channel)
        .where(OutboxMessage.workspace_id == person.workspace_id, OutboxMessage.channel == person.user_id)
        .where(OutboxMessage.sent_channel.startswith("D"))
        .distinct()
    )
    return Known(person.workspace_id, person.user_id, member_id, frozenset(map(str, opened)) | set(direct))


def _tables() -> list[Table]:
    """The tables that hold rows of a workspace, the ones others refer to first."""
    every = (table for table in Base.metadata.sorted_tables if "workspace_id" in table.columns)
    return [table for table in every if table.name not in NOBODYS]


def _names(table: Table) -> Iterator[Column[Any]]:
    """The columns in which an id of Slack may stand by itself: short text."""
    for column in table.columns:
        if column.name != "workspace_id" and isinstance(column.type, String) and column.type.length:
            yield column


def _about(table: Table, known: Known) -> Iterator[ColumnElement[bool]]:
    if "member_id" in table.columns:
        yield table.c.member_id == (known.member_id or 0)
    for column in _names(table):
        yield column == known.user_id
    if table.name == OutboxMessage.__tablename__ and known.direct:
        yield OutboxMessage.channel.in_(known.direct)
        yield OutboxMessage.sent_channel.in_(known.direct)


async def _erase_questions(session: AsyncSession, known: Known, *, now: datetime) -> int:
    """What they asked loses words and name; what they had taken is asked again."""
    here = Question.workspace_id == known.workspace_id
    mine = select(Question).where(here, Question.asker_id == known.user_id).with_for_update()
    asked = list(await session.scalars(mine))
    for question in asked:
        question.asker_id, question.text, question.origin = ERASED, "", f"{ERASED}:{question.id}"
        question.channel_id = question.thread_ts = question.topic = None
        if question.status in UNSETTLED:
            question.status, question.closed_at, question.escalate_at = Status.WITHDRAWN, now, None
        await terms.drop(session, question.id)
        # Offers and pings quote the question to others.
        await session.execute(
            delete(OutboxMessage)
            .where(OutboxMessage.workspace_id == known.workspace_id)
            .where(about(f"question:{question.id}:"))
        )
    await session.flush()
    held = await session.scalars(
        update(Question)
        .where(here, Question.champion_id == known.user_id, Question.status.in_(HELD))
        .values(LET_GO | {"escalate_at": now})
        .returning(Question.id)
    )
    return len(asked) + len(held.all())


async def _erase_answers(session: AsyncSession, known: Known) -> int:
    """What they answered is not what a colleague's card starts from any more."""
    heard = await session.scalars(
        update(CardDraft)
        .where(CardDraft.workspace_id == known.workspace_id, CardDraft.author_id == known.user_id)
        .values(words="", heard_at=None, author_id=None)
        .returning(CardDraft.id)
    )
    return len(heard.all())


async def _erase_messages(session: AsyncSession, known: Known) -> int:
    """What was or would be written to them alone."""
    places = {known.user_id, *known.direct}
    gone = await session.scalars(
        delete(OutboxMessage)
        .where(OutboxMessage.workspace_id == known.workspace_id)
        .where(OutboxMessage.channel.in_(places) | OutboxMessage.sent_channel.in_(places))
        .returning(OutboxMessage.id)
    )
    whispers = await session.scalars(
        delete(OutboxMessage)
        .where(OutboxMessage.workspace_id == known.workspace_id, OutboxMessage.user_id == known.user_id)
        .returning(OutboxMessage.id)
    )
    paces = await session.get(Pace, known.workspace_id, with_for_update=True)
    if paces is not None:
        over = {f"channel:{place}" for place in places}
        paces.limits = {key: at for key, at in paces.limits.items() if key not in over}
    return len(gone.all()) + len(whispers.all())


async def _erase_rows(session: AsyncSession, table: Table, known: Known) -> int:
    """Delete the rows that are theirs; empty the columns that only mention them."""
    here = table.c.workspace_id == known.workspace_id
    own: list[ColumnElement[bool]] = [
        column == known.user_id for column in _names(table) if not column.nullable
    ]
    if "member_id" in table.columns and known.member_id is not None:
        own.append(table.c.member_id == known.member_id)
    touched = await _count(session, delete(table).where(here, or_(*own)), table) if own else 0
    for column in _names(table):
        if column.nullable:
            emptied = update(table).where(here, column == known.user_id).values({column.name: None})
            touched += await _count(session, emptied, table)
    return touched


async def _count(session: AsyncSession, statement: Delete | Update, table: Table) -> int:
    key = next(iter(table.primary_key.columns))
    return len((await session.execute(statement.returning(key))).all())


async def _erase_mentions(session: AsyncSession, table: Table, known: Known) -> int:
    """Take their id out of what others wrote and out of our own keys."""
    keys = list(table.primary_key.columns)
    words = [
        column
        for column in table.columns
        if isinstance(column.type, String | Sealed) and not column.primary_key
    ]
    rows = await session.execute(select(*keys, *words).where(table.c.workspace_id == known.workspace_id))
    touched = 0
    for row in rows.mappings().all():
        changed = {
            column.name: _without(row[column.name], known.user_id, stand_in=_stand_in(row, keys))
            for column in words
            if known.user_id in (row[column.name] or "")
        }
        if changed:
            same = [key == row[key.name] for key in keys]
            await session.execute(update(table).where(*same).values(changed))
            touched += 1
    return touched


def _stand_in(row: Mapping[Any, Any], keys: list[Column[Any]]) -> str:
    """Unlike for each row, because some of our keys must be."""
    return "-".join([ERASED, *(str(row[key.name]) for key in keys)])


def _without(text: str, user_id: str, *, stand_in: str) -> str:
    mention = re.compile(rf"<@{re.escape(user_id)}(?:\|[^>]*)?>")
    return mention.sub(SOMEBODY, text).replace(user_id, stand_in)


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
