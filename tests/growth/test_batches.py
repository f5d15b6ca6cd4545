"""What only tidies up takes so many rows a transaction and no more, however many there are."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.clock import SandboxClock
from bot.db import Base, Db
from bot.library import service as library
from bot.library.models import Prompt
from bot.library.rules import State
from bot.wins import service as wins
from bot.wins.models import Win
from bot.wins.rules import Kind, Status

Tidy = Callable[..., Awaitable[int]]
HERE = "T0N0RTHW1ND"


def _prompt(number: int, state: State, at: datetime) -> Prompt:
    return Prompt(
        workspace_id=HERE, origin=f"view:{number}", owner_id="U0ANA", state=state, title="Tenders", text="Do",
        created_at=at, updated_at=at, review_by=at.date(),
    )  # fmt: skip


def unread(number: int, at: datetime) -> Base:
    return _prompt(number, State.VERIFIED, at)


def retired(number: int, at: datetime) -> Base:
    return _prompt(number, State.RETIRED, at)


def unanswered(number: int, at: datetime) -> Base:
    return Win(
        workspace_id=HERE, origin=f"C0:{number}", source=wins.Source.CHANNEL, author_id="U0ANA",
        kind=Kind.WIN, status=Status.PROPOSED, text="It wrote the brief", proposed_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "tidy"), [(unread, library.expire), (retired, library.forget), (unanswered, wins.lapse)]
)
async def test_no_more_than_a_batch_at_once(
    db: Db, clock: SandboxClock, row: Callable[[int, datetime], Base], tidy: Tidy
) -> None:
    long_ago, counts = clock() - timedelta(days=200), []
    async with db.begin() as session:
        session.add_all(row(number, long_ago) for number in range(5))
    for _ in range(4):
        async with db.begin() as session:
            counts.append(await tidy(session, now=clock(), limit=2))
    assert counts == [2, 2, 1, 0]
