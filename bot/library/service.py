"""Saved prompts: kept, changed, verified, retired, deleted. Each change is one guarded statement."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy import delete as delete_rows
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.due import Due
from bot.guard import service as red_lines
from bot.library import rules, shelf, words
from bot.library.models import Prompt
from bot.library.rules import Draft, Kind, State
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.rules import Person
from bot.workspaces import service as workspaces
from bot.workspaces.rules import told_by

KEPT = tuple(state for state in State if state is not State.DELETED)
FORGET: dict[str, object] = {
    "title": "",
    "text": "",
    "tool": None,
    "tool_version": "",
    "limits": "",
    "change_note": "",
    "example": None,
    "guardrail": None,
    "workflow": None,
    "workflow_term": 0,
    "merged_into": None,
    "note_at": None,
    "channel_id": None,
    "message_ts": None,
    "shared": False,
}
UNREVIEWED = Due(Prompt.review_by, Prompt.state.in_((State.DRAFT, State.VERIFIED)), after=timedelta(days=1))
GONE = Due(Prompt.updated_at, Prompt.state.in_((State.RETIRED, State.DELETED)), after=rules.FORGOTTEN_AFTER)


@dataclass(frozen=True)
class Source:
    """The message a prompt came from; none when it was typed into an empty form."""

    channel: str = ""
    ts: str = ""


@dataclass(frozen=True)
class Changed:
    """What an order did: the prompt as it now is, and whether this order changed it."""

    prompt: Prompt
    won: bool
    may: bool = True
    is_full: bool = False  # its workflow holds as many verified ones as it may


async def save(
    session: AsyncSession, draft: Draft, *, by: Person, source: Source, key: str, now: datetime
) -> Changed:
    """Keep a prompt as its owner's draft; `key` names that one sending of the form, which counts once.

    The link to the message is kept only where the whole team can read it: in the team's own channel.
    """
    owner = await people.member(session, by, now=now)
    team = await people.team(session, by.workspace_id, owner.team_id)
    is_linked = team is not None and bool(source.ts) and team.channel_id == source.channel
    there = await saved_before(session, by, source) if is_linked else None
    if there is not None and there.origin != key:
        return Changed(there, won=False)
    statement = insert(session, Prompt).values(
        workspace_id=by.workspace_id,
        origin=key,
        owner_id=by.user_id,
        team_id=owner.team_id,
        channel_id=source.channel if is_linked else None,
        message_ts=source.ts if is_linked else None,
        version=1,
        created_at=now,
        **await _columns(session, draft, by=by, key=key, now=now),
    )
    made = await session.scalar(statement.on_conflict_do_nothing().returning(Prompt.id))
    query = select(Prompt).where(Prompt.workspace_id == by.workspace_id, Prompt.owner_id == by.user_id)
    kept = (await session.scalars(query.where(Prompt.origin == key))).one()
    return Changed(kept, won=made is not None)


async def change(
    session: AsyncSession, row_id: int, draft: Draft, *, by: Person, version: int, key: str, now: datetime
) -> Changed | None:
    """The next version, a draft again. Not won: the form was sent before, or an older version stood in it."""
    prompt = await _owned(session, row_id, by=by)
    if prompt is None:
        return None
    values = {**await _columns(session, draft, by=by, key=key, now=now), "version": version + 1}
    return await shift(session, prompt, version=version, states=KEPT, values=values)


async def verify(
    session: AsyncSession, row_id: int, *, by: Person, version: int, now: datetime
) -> Changed | None:
    """A champion of the team or an admin opens this version to the workspace; None: they see no such one.

    A workflow holds so many verified ones and no more: who verifies one too many retires another first.
    """
    seen = await shelf.find(session, row_id, by=by)
    if seen is None:
        return None
    if not seen.rights.curate or seen.prompt.id != row_id:
        return Changed(seen.prompt, won=False, may=seen.rights.curate)
    values = _looked_at(now) | {"state": State.VERIFIED, "verified_by": by.user_id, "updated_at": now}
    states, prompt = (State.DRAFT, State.EXPIRED), seen.prompt
    await workspaces.hold(session, by.workspace_id)
    beside = shelf.in_workflow(by.workspace_id, prompt.workflow_term).subquery()
    has_room = select(func.count()).select_from(beside).scalar_subquery() < rules.MOST_VERIFIED
    changed = await shift(session, prompt, version=version, states=states, values=values, only=has_room)
    is_open = changed.prompt.state in states and changed.prompt.version == version
    return replace(changed, is_full=not changed.won and is_open)


async def keep(
    session: AsyncSession, row_id: int, *, by: Person, version: int, now: datetime
) -> Changed | None:
    """Its owner finds it still good for another ninety days; what is verified stays so."""
    prompt = await _owned(session, row_id, by=by)
    if prompt is None:
        return None
    again = case((Prompt.state == State.EXPIRED, State.DRAFT), else_=Prompt.state)
    values = _looked_at(now) | {"state": again}
    states = (State.DRAFT, State.VERIFIED, State.EXPIRED)
    due = Prompt.review_by < (now + rules.REVIEW_AFTER).date()
    return await shift(session, prompt, version=version, states=states, values=values, only=due)


async def retire(
    session: AsyncSession, row_id: int, *, by: Person, version: int, now: datetime
) -> Changed | None:
    """Its owner, a champion of the team or an admin takes it out of everybody's sight but the owner's."""
    seen = await shelf.find(session, row_id, by=by)
    if seen is None:
        return None
    may = seen.rights.own or seen.rights.curate
    if not may or seen.prompt.id != row_id:
        return Changed(seen.prompt, won=False, may=may)
    values: dict[str, object] = {"state": State.RETIRED, "note_at": None, "updated_at": now}
    states = (State.DRAFT, State.VERIFIED, State.EXPIRED)
    return await shift(session, seen.prompt, version=version, states=states, values=values)


async def delete(
    session: AsyncSession, row_id: int, *, by: Person, version: int, now: datetime
) -> Changed | None:
    """Its owner takes it back: its words are deleted here, whichever version they saw."""
    prompt = await _owned(session, row_id, by=by)
    if prompt is None:
        return None
    values = {**FORGET, "state": State.DELETED, "verified_by": None, "updated_at": now}
    changed = await shift(session, prompt, version=None, states=KEPT, values=values)
    prefix = message_key(row_id)
    await outbox.withdraw(
        session, workspace_id=by.workspace_id, prefix=prefix, reason="the prompt was deleted", now=now
    )
    return changed


async def message_deleted(session: AsyncSession, workspace_id: str, *, channel: str, ts: str) -> None:
    """The message is gone: what its saver confirmed stays theirs, without a link to nothing."""
    await session.execute(
        update(Prompt)
        .where(Prompt.workspace_id == workspace_id)
        .where(Prompt.channel_id == channel, Prompt.message_ts == ts)
        .values(channel_id=None, message_ts=None)
    )


async def expire(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """What nobody looked at until its review date is hidden until somebody does."""
    unread = select(Prompt.id).where(UNREVIEWED.by(now)).limit(limit)
    passed = await session.scalars(
        update(Prompt).where(Prompt.id.in_(unread)).values(state=State.EXPIRED).returning(Prompt.id)
    )
    return len(passed.all())


async def forget(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove what was retired or deleted long ago."""
    old = select(Prompt.id).where(GONE.by(now)).limit(limit)
    gone = await session.scalars(delete_rows(Prompt).where(Prompt.id.in_(old)).returning(Prompt.id))
    return len(gone.all())


