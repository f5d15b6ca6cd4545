"""Leases in real time: what a killed process held is done, once, in less than a minute."""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from bot.clock import now
from bot.outbox.service import POST
from bot.questions import drafts
from bot.questions.drafts import State
from bot.questions.models import Draft, Question
from bot.questions.rules import Status
from bot.sandbox.trouble import Ill
from bot.workspaces import service as workspaces
from bot.workspaces.models import Workspace
from bot.workspaces.service import Installation
from tests.llm import fake_openai
from tests.llm.fake_openai import FakeOpenAi
from tests.soak import promises
from tests.soak.crew import crew
from tests.soak.field import Field
from tests.soak.field import field as field_of
from tests.soak.ground import Ground, Report, Scenarios, pause

TAKEN_OVER_S = 60.0
PATIENCE_S = 60.0  # until the process holds everything, and until the test gives up
SPACES = 10
POSTS = 20
LOOK_UPS = 8  # as many as one process makes at once
DRAFTS = 4  # as many as one process asks for at once
HISTORY, EXCHANGE = "conversations.history", "oauth.v2.access"
ASK = "How do I get Claude to turn my rough notes into who does what by when?"


@dataclass
class Silence:
    """A Slack that treats some methods so, and counts how often it was asked."""

    ills: Mapping[str, Ill]
    asked: Counter[str] = field(default_factory=Counter)

    def __call__(self, method: str) -> Ill | None:
        self.asked[method] += 1
        return self.ills.get(method)


@dataclass
class Story:
    """What a process is in the middle of when it is killed, and what there is when all is done."""

    is_held: Callable[[], bool]
    is_done: Callable[[], Awaitable[bool]]
    is_right: Callable[[], bool]


Begin = Callable[[Field, FakeOpenAi], Awaitable[Story]]


async def posts(slack: Field, _model: FakeOpenAi) -> Story:
    """Posts that hang; every other workspace has them all the same."""
    silences = _silent(slack, {POST: Ill(hang="before")}, {POST: Ill(hang="after")})
    await slack.promise(slack.spread(POSTS))
    return _cards(slack, lambda: _asked(silences, POST) == POSTS)


async def look_ups(slack: Field, _model: FakeOpenAi) -> Story:
    """Look-ups that hang, of posts that Slack dropped; every other one is there all the same."""
    hangs = {HISTORY: Ill(hang="before")}
    silences = _silent(slack, hangs | {POST: Ill(drop="before")}, hangs | {POST: Ill(drop="after")})
    await slack.promise(slack.spread(LOOK_UPS))
    return _cards(slack, lambda: _asked(silences, HISTORY) == LOOK_UPS)


async def want_drafts(slack: Field, people: Sequence[str]) -> None:
    """Each of these took a question in the first workspace, asked in private, and gets a draft."""
    async with slack.db.begin() as session:
        for champion in people:
            question = Question(
                workspace_id=slack.spaces[0].state.team_id,
                origin=str(uuid.uuid4()),
                source="command",
                asker_id=champion,
                text=ASK,
                private=True,
                status=Status.CLAIMED,
                champion_id=champion,
                asked_at=now(),
            )
            session.add(question)
            await session.flush()
            await drafts.want(session, question, now=now())


async def asked_drafts(slack: Field, model: FakeOpenAi) -> Story:
    """Drafts that a model was asked for and does not answer."""
    users = slack.spaces[0].state.users.values()
    people = [user.id for user in users if not user.is_bot and not user.deleted][:DRAFTS]
    await want_drafts(slack, people)

    async def are_there() -> bool:
        drafted = select(func.count()).where(Draft.state == State.DRAFTED)
        async with slack.db.read() as session:
            return await session.scalar(drafted) == DRAFTS and await slack.count(promises.OPEN) == 0

    def one_each() -> bool:
        told = Counter(entry.args["channel"] for entry in slack.calls() if entry.note == "ok")
        return told == Counter(people)

    return Story(lambda: len(model.bodies) == DRAFTS, are_there, one_each)


