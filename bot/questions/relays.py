"""What is said about a question that was asked without a name, carried to its asker and back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.guard import service as red_lines
from bot.outbox import aliases, retention
from bot.outbox import service as outbox
from bot.people.rules import Person, is_alias
from bot.questions import anonymous_blocks, routing, threads
from bot.questions.models import Question
from bot.slack.blockkit import Post

LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Reply:
    """A message in the thread of a question."""

    person: Person
    channel: str
    thread_ts: str
    ts: str
    text: str = field(repr=False)


async def heard(session: AsyncSession, question: Question, reply: Reply, *, now: datetime) -> None:
    """Pass on to the asker what somebody else writes in the thread."""
    asker = await aliases.behind(session, question.workspace_id, question.asker_id)
    if asker is None or asker == reply.person.user_id:
        return
    await to_asker(session, question, by=reply.person.user_id, text=reply.text, key=reply.ts, now=now)


async def to_asker(
    session: AsyncSession, question: Question, *, by: str, text: str, key: str, now: datetime
) -> None:
    """Tell the asker by DM what was answered; `key` names the answer."""
    post = await _answered(session, question, by=by, text=text)
    await _pass_on(session, question, post, to=_asker_of(question), key=key, now=now)


async def edited(session: AsyncSession, reply: Reply, *, key: str, now: datetime) -> bool:
    """What was passed on from a thread follows its author's last words; `key` names the change.

    True where it will be passed on, and has not come yet.
    """
    question = await _nameless(session, reply.person.workspace_id, reply.channel, reply.thread_ts)
    if question is None:
        return False
    if not await was_passed_on(session, question, key=reply.ts):
        return True
    name = _name(question, reply.ts)
    await outbox.edit(
        session,
        await _answered(session, question, by=reply.person.user_id, text=reply.text),
        of=name,
        to=_asker_of(question),
        dedupe=f"{name}:edited:{key}",
        now=now,
    )
    return False


async def deleted(
    session: AsyncSession, workspace_id: str, *, channel: str, thread_ts: str, ts: str, now: datetime
) -> None:
    """What its author took back in a thread is taken back from whoever it was passed on to."""
    question = await _nameless(session, workspace_id, channel, thread_ts)
    if question is None:
        return
    name = _name(question, ts)
    await outbox.withdraw(session, workspace_id=workspace_id, prefix=name, reason="deleted", now=now)
    for key, _ in await outbox.posted(session, workspace_id=workspace_id, prefix=name):
        post = anonymous_blocks.taken_back(routing.card_of(question))
        await outbox.edit(session, post, of=key, to=_asker_of(question), dedupe=f"{key}:deleted", now=now)
    await retention.forget_about(session, workspace_id=workspace_id, prefix=name)


async def _nameless(
    session: AsyncSession, workspace_id: str, channel: str, thread_ts: str
) -> Question | None:
    """The question of a thread, if whoever asked it gave no name and so reads the thread through us."""
    question = await threads.talked_of(session, workspace_id, channel=channel, thread_ts=thread_ts)
    return question if question is not None and is_alias(question.asker_id) else None


async def _answered(session: AsyncSession, question: Question, *, by: str, text: str) -> Post:
    url = await threads.url(session, question)
    guard = await red_lines.of(session, question.workspace_id)
    return anonymous_blocks.answered(routing.card_of(question), guard.redact(text).text, by=by, url=url)


def _asker_of(question: Question) -> outbox.Place:
    return outbox.Place(question.workspace_id, question.asker_id)


async def from_asker(
    session: AsyncSession, question: Question, *, text: str, key: str, now: datetime
) -> bool:
    """Write in the thread, or to its holder, what the asker adds; False while there is nobody to write to."""
    place = await threads.place(session, question)
    if question.private:
        place = outbox.Place(question.workspace_id, question.champion_id) if question.champion_id else None
    if place is None:
        return False
    post = anonymous_blocks.added(routing.card_of(question), text)
    await _pass_on(session, question, post, to=place, key=key, now=now)
    return True


async def was_passed_on(session: AsyncSession, question: Question, *, key: str) -> bool:
    """Whether this was passed on before: Slack may deliver it again."""
    return await outbox.was_promised(session, question.workspace_id, _name(question, key))


def _name(question: Question, key: str) -> str:
    return f"question:{question.id}:passed_on:{key}"


async def _pass_on(
    session: AsyncSession, question: Question, post: Post, *, to: outbox.Place, key: str, now: datetime
) -> None:
    await outbox.enqueue(
        session,
        post,
        to=to,
        dedupe=_name(question, key),
        kind="question.passed_on",
        now=now,
        lasts=LASTS,
    )
