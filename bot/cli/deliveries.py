"""`doctor`'s look at the outbox: what waits, what became of the rest and why, and what to do."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.finding import Finding, State
from bot.outbox import counts, undelivered
from bot.outbox.counts import MOST, Standing
from bot.outbox.models import Fate, OutboxMessage
from bot.outbox.rules import Why, fold
from bot.outbox.undelivered import Fated

LATE = timedelta(minutes=5)
MOST_REASONS = 5
BARRED = "missing_scope"
NOT_ARRIVED = (Fate.EXPIRED, Fate.DEAD)
ADVICE = {
    Why.LATE: "they came too late to be of use: every worker, Slack or its token was away then",
    Why.TOKEN: "install the app again; with SLACK_BOT_TOKEN, copy the new token and start again",
    Why.SCOPE: "update the app from `afterglow manifest` and install it again",
    Why.ARCHIVED: "an admin gives the team another channel with `/afterglow team`",
    Why.CLOSED: "invite the bot with `/invite @afterglow`, or choose another channel with `/afterglow team`",
    Why.PERSON: "their account takes no direct messages; nothing to do",
    Why.DOUBT: "Slack did not say whether they arrived, and they leave no trace: they were not sent twice",
    Why.GAVE_UP: "Slack failed eight times in a row; see https://status.slack.com",
    Why.REFUSED: "the reasons are Slack's own words",
}


async def examine(session: AsyncSession, *, now: datetime) -> Finding:
    """What is wrong now comes before what went wrong in the last week."""
    standing = await counts.standing(session, now=now)
    fated = await undelivered.fated(session, now=now)
    says = f"{_waiting(standing)}; {_settled(fated)}"
    held = await _held(session)
    if held:
        return Finding(
            "outbox",
            State.FAIL,
            f"{says}; waiting: {held}",
            "update the app from `afterglow manifest` and install it again; they go out by themselves",
        )
    if standing.overdue > LATE:
        return Finding(
            "outbox",
            State.FAIL,
            f"{says}; the oldest is due since {now - standing.overdue:%Y-%m-%d %H:%M} UTC",
            "is a process with AFTERGLOW_ROLE all or worker running, and Slack's token accepted?",
        )
    failed = [one for one in fated if one.fate in NOT_ARRIVED]
    if failed:
        return Finding("outbox", State.WARN, says, _advice(failed))
    return Finding("outbox", State.OK, says)


def _waiting(standing: Standing) -> str:
    told = [
        f"{count if count < MOST else f'{MOST} or more'} {fate}"
        for fate, count in standing.waiting.items()
        if count
    ]
    return ", ".join(told) or "nothing waits"


def _settled(fated: Sequence[Fated]) -> str:
    if not fated:
        return "nothing was sent in 7 days"
    told = []
    for fate in (Fate.SENT, Fate.DROPPED, *NOT_ARRIVED):
        mine = [one for one in fated if one.fate == fate]
        if mine:
            counted = f"{sum(one.day for one in mine)}/{sum(one.week for one in mine)} {fate}"
            told.append(counted + (f" ({_reasons(mine)})" if fate in NOT_ARRIVED else ""))
    return f"in 24 h/7 days: {', '.join(told)}"


def _reasons(fated: Sequence[Fated]) -> str:
    told = [f"{one.reason} {one.day}/{one.week}" for one in fated[:MOST_REASONS]]
    rest = len(fated) - MOST_REASONS
    return "; ".join([*told, f"{rest} more reasons"] if rest > 0 else told)


def _advice(failed: Sequence[Fated]) -> str:
    """For the reasons that most have, each once."""
    whys = dict.fromkeys(fold(one.fate, one.reason) for one in failed)
    return "; ".join(ADVICE[why] for why in list(whys)[:3])


async def _held(session: AsyncSession) -> str:
    rows = await session.execute(
        select(OutboxMessage.reason, func.count())
        .where(OutboxMessage.fate == Fate.READY, OutboxMessage.reason.like(f"{BARRED}%"))
        .group_by(OutboxMessage.reason)
        .order_by(func.count().desc())
        .limit(MOST_REASONS)
    )
    return ", ".join(f"{reason} ({count})" for reason, count in rows)
