"""The last look: what was promised against what people see, and what they did against what came of it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from bot.nudges.blocks import CHANGE
from bot.nudges.models import Nudge, NudgeState
from bot.outbox import rules
from bot.outbox.models import OUTBOX, Fate
from bot.outbox.rules import Why
from bot.outbox.service import POST, RESPOND, WHISPER
from bot.questions.blocks import REOPEN
from bot.questions.models import Question, QuestionEvent
from bot.sandbox.state import Message
from bot.sandbox.values import controls
from bot.wins.models import Win
from tests.soak.crowd import Crowd
from tests.soak.ground import Report
from tests.soak.harbour import Harbour

AT_MOST_ONCE = (WHISPER, RESPOND)  # Slack keeps no history of these to look them up in
SOLVED = ("asked", "offered", "claimed", "resolved")
FIRST_FEW = 5


@dataclass(frozen=True)
class Ledger:
    """What became of every promised message; `lost` and `doubled` say of which kind and why."""

    promised: int
    lost: Sequence[str]
    doubled: Sequence[str]
    doubtful: int  # at most once, and perhaps not at all

    def told(self, report: Report) -> None:
        """Put it into a report."""
        report.figures += (
            f", {self.promised:,} promised: lost {len(self.lost)}, doubled {len(self.doubled)},"
            f" {self.doubtful} for one person's eyes in doubt"
        )
        for what, found in (("lost", self.lost), ("there twice", self.doubled)):
            report.expect(f"messages are {what}: {', '.join(found[:FIRST_FEW])}", is_so=not found)


async def ledger(here: Harbour) -> Ledger:
    """Every message of the outbox, looked for by its delivery id where it should stand."""
    async with here.db.read() as session:
        columns = (OUTBOX.c.delivery_id, OUTBOX.c.kind, OUTBOX.c.method, OUTBOX.c.fate, OUTBOX.c.reason)
        rows = (await session.execute(select(*columns))).all()
    shown = _shown(here)
    known = {row.delivery_id: row.kind for row in rows}
    lost, doubtful = [], 0
    for row in rows:
        if row.fate == Fate.SENT:
            is_there = row.method != POST or shown[row.delivery_id]
            lost += [] if is_there else [f"{row.kind} sent and not there"]
        elif row.method in AT_MOST_ONCE and rules.fold(row.fate, row.reason) is Why.DOUBT:
            doubtful += 1
        elif row.fate != Fate.DROPPED:
            lost.append(f"{row.kind} {row.fate} {row.reason}")
    doubled = [f"{known.get(each, 'unknown')} x{times}" for each, times in shown.items() if times > 1]
    doubled += [f"{each} was never promised" for each in shown if each not in known]
    return Ledger(len(rows), lost, doubled, doubtful)


def _shown(here: Harbour) -> Counter[str]:
    """How often the message of each delivery id stands somewhere."""
    state = here.slack.state
    every = (one for messages in state.messages.values() for one in messages.values())
    told = (one.metadata for one in every if one.bot_id == state.app.bot_id and one.metadata)
    return Counter(one["event_payload"]["delivery_id"] for one in told)


async def handled(crowd: Crowd, report: Report, *, due: Collection[str]) -> None:
    """Each question asked, claimed and solved once, each win once, each card once to whoever was due."""
    here, asked, won = crowd.here, crowd.asked, crowd.told
    questions = Counter(await _all(here, Question.origin))
    events = Counter(await _all(here, QuestionEvent.what))
    offers, prompts = await here.promised("question.offer"), await here.promised("win.prompt")
    wins = Counter(await _all(here, Win.origin))
    cards = _cards(here, await _all(here, OUTBOX.c.delivery_id, OUTBOX.c.kind == "nudge"), due)
    report.figures += (
        f", {len(asked)} questions {dict(events)}, {len(won)} wins, cards {cards.total()} of {len(due):,}"
    )
    report.expect("each question is there once", is_so=questions == Counter(asked) and bool(asked))
    report.expect(
        "each was asked, claimed and solved once", is_so=events == dict.fromkeys(SOLVED, len(asked))
    )
    report.expect("each was offered once", is_so=len(offers) == len(asked))
    report.expect("each win is there once", is_so=wins == Counter(won) and bool(won))
    report.expect("each win was asked about once", is_so=len(prompts) == len(won))
    report.expect("each card is read once", is_so=cards == Counter(due) and bool(due))
    report.expect("one card was written for each", is_so=len(await _all(here, Nudge.id)) == len(due))
    answers = Counter(await _all(here, Nudge.state))[NudgeState.ANSWERED]
    report.figures += f", {answers} answered"
    report.expect("each answer counts once", is_so=answers == len(crowd.answered) > 0)
    changed = [one for one in crowd.answered.values() if CHANGE in _buttons(one)]
    report.expect("each answered card shows it", is_so=len(changed) == answers)
    closed = [
        one for one in here.slack.channel_messages("marketing", replies=True) if REOPEN in _buttons(one)
    ]
    report.expect("each solved question shows it", is_so=len(closed) == len(asked))


def _buttons(message: Message) -> list[str]:
    return [one.action_id for one in controls(message.blocks)]


async def _all(here: Harbour, what: object, *where: ColumnElement[bool]) -> list[str]:
    async with here.db.read() as session:
        return list(await session.scalars(select(what).where(*where)))  # type: ignore[call-overload]


def _cards(here: Harbour, ids: Collection[str], due: Collection[str]) -> Counter[str]:
    """How many cards stand in the DM of each who was due."""
    mine, seen = set(ids), Counter[str]()
    for user in due:
        for message in here.slack.inbox(user):
            payload = (message.metadata or {}).get("event_payload", {})
            seen[user] += payload.get("delivery_id") in mine
    return +seen
