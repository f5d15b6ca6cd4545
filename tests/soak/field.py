"""The fake Slack of a scenario: many workspaces, messages promised to their people, and what those see."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot import migrate
from bot.clock import now
from bot.db import Db
from bot.outbox import service as outbox
from bot.outbox.service import Message, Place
from bot.sandbox.server import serving
from bot.sandbox.state import LogEntry, User
from bot.sandbox.workspace import SandboxWorkspace
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation
from tests.soak import promises

LASTS = timedelta(hours=3)
AT_ONCE = 1_000
SAYS = "card "


class Field:
    """Workspaces that are installed in one database, over loopback HTTP."""

    def __init__(self, db: Db, url: str, spaces: Sequence[SandboxWorkspace], address: str) -> None:
        self.db = db
        self.url = url
        self.spaces = spaces
        self.address = address
        self.promised = 0

    async def promise(self, targets: Iterable[SandboxWorkspace], *, due: datetime | None = None) -> None:
        """A card for one person after the other, each in the workspace named."""
        moment = due or now()
        turns: Counter[str] = Counter()
        promised = []
        for space in targets:
            text = f"{SAYS}{self.promised}"
            words = outbox.words_of(Post(text, [kit.section(text)]))
            place = Place(space.state.team_id, _person(space, turns))
            promised.append(Message(words, to=place, dedupe=text, lasts=LASTS))
            self.promised += 1
        async with self.db.begin() as session:
            for start in range(0, len(promised), AT_ONCE):
                await outbox.enqueue_all(session, promised[start : start + AT_ONCE], kind="soak", now=moment)

    def spread(self, count: int) -> list[SandboxWorkspace]:
        """So many targets, over all workspaces in turn."""
        return [self.spaces[number % len(self.spaces)] for number in range(count)]

    async def count(self, which: object) -> int | None:
        """How many messages are like this; None when the database does not say."""
        return await promises.count(self.db, which)

    def shown(self) -> Counter[str]:
        """How often each card lies in somebody's DM."""
        seen: Counter[str] = Counter()
        for space in self.spaces:
            for messages in space.state.messages.values():
                seen.update(one.text for one in messages.values() if one.text.startswith(SAYS))
        return seen

    @property
    def lost(self) -> int:
        return self.promised - len(self.shown())

    @property
    def doubled(self) -> int:
        return sum(times - 1 for times in self.shown().values())

    def calls(self, method: str = outbox.POST) -> list[LogEntry]:
        """Every call of a method, in the order in which it came."""
        found = [entry for space in self.spaces for entry in space.calls(method)]
        return sorted(found, key=lambda entry: entry.at)

    def heal(self) -> None:
        """Be well again everywhere."""
        for space in self.spaces:
            space.trouble.clear()


def _person(space: SandboxWorkspace, turns: Counter[str]) -> str:
    people = [user.id for user in space.state.users.values() if not user.is_bot and not user.deleted]
    turns[space.state.team_id] += 1
    return people[turns[space.state.team_id] % len(people)]


@asynccontextmanager
async def field(url: str, *, spaces: int, people: int = 0, limits: bool = True) -> AsyncIterator[Field]:
    """So many workspaces, with so many people more in each than the story has, and a migrated database."""
    await asyncio.to_thread(migrate.upgrade, url)
    made = [
        SandboxWorkspace(now, team_id=f"T{number:04d}SOAK", echoes=False, posting_limits=limits)
        for number in range(spaces)
    ]
    for space in made:
        for number in range(people):
            space.state.add_user(User(f"U{number:07d}X", handle=f"p{number}", name=f"Person {number}"))
    db = Db.open(url)
    try:
        await _install(db, made)
        async with serving(*made) as address:
            yield Field(db, url, made, address)
    finally:
        await db.close()


async def _install(db: Db, spaces: Sequence[SandboxWorkspace]) -> None:
    moment = now()
    async with db.begin() as session:
        for space in spaces:
            app = space.state.app
            installed = Installation(space.state.team_id, space.state.team_id, app.bot_token, space.bot.id)
            await workspaces.install(session, installed, now=moment)
            await workspaces.roster_read(session, space.state.team_id, now=moment)
