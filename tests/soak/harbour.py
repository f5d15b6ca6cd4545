"""Where a fleet lies: a team in a fake workspace, what people say and press there, and what came of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select, update

from bot import migrate
from bot.champions import service as champions
from bot.clock import now
from bot.db import Db
from bot.outbox.models import Fate, OutboxMessage
from bot.people import service as people
from bot.people.rules import Person, Profile
from bot.people.service import TeamPlan
from bot.questions.models import Question, QuestionEvent
from bot.sandbox import payloads
from bot.sandbox.server import serving
from bot.sandbox.state import Message, User
from bot.sandbox.workspace import SandboxWorkspace
from bot.starting import keep_what_is_loaded
from bot.wins.models import Win
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation
from tests.bench.load import FORM, JSON
from tests.soak.field import Field
from tests.soak.fleet import SECRET, Fleet, fleet
from tests.soak.ground import KEY

WIN = "Claude turned the call transcript into the newsletter, that saved me two hours today!"
ASK = "How do I get Claude to summarise a call without losing the names, and that for call"
CHATTER = "Lunch at noon, the usual place?"
FIRST_TS = 1763881200


@dataclass
class Harbour:
    """The database, the fake Slack, and a team whose channel is read."""

    url: str
    api: str
    key: str
    folder: Path
    slack: SandboxWorkspace
    db: Db
    champions: list[str]

    @property
    def team(self) -> str:
        return self.slack.state.team_id

    @property
    def channel(self) -> str:
        return self.slack.channel("marketing").id

    @asynccontextmanager
    async def fleet(self, *, ships: int, role: str = "receiver", **more: str) -> AsyncIterator[Fleet]:
        """Processes that take this team's events."""
        settings = {
            "DATABASE_URL": self.url,
            "SLACK_API_URL": self.api,
            "SLACK_BOT_TOKEN": self.slack.state.app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "AFTERGLOW_ENCRYPTION_KEY": self.key,
            "AFTERGLOW_ROLE": role,
        }
        async with fleet(settings | more, self.folder, ships=ships) as made:
            keep_what_is_loaded()  # a walk of ours over all of Slack would be taken for a slow answer
            yield made

    def told(self, number: int, text: str, **event: object) -> bytes:
        """A message in the team's channel; the same number is the same message and the same event."""
        inner = {
            "type": "message",
            "channel": self.channel,
            "channel_type": "channel",
            "user": self.slack.person("ana").id,
            "text": text,
            "ts": f"{FIRST_TS + number}.000100",
            **event,
        }
        body = {
            "type": "event_callback",
            "team_id": self.team,
            "event_id": f"Ev{number}",
            "event_time": FIRST_TS,
            "authorizations": [{"team_id": self.team, "user_id": self.slack.bot.id, "is_bot": True}],
            "event": inner,
        }
        return json.dumps(body).encode()

    async def said(self, text: str) -> bytes:
        """A message that stands in the channel, so that it can be answered there."""
        message = await self.slack.acts.say(self.slack.person("ana"), self.slack.channel("marketing"), text)
        return json.dumps(payloads.posted(self.slack.state, message)).encode()

    def asked(self, number: int) -> bytes:
        """A question."""
        return self.told(number, f"{ASK} {number}?")

    def pressed(
        self, action: str, value: object, user: str, *, trigger: str, on: Message | None = None
    ) -> bytes:
        """A press on a button, of a question's one message unless another is named."""
        channel, ts = (on.channel, on.ts) if on is not None else (self.channel, f"{value}.2")
        payload = {
            "type": "block_actions",
            "team": {"id": self.team},
            "user": {"id": user, "team_id": self.team},
            "trigger_id": trigger,
            "container": {"type": "message", "channel_id": channel, "message_ts": ts},
            "channel": {"id": channel},
            "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": str(value)}],
        }
        return urlencode({"payload": json.dumps(payload)}).encode()

    def typed(self, line: str = "help", *, user: str | None = None) -> bytes:
        """`/afterglow` and these words."""
        who = user or self.slack.person("ana").id
        form = {
            "command": "/afterglow",
            "text": line,
            "team_id": self.team,
            "user_id": who,
            "channel_id": self.channel,
            "trigger_id": self.slack.state.new_trigger(who),
        }
        return urlencode(form).encode()

    async def count(self, what: type[Question] | type[Win] | type[QuestionEvent]) -> int:
        async with self.db.read() as session:
            return await session.scalar(select(func.count()).select_from(what)) or 0

    async def questions(self) -> dict[str, int]:
        """Every question's row by where it was asked."""
        async with self.db.read() as session:
            return {
                str(origin): row
                for origin, row in await session.execute(select(Question.origin, Question.id))
            }

    def origin(self, number: int) -> str:
        return f"{self.channel}:{FIRST_TS + number}.000100"

    async def promised(self, kind: str) -> list[OutboxMessage]:
        """The messages of one kind, whatever became of them."""
        async with self.db.read() as session:
            return list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))

    async def deliver(self) -> None:
        """Slack has every message about a question: what changes it from now on is an edit."""
        offers = OutboxMessage.kind == "question.offer", OutboxMessage.fate == Fate.READY
        there = {"fate": Fate.SENT, "sent_channel": self.channel, "sent_ts": "1.000200", "settled_at": now()}
        async with self.db.begin() as session:
            await session.execute(update(OutboxMessage).where(*offers).values(**there))


@asynccontextmanager
async def harbour(url: str, folder: Path, *, key: str, champions_: int = 2) -> AsyncIterator[Harbour]:
    """A migrated database with the team in it, and the fake Slack on loopback."""
    await asyncio.to_thread(migrate.upgrade, url)
    slack = SandboxWorkspace(now, echoes=False)
    db = Db.open(url)
    async with serving(slack) as address:
        made = Harbour(url, f"{address}/api/", key, folder, slack, db, [])
        await _furnish(made, champions_)
        try:
            yield made
        finally:
            await db.close()


async def moored(slack: Field, folder: Path, *, champions_: int = 2) -> Harbour:
    """The same in the first workspace of a field, whose crew sends for it."""
    made = Harbour(slack.url, f"{slack.address}/api/", KEY, folder, slack.spaces[0], slack.db, [])
    await _furnish(made, champions_)
    return made


async def _furnish(made: Harbour, count: int) -> None:
    moment = now()
    app = made.slack.state.app
    made.champions = [f"U0CHAMP{number:04d}" for number in range(count)]
    for one in made.champions:
        made.slack.state.add_user(User(one, handle=one.lower(), name=one))
        made.slack.channel("marketing").members.append(one)
    profiles = [Profile(one, one, "UTC", is_admin=False, can_learn=True) for one in made.champions]
    async with made.db.begin() as session:
        found = Installation(
            made.team, "Fleet", app.bot_token, made.slack.bot.id, bot_id=made.slack.bot.bot_id
        )
        await workspaces.install(session, found, now=moment)
        await people.sync(session, made.team, profiles, now=moment)
        plan = TeamPlan("Marketing", "marketing", made.channel, made.champions)
        team = await people.save_team(session, made.team, plan, team_id=None, now=moment)
        members = [await people.member(session, Person(made.team, one), now=moment) for one in made.champions]
        await champions.appoint(session, made.team, members, team_id=team.id, now=moment)


__all__ = ["ASK", "CHATTER", "FORM", "JSON", "WIN", "Harbour", "harbour", "moored"]
