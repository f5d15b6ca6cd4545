"""A round in counts, and the names of the messages that are about it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.challenges import rules
from bot.challenges.models import Entry, Round
from bot.challenges.rules import EntryState, Tally
from bot.outbox.models import NEVER_ARRIVED, OutboxMessage


async def tally(session: AsyncSession, round_: Round) -> Tally:
    """The round in counts; whom its message never reached does not count."""
    reached = (EntryState.INVITED, EntryState.IN, EntryState.DECLINED, EntryState.DONE)
    rows = await session.execute(
        select(Entry.id, Entry.state).where(Entry.round_id == round_.id, Entry.state.in_(reached))
    )
    states = {row[0]: str(row[1]) for row in rows}
    waiting = [invite_key(one) for one, state in states.items() if state == EntryState.INVITED]
    lost = set(
        await session.scalars(
            select(OutboxMessage.dedupe).where(
                OutboxMessage.workspace_id == round_.workspace_id,
                OutboxMessage.dedupe.in_(waiting),
                OutboxMessage.fate.in_(NEVER_ARRIVED),
            )
        )
    )
    return rules.tally([state for one, state in states.items() if invite_key(one) not in lost])


def invite_key(entry_id: int) -> str:
    """The once-only name of the message that brings somebody a challenge."""
    return f"challenge:{entry_id}"


def win_origin(entry_id: int) -> str:
    """What names the win that somebody logged with their reflection."""
    return f"challenge:{entry_id}"


def reminder_key(entry_id: int) -> str:
    return f"challenge:{entry_id}:reminder"


def progress_key(round_id: int) -> str:
    return f"challenge:round:{round_id}:progress"
