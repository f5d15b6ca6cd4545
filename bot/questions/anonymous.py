"""Questions asked without a name: who asked lies sealed under an alias, and we carry what is said.

docs/decisions/0025 says who cannot tell, and who still could.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import aliases
from bot.outbox.models import SETTLED, OutboxMessage, about
from bot.packs.catalog import Catalog
from bot.people import roster
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person, is_alias
from bot.questions import holding, relays, service, telling
from bot.questions.changes import Changed, find, note
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import LIVE, Status, is_thanks
from bot.questions.service import Asked
from bot.revisions import service as revisions
from bot.workspaces import service as workspaces
from bot.workspaces.rules import told_by

A_DAY = 3  # questions of one person
MOST = 20  # times that an asker writes back about one question
ENOUGH = 5  # people in a team, for whoever asks not to be told by it


class Refusal(StrEnum):
    TOO_MANY = "too_many"
    KNOWN = "known"  # Slack delivered it before


async def ask(
    session: AsyncSession,
    asked: Asked,
    *,
    draft_id: int,
    in_private: bool,
    catalog: Catalog,
    now: datetime,
) -> Question | Refusal:
    """Ask in the team's channel or one champion, under an alias; the question itself names nobody.

    The draft in which its asker wrote it under their name is gone with that.
    """
    alias = await _alias(session, asked.person, now=now)
    if alias is None:
        return Refusal.TOO_MANY
    member = await people.find(session, asked.person)
    team_id = member.team_id if member is not None and await is_hidden(session, member) else None
    nobody = replace(asked, person=Person(asked.person.workspace_id, alias))
    question = await service.record(session, nobody, status=Status.DRAFT, team_id=team_id, now=now)
    if question is None:
        await aliases.forget(session, [alias])
        return Refusal.KNOWN
    await forget_draft(session, draft_id, by=asked.person)
    question.private = in_private or not await _has_channel(session, question)
    if not await service.propose(session, question, nobody, catalog=catalog, now=now):
        await service.place(session, question.id, by=nobody.person, in_private=question.private, now=now)
        await telling.tell_placed(session, question, now=now)
    return question


async def _alias(session: AsyncSession, person: Person, *, now: datetime) -> str | None:
    """One of the few names that a person gets on one day; None when they are used up."""
    key = await workspaces.search_key(session, person.workspace_id)
    for nth in range(A_DAY):
        mark = told_by(key, f"alias:{now.date()}:{nth}:{person.user_id}")
        alias = await aliases.give(session, person, mark=mark, now=now)
        if alias is not None:
            return alias
    return None


async def is_hidden(session: AsyncSession, member: Member) -> bool:
    """Whether their team is big enough not to tell who it was."""
    sizes = await roster.tallies(session, member.workspace_id)
    return member.team_id in sizes and sizes[member.team_id].people >= ENOUGH


async def _has_channel(session: AsyncSession, question: Question) -> bool:
    team = await people.team(session, question.workspace_id, question.team_id)
    return team is not None and team.channel_id is not None


async def forget_draft(session: AsyncSession, row_id: int, *, by: Person) -> None:
    """What somebody wrote under their name before they left it out is gone as if it had not been there."""
    mine = (Question.workspace_id == by.workspace_id, Question.asker_id == by.user_id)
    gone = delete(Question).where(Question.id == row_id, *mine, Question.status == Status.DRAFT)
    origin = await session.scalar(gone.returning(Question.origin))
    if origin is None:
        return
    await revisions.drop(session, by.workspace_id, origin)
    said = about(f"question:{row_id}:"), OutboxMessage.fate.in_(SETTLED)
    await session.execute(delete(OutboxMessage).where(OutboxMessage.workspace_id == by.workspace_id, *said))


async def as_asker(session: AsyncSession, row_id: int, person: Person) -> Person:
    """Whoever acts on a question that they asked without their name acts under its alias."""
    here = select(Question.asker_id).where(
        Question.id == row_id, Question.workspace_id == person.workspace_id
    )
    asker = await session.scalar(here)
    if asker is None or not is_alias(asker):
        return person
    behind = await aliases.behind(session, person.workspace_id, asker)
    return Person(person.workspace_id, asker) if behind == person.user_id else person


async def may_write(session: AsyncSession, row_id: int, *, by: Person) -> Changed | None:
    """A question to which its asker may add something; `may` says whether this person is the one."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    is_theirs = by.user_id == question.asker_id and is_alias(question.asker_id)
    return Changed(question, won=is_theirs and question.status in LIVE, may=is_theirs)


async def write(
    session: AsyncSession, row_id: int, *, by: Person, text: str, key: str, now: datetime
) -> Changed | None:
    """Pass on what the asker writes back, once for each `key`; not won where there is nobody to read it."""
    found = await may_write(session, row_id, by=by)
    if found is None or not found.won or await _has_written_much(session, row_id, by=by):
        return replace(found, won=False) if found is not None else None
    question = found.question
    if await relays.was_passed_on(session, question, key=key):
        return found
    if not await relays.from_asker(session, question, text=text, key=key, now=now):
        return replace(found, won=False)
    if question.status == Status.ANSWERED and not is_thanks(text):
        await holding.say_not_yet(session, row_id, by=by, now=now, is_told=False)
    await note(session, question, "passed_on", by.user_id, now=now)
    return found


async def _has_written_much(session: AsyncSession, row_id: int, *, by: Person) -> bool:
    wrote = select(func.count()).where(
        QuestionEvent.question_id == row_id,
        QuestionEvent.what == "passed_on",
        QuestionEvent.actor_id == by.user_id,
    )
    return (await session.scalar(wrote) or 0) >= MOST
