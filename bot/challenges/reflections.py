"""What a member writes when they did it: kept for themselves, and passed on only as far as they say."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.challenges import blocks, rounds, service
from bot.challenges.blocks import ChallengeCard, Notes
from bot.challenges.models import Entry
from bot.challenges.rules import EntryState
from bot.challenges.service import Obstacle, Part
from bot.challenges.tallies import win_origin
from bot.guard import service as red_lines
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import asking_blocks, routing, telling
from bot.questions import service as questions
from bot.questions.rules import Source
from bot.questions.service import Asked
from bot.wins import blocks as win_blocks
from bot.wins import records, words
from bot.wins import service as wins
from bot.wins.rules import Draft, Kind
from bot.wins.rules import Entry as WinEntry

NOTHING_TRIED = "Write in a sentence what you tried."
NOTHING_TO_LOG = "Write here what worked, or below what didn't, so that there is something to log."
SAY_WHERE = "Choose where I may ask your question, or leave it empty."


@dataclass(frozen=True)
class Form:
    """The reflection as it was typed."""

    tried: str = field(repr=False)
    worked: str = field(default="", repr=False)
    failed: str = field(default="", repr=False)
    minutes: str = field(default="", repr=False)
    log: bool = False
    share: bool = False
    question: str = field(default="", repr=False)
    where: str = ""


@dataclass(frozen=True)
class Reflection:
    """The reflection as its author wants it kept and passed on."""

    tried: str = field(repr=False)
    worked: str = field(repr=False)
    failed: str = field(repr=False)
    minutes: int | None
    win: WinEntry | None
    question: str = field(repr=False)
    in_private: bool


def reflection_of(form: Form) -> Reflection | dict[str, str]:
    """What the form says, or what is wrong with each field."""
    errors: dict[str, str] = {}
    entry = words.entry_of(_draft_of(form))
    if not _says_something(form.tried):
        errors[blocks.TRIED] = NOTHING_TRIED
    if isinstance(entry, dict) and "minutes" in entry:
        errors[blocks.MINUTES] = entry["minutes"]
    wants_log = form.log or form.share
    if wants_log and not _says_something(form.worked + form.failed):
        errors[blocks.WORKED] = NOTHING_TO_LOG
    if form.question.strip() and form.where not in (blocks.OPENLY, blocks.PRIVATELY):
        errors[blocks.WHERE] = SAY_WHERE
    if errors or isinstance(entry, dict):
        return errors
    return Reflection(
        tried=form.tried.strip(),
        worked=form.worked.strip(),
        failed=form.failed.strip(),
        minutes=entry.minutes,
        win=entry if wants_log else None,
        question=form.question.strip(),
        in_private=form.where == blocks.PRIVATELY,
    )


def _draft_of(form: Form) -> Draft:
    """What worked is a win; where nothing did, what did not work is as good to know."""
    is_failure = _says_something(form.failed) and not _says_something(form.worked)
    text = form.failed if is_failure else form.worked
    return Draft(
        text=text if _says_something(text) else form.tried,
        kind=Kind.DIDNT_WORK if is_failure else Kind.WIN,
        tool=words.told_by(f"{form.tried} {text}").tool,
        minutes=form.minutes,
        share=form.share,
    )


def _says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def notes_of(entry: Entry) -> Notes:
    """What the form starts from when somebody changes their notes."""
    minutes = str(entry.minutes) if entry.minutes else ""
    return Notes(entry.tried or "", entry.worked or "", entry.failed or "", minutes)


async def reflect(
    session: AsyncSession,
    catalog: Catalog,
    round_id: int,
    reflection: Reflection,
    *,
    by: Person,
    key: str,
    now: datetime,
) -> ChallengeCard | Obstacle:
    """Finish the challenge with these notes; `key` names this one sending of them."""
    part = await service.part_of(session, catalog, round_id, by=by, now=now)
    if isinstance(part, Obstacle):
        return part
    guard = await red_lines.of(session, by.workspace_id)
    await session.execute(
        update(Entry)
        .where(Entry.id == part.entry.id)
        .values(
            state=EntryState.DONE,
            done_at=func.coalesce(Entry.done_at, now),
            due_at=None,
            tried=guard.redact(reflection.tried).text,
            worked=guard.redact(reflection.worked).text,
            failed=guard.redact(reflection.failed).text,
            minutes=reflection.minutes,
        )
    )
    part.member.ignored_in_row = 0
    await rounds.retell_progress(session, catalog, part.round, now=now)
    await _log(session, part, reflection, by=by, key=key, now=now)
    told = await _ask(session, reflection, by=by, key=key, now=now)
    passed = await service.passed_on(session, part.entry.id, by=by)
    return replace(part.card, passed=passed).now(EntryState.DONE, *told)


async def _log(
    session: AsyncSession, part: Part, reflection: Reflection, *, by: Person, key: str, now: datetime
) -> None:
    """Log what its author wants logged; changed notes change the same win."""
    if reflection.win is None:
        return
    told = wins.Told(
        by, text="", origin=win_origin(part.entry.id), source=wins.Source.CHALLENGE, private=True
    )
    changed = await wins.record(session, told, reflection.win, key=key, prompted=True, now=now)
    if not changed.won:
        return
    card = await records.card(session, changed.win)
    # Its own message, with the buttons to change it or take it back.
    await outbox.enqueue(
        session,
        win_blocks.standing(card),
        to=outbox.Place(by.workspace_id, by.user_id),
        dedupe=wins.answer_key(card.id, key),
        kind="win.answer",
        now=now,
    )


async def _ask(
    session: AsyncSession, reflection: Reflection, *, by: Person, key: str, now: datetime
) -> tuple[str, ...]:
    """Put the question to a champion, in the way its author chose; says where it went."""
    if not reflection.question:
        return ()
    asked = Asked(by, reflection.question, Source.CHALLENGE, origin=key)
    drafted = await questions.draft(session, asked, now=now)
    if drafted is None:
        return ()
    team = await people.team(session, by.workspace_id, drafted.team_id)
    channel = team.channel_id if team is not None else None
    in_private = reflection.in_private or channel is None
    placed = await questions.place(session, drafted.id, by=by, in_private=in_private, now=now)
    if placed is None:
        return ()
    if in_private:
        await telling.tell_placed(session, placed.question, now=now)
        return ("Your question went to a champion privately; its own message says what comes now.",)
    due = await telling.expected(session, placed.question, now=now)
    said = asking_blocks.placed(routing.card_of(placed.question), channel=channel, expected=due)
    return (f"Your question: {said.text}",)
