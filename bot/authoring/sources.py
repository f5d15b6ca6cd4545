"""What a card may start from: a solved question with its answer, or a logged win."""

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring.models import CardDraft
from bot.authoring.rules import Draft, Heard, Source, Why
from bot.guard import service as red_lines
from bot.guard.rules import Guard
from bot.library import words
from bot.packs import parse
from bot.people.rules import Person
from bot.questions import service as questions
from bot.questions import threads
from bot.questions.models import Question
from bot.questions.rules import Status
from bot.reading import plain
from bot.slack.blockkit import cut, visible
from bot.wins import records
from bot.wins.models import Win
from bot.wins.rules import Status as WinStatus

LONGEST = 3000


@dataclass(frozen=True)
class Used:
    """The message on which somebody wants a card; no author where it is ours."""

    person: Person
    channel: str
    ts: str
    thread_ts: str | None
    text: str = field(repr=False)
    author_id: str | None = None


@dataclass(frozen=True)
class Found:
    """The row that the card starts from, and the words of the message with the answer or the win, guarded.

    Of a win the message tells what colleagues may read; what its author logged is between them and us.
    """

    source: Source
    row_id: int
    words: str = field(default="", repr=False)


async def find(session: AsyncSession, used: Used) -> Found | Why:
    """What the message belongs to, or why it cannot become a card."""
    here, root = used.person.workspace_id, used.thread_ts or used.ts
    guard = await red_lines.of(session, here)
    question = await threads.talked_of(session, here, channel=used.channel, thread_ts=root)
    if question is not None and question.status == Status.RESOLVED:
        is_question = question.origin == questions.origin_of(used.channel, used.ts)
        has_answer = not is_question and used.author_id is not None
        return Found(Source.QUESTION, question.id, guarded(used.text, guard) if has_answer else "")
    win = await records.logged_of(session, here, channel=used.channel, ts=used.ts)
    if win is not None:
        return Found(Source.WIN, win.id, guarded(used.text, guard))
    return Why.NOTHING if question is None else Why.UNSOLVED


def guarded(text: str, guard: Guard) -> str:
    """A message's words without ids, contact data and secrets."""
    return cut(guard.redact(visible(plain.readable(text))).text.strip(), LONGEST)


async def heard(session: AsyncSession, row: CardDraft) -> Heard:
    """The words it starts from, as far as their authors left them there and the red lines of today do."""
    told, guard = await _told(session, row), await red_lines.of(session, row.workspace_id)
    return Heard(*(guard.redact(text).text for text in (told.question, told.answer, told.win)))


async def _told(session: AsyncSession, row: CardDraft) -> Heard:
    if row.source == Source.WIN:
        win = await session.get(Win, row.source_id)
        return Heard(win=row.words if win is not None and win.status == WinStatus.LOGGED else "")
    question = await session.get(Question, row.source_id)
    is_there = question is not None and question.workspace_id == row.workspace_id
    return Heard(question=question.text if question is not None and is_there else "", answer=row.words)


def begun(told: Heard) -> Draft:
    """The form filled in with what is known without a model."""
    solved = words.told_by(told.answer or told.win)
    is_prompt = bool(solved.text) and solved.text != plain.readable(told.answer or told.win)
    return Draft(
        problem=cut(" ".join(told.question.split()), parse.CARD_BODY["Problem"]),
        after=cut(" ".join((told.answer or told.win).split()), parse.CARD_BODY["After"]),
        prompt=cut(solved.text, parse.PROMPT) if is_prompt else "",
        tool=solved.tool.lower(),
    )