async def exchanges(slack: Field, _model: FakeOpenAi) -> Story:
    """Tokens that are being exchanged for the next ones."""
    silences = _silent(slack, {EXCHANGE: Ill(hang="before")})
    soon = now() + timedelta(hours=1)
    async with slack.db.begin() as session:
        for space in slack.spaces:
            space.state.rotation.is_on = True
            fresh = space.state.rotation.issue(now())
            token, brings = fresh["access_token"], fresh["refresh_token"]
            team = space.state.team_id
            found = Installation(team, team, token, space.bot.id, refresh_token=brings, token_expires_at=soon)
            await workspaces.install(session, found, now=now())

    async def are_new() -> bool:
        fresh = select(func.count()).where(Workspace.token_expires_at > soon)
        async with slack.db.read() as session:
            return await session.scalar(fresh) == SPACES

    def once_each() -> bool:
        return len([entry for entry in slack.calls(EXCHANGE) if entry.note == "ok"]) == SPACES

    return Story(lambda: _asked(silences, EXCHANGE) == SPACES, are_new, once_each)


STORIES: Mapping[str, Begin] = {
    f"{POSTS} posts": posts,
    f"{LOOK_UPS} look-ups": look_ups,
    f"{DRAFTS} drafts": asked_drafts,
    f"{SPACES} tokens": exchanges,
}


def _silent(slack: Field, *ills: Mapping[str, Ill]) -> Sequence[Silence]:
    """Let the workspaces be silent in these ways in turn."""
    silences = [Silence(one) for one in ills]
    for number, space in enumerate(slack.spaces):
        space.trouble.chance = silences[number % len(silences)]
    return silences


def _asked(silences: Sequence[Silence], method: str) -> int:
    return sum(one.asked[method] for one in silences)


def _cards(slack: Field, is_held: Callable[[], bool]) -> Story:
    async def are_sent() -> bool:
        return await slack.count(promises.OPEN) == 0

    return Story(is_held, are_sent, lambda: slack.lost == slack.doubled == 0)


async def _seconds(ground: Ground, name: str, slack: Field, begin: Begin) -> tuple[float, bool]:
    """How long after the kill all was done by the next process, and whether it was right."""
    async with fake_openai.serving(fake_openai.hanging) as model:
        story = await begin(slack, model)
        app = slack.spaces[0].state.app
        known = {"SLACK_CLIENT_ID": app.client_id, "SLACK_CLIENT_SECRET": app.client_secret}
        async with crew(slack, ground.folder(name), hands=1, OPENAI_BASE_URL=model.address, **known) as hands:
            async with asyncio.timeout(ground.within(PATIENCE_S)):
                while not story.is_held():
                    await pause(0.05)
            began = time.monotonic()
            await hands.replace(0)
            slack.heal()
            model.mood = fake_openai.drafting()
            async with asyncio.timeout(ground.within(TAKEN_OVER_S + PATIENCE_S)):
                while not await story.is_done():
                    await pause(0.2)
            return time.monotonic() - began, story.is_right()


async def _take_over(ground: Ground, name: str, url_of: Callable[[str], str]) -> Report:
    names = [f"{name}-{number}" for number, _ in enumerate(STORIES)]
    async with AsyncExitStack() as stack:
        played = [
            (each, await stack.enter_async_context(field_of(url_of(each), spaces=SPACES)), begin)
            for each, begin in zip(names, STORIES.values(), strict=True)
        ]
        seconds = await asyncio.gather(*(_seconds(ground, *one) for one in played))
    ends = dict(zip(STORIES, seconds, strict=True))
    longest = max(seconds for seconds, _ in ends.values())
    told = ", ".join(f"{what} {seconds:.0f} s" for what, (seconds, _) in ends.items())
    report = Report(f"killed with all of them unanswered, done by the next process after: {told}")
    for what, (_, is_right) in ends.items():
        report.expect(f"{what}: not each exactly once", is_so=is_right)
    report.expect("something was stuck for a minute", is_so=longest <= ground.within(TAKEN_OVER_S))
    return report


async def takeover(ground: Ground) -> Report:
    """On PostgreSQL, where another process takes over."""
    return await _take_over(ground, "takeover", ground.postgresql)


async def takeover_lite(ground: Ground) -> Report:
    """On SQLite, where the process is started again."""
    return await _take_over(ground, "takeover-lite", ground.sqlite)


SCENARIOS: Scenarios = {"takeover": takeover, "takeover-lite": takeover_lite}
