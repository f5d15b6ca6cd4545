"""A storm: promised messages, workers that are killed, and a Slack that answers badly."""

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import func, select

from bot import migrate, vault
from bot.clock import now
from bot.db import Db
from bot.outbox import service as outbox
from bot.outbox.models import SETTLED, Fate, OutboxMessage
from bot.outbox.service import Place
from bot.sandbox.server import serving
from bot.sandbox.trouble import Ill
from bot.sandbox.workspace import SandboxWorkspace
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation


@dataclass(frozen=True)
class Storm:
    """How hard it blows; times in seconds, faults as a share of all calls."""

    messages: int
    spaces: int
    workers: int
    kills: int
    kill_every: float
    faults: float
    patience: float = 300


@dataclass(frozen=True)
class Figures:
    """What was left when it had passed."""

    lost: int
    doubled: int
    at_first_doubled: int
    fates: dict[str, int]
    calls: int
    limited: int
    seconds: float


class Weather:
    """A bad answer to so many calls, of every kind that Slack or the network has given."""

    def __init__(self, share: float, chance: random.Random) -> None:
        self._share = share
        self._chance = chance
        self._kinds: Sequence[Ill] = [
            Ill(ratelimited=1),
            Ill(ratelimited=1),
            Ill(status=500),
            Ill(status=503),
            Ill(drop="before"),
            Ill(drop="after"),
            Ill(drop="after"),
            Ill(error="internal_error"),
            Ill(error="internal_error", landed=True),
            Ill(truncated=True),
        ]

    def __call__(self, method: str) -> Ill | None:
        return self._chance.choice(self._kinds) if self._chance.random() < self._share else None


async def blow(storm: Storm, database_url: str, folder: Path, *, seed: int) -> Figures:
    """Promise the messages, let the workers work and die, and count what people see in the end."""
    chance = random.Random(seed)
    key = Fernet.generate_key().decode()
    vault.use(vault.Vault([key]))
    await asyncio.to_thread(migrate.upgrade, database_url)
    spaces = [
        SandboxWorkspace(now, team_id=f"T{number:04d}STORM", echoes=False) for number in range(storm.spaces)
    ]
    for space in spaces:
        space.trouble.chance = Weather(storm.faults, chance)
    db = Db.open(database_url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(db.close)
        address = await stack.enter_async_context(serving(*spaces))
        await promise(db, spaces, storm.messages)
        began = time.monotonic()
        crew = Crew(database_url, address, key, folder, chance)
        await crew.work(storm, db)
        seconds = time.monotonic() - began
        at_first = _doubled(spaces)
        await crew.sweep(db, spaces, patience=storm.patience)
        await crew.end()
        return await _figures(db, spaces, storm, seconds=seconds, at_first=at_first)


async def promise(db: Db, spaces: Sequence[SandboxWorkspace], count: int) -> None:
    """So many cards, spread over all people of all workspaces."""
    moment = now()
    for space in spaces:
        app = space.state.app
        installation = Installation(space.state.team_id, space.state.team_id, app.bot_token, space.bot.id)
        async with db.begin() as session:
            await workspaces.install(session, installation, now=moment)
            await workspaces.roster_read(session, space.state.team_id, now=moment)
    async with db.begin() as session:
        for number in range(count):
            space = spaces[number % len(spaces)]
            people = [user.id for user in space.state.users.values() if not user.is_bot and not user.deleted]
            person = people[number // len(spaces) % len(people)]
            text = f"card {number}"
            await outbox.enqueue(
                session,
                Post(text, [kit.section(text)]),
                to=Place(space.state.team_id, person),
                dedupe=f"storm:{number}",
                kind="storm",
                now=moment,
                lasts=timedelta(hours=2),
            )


class Crew:
    """The worker processes; whoever is killed is replaced."""

    def __init__(
        self, database_url: str, address: str, key: str, folder: Path, chance: random.Random
    ) -> None:
        self._settings = {
            "DATABASE_URL": database_url,
            "SLACK_API_URL": f"{address}/api/",
            "SLACK_SIGNING_SECRET": "storm",
            "SLACK_CLIENT_ID": "1.1",
            "SLACK_CLIENT_SECRET": "storm",
            "AFTERGLOW_ENCRYPTION_KEY": key,
            "AFTERGLOW_ROLE": "worker",
            "PORT": "0",
            "LOG_LEVEL": "WARNING",
        }
        self._folder = folder
        self._chance = chance
        self._hands: list[asyncio.subprocess.Process] = []

    async def work(self, storm: Storm, db: Db) -> None:
        """Until every message has its fate, killing one of them now and then."""
        for _ in range(storm.workers):
            self._hands.append(await self._hire())
        kills = storm.kills
        async with asyncio.timeout(storm.patience):
            while await _waiting(db):
                await pause(storm.kill_every)
                if kills:
                    kills -= 1
                    await self._replace(self._chance.randrange(len(self._hands)))

    async def sweep(self, db: Db, spaces: Sequence[SandboxWorkspace], *, patience: float) -> None:
        """Until the last look at what was in doubt is taken; Slack is well again."""
        for space in spaces:
            space.trouble.clear()
        async with asyncio.timeout(patience):
            while await _unswept(db):
                await pause(1)

    async def end(self) -> None:
        for hand in self._hands:
            hand.send_signal(signal.SIGTERM)
        for hand in self._hands:
            await hand.wait()

    async def _hire(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), **self._settings},
            stdout=asyncio.subprocess.DEVNULL,
        )

    async def _replace(self, number: int) -> None:
        self._hands[number].kill()
        await self._hands[number].wait()
        self._hands[number] = await self._hire()


async def pause(seconds: float) -> None:
    """Other processes work meanwhile; nothing but the clock tells of it."""
    await asyncio.sleep(seconds)


async def _waiting(db: Db) -> int:
    async with db.read() as session:
        open_ = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.fate.not_in(SETTLED))
        return await session.scalar(open_) or 0


async def _unswept(db: Db) -> int:
    async with db.read() as session:
        open_ = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.sweep_at.is_not(None))
        return await session.scalar(open_) or 0


def _shown(spaces: Sequence[SandboxWorkspace]) -> Counter[str]:
    """How often each card lies in somebody's DM."""
    seen: Counter[str] = Counter()
    for space in spaces:
        for messages in space.state.messages.values():
            seen.update(one.text for one in messages.values() if one.text.startswith("card "))
    return seen


def _doubled(spaces: Sequence[SandboxWorkspace]) -> int:
    return sum(times - 1 for times in _shown(spaces).values())


async def _figures(
    db: Db, spaces: Sequence[SandboxWorkspace], storm: Storm, *, seconds: float, at_first: int
) -> Figures:
    async with db.read() as session:
        rows = await session.execute(select(OutboxMessage.fate, func.count()).group_by(OutboxMessage.fate))
        fates = {str(Fate(fate)): count for fate, count in rows}
    posts = [entry for space in spaces for entry in space.calls("chat.postMessage")]
    return Figures(
        lost=storm.messages - len(_shown(spaces)),
        doubled=_doubled(spaces),
        at_first_doubled=at_first,
        fates=fates,
        calls=len(posts),
        limited=sum(1 for entry in posts if entry.status == 429),
        seconds=seconds,
    )