async def saved_before(session: AsyncSession, person: Person, source: Source) -> Prompt | None:
    """What this person saved from this very message of the team's channel, if it is still kept."""
    return await session.scalar(
        select(Prompt)
        .where(Prompt.workspace_id == person.workspace_id, Prompt.owner_id == person.user_id)
        .where(Prompt.channel_id == source.channel, Prompt.message_ts == source.ts)
        .where(Prompt.state != State.DELETED)
        .limit(1)
    )


def message_key(row_id: int) -> str:
    """How the dedupe keys of messages that show this prompt begin."""
    return f"prompt:{row_id}:"


def draft_of(prompt: Prompt) -> Draft:
    """The form as it opens on a prompt we have."""
    return Draft(
        title=prompt.title,
        text=prompt.text,
        tool=shelf.tool_of(prompt),
        tool_version=prompt.tool_version,
        limits=prompt.limits,
        shared=prompt.shared,
        example=prompt.example or "",
        guardrail=prompt.guardrail or "",
        workflow=prompt.workflow or "",
        kind=Kind(prompt.kind),
    )


async def _owned(session: AsyncSession, row_id: int, *, by: Person) -> Prompt | None:
    return await session.scalar(
        select(Prompt)
        .where(Prompt.id == row_id, Prompt.workspace_id == by.workspace_id)
        .where(Prompt.owner_id == by.user_id, Prompt.state != State.DELETED)
    )


def _looked_at(now: datetime) -> dict[str, object]:
    review_by = (now + rules.REVIEW_AFTER).date()
    return {"review_by": review_by, "note_at": rules.note_moment(review_by)}


async def _columns(
    session: AsyncSession, draft: Draft, *, by: Person, key: str, now: datetime
) -> dict[str, object]:
    guard = await red_lines.of(session, by.workspace_id)
    clean = words.settled(words.checked(draft, guard).draft)
    return _looked_at(now) | {
        "kind": clean.kind,
        "state": State.DRAFT,
        "shared": clean.shared,
        "title": clean.title,
        "text": clean.text,
        "tool": clean.tool or None,
        "tool_version": clean.tool_version,
        "limits": clean.limits,
        "example": clean.example or None,
        "guardrail": clean.guardrail or None,
        "workflow": clean.workflow or None,
        "workflow_term": await _term(session, by.workspace_id, clean.workflow),
        "merged_into": None,
        "change_note": clean.change,
        "saved_by": key,
        "verified_by": None,
        "updated_at": now,
    }


async def _term(session: AsyncSession, workspace_id: str, workflow: str) -> int:
    """The number of a workflow, alike for "Tenders" and "the tender"; 0 of none."""
    named = " ".join(sorted(rules.roots(workflow)))
    return told_by(await workspaces.search_key(session, workspace_id), f"workflow {named}") if named else 0


async def shift(
    session: AsyncSession,
    prompt: Prompt,
    *,
    version: int | None,
    states: tuple[State, ...],
    values: dict[str, object],
    only: ColumnElement[bool] | None = None,
) -> Changed:
    """Change a prompt if it is in one of these states and at this version; the database decides."""
    statement = update(Prompt).where(Prompt.id == prompt.id, Prompt.state.in_(states))
    if version is not None:
        statement = statement.where(Prompt.version == version)
    if only is not None:
        statement = statement.where(only)
    changed = await session.scalar(statement.values(**values).returning(Prompt.id))
    now_is = await session.get_one(Prompt, prompt.id, populate_existing=True)
    return Changed(now_is, won=changed is not None)
