"""I4, as people see it: many champions press on the same questions, and Slack shows each what came of it."""

import asyncio
import json
import time
from urllib.parse import urlencode

from bot.sandbox import payloads
from bot.sandbox.state import Message, User
from bot.sandbox.values import controls
from tests.soak.fleet import Fleet, percentiles
from tests.soak.ground import KEY, Ground, Report, Scenarios, pause
from tests.soak.harbour import ASK, FORM, JSON, Harbour, harbour
from tests.soak.race import ALREADY

CHAMPIONS, QUESTIONS = 50, 2
PATIENCE_S = 100.0  # of 98 whispers Slack takes 12 at once and the others at 100 a minute


async def claimed(ground: Ground) -> Report:
    """Everybody presses at once; one has each question, and all others read who that is."""
    url, folder = ground.postgresql("claimed"), ground.folder("claimed")
    async with harbour(url, folder, key=KEY, champions_=CHAMPIONS) as here:
        _seated(here)
        async with here.fleet(ships=3, role="all") as fleet:
            for number in range(QUESTIONS):
                await fleet.post(await here.said(f"{ASK} {number}?"), content_type=JSON)
            cards = await _cards(here, ground.within(30))
            fleet.acks.clear()
            began = time.monotonic()
            statuses = await _press(here, fleet, cards)
            owners = await _owners(here, ground.within(20))
            shown = time.monotonic() - began
            told = await _told(here, ground.within(PATIENCE_S))
            seconds = time.monotonic() - began
    changes = [one for one in here.slack.calls("chat.update") if one.note == "ok"]
    others = QUESTIONS * (CHAMPIONS - 1)
    report = Report(
        f"{CHAMPIONS} champions on {QUESTIONS} questions: {len(owners)} cards name who has them after"
        f" {shown:.1f} s, {len(changes)} updates; {told} of {others} read who was first, the last after"
        f" {seconds:.0f} s; acks {percentiles(fleet.acks)}"
    )
    report.expect("every press is answered 200", is_so=statuses == {200})
    report.expect("each card names one owner", is_so=len(owners) == len(changes) == QUESTIONS)
    report.expect("everybody else reads who was first", is_so=told == others)
    return report


def _seated(here: Harbour) -> None:
    """The champions are people of the workspace, in the channel."""
    channel = here.slack.channel("marketing")
    for one in here.champions:
        here.slack.state.add_user(User(one, handle=one.lower(), name=one))
        channel.members.append(one)


async def _cards(here: Harbour, patience: float) -> list[Message]:
    """The one message about each question, once it stands in its thread."""
    async with asyncio.timeout(patience):
        while len(found := _ours(here)) < QUESTIONS:
            await pause(0.2)
    return found


def _ours(here: Harbour) -> list[Message]:
    every = here.slack.channel_messages("marketing", replies=True)
    return [one for one in every if one.user == here.slack.bot.id and one.is_reply]


async def _press(here: Harbour, fleet: Fleet, cards: list[Message]) -> set[int]:
    """Everybody on every card, at the same moment; the statuses of the answers."""
    presses = [_body(here, card, who) for card in cards for who in here.champions]
    return set(await asyncio.gather(*(fleet.post(one, content_type=FORM) for one in presses)))


def _body(here: Harbour, card: Message, who: str) -> bytes:
    state = here.slack.state
    button = next(one for one in controls(card.blocks or []) if one.action_id == "questions.claim")
    payload = payloads.pressed_on_message(state, state.users[who], card, entries={})
    payload["actions"] = [payloads.action(state, button, chosen={})]
    return urlencode({"payload": json.dumps(payload)}).encode()


async def _owners(here: Harbour, patience: float) -> list[str]:
    """Whom the cards name, once each of them names somebody."""
    last = time.monotonic() + patience
    while True:
        texts = [one.text for one in _ours(here)]
        found = [who for text in texts for who in here.champions if f"<@{who}>" in text]
        if len(found) >= QUESTIONS or time.monotonic() > last:
            return found
        await pause(0.2)


async def _told(here: Harbour, patience: float) -> int:
    """How many read that somebody else was first."""
    last = time.monotonic() + patience
    while True:
        every = [one.text for who in here.champions for one in here.slack.ephemerals(who)]
        found = sum(ALREADY in text for text in every)
        if found >= QUESTIONS * (CHAMPIONS - 1) or time.monotonic() > last:
            return found
        await pause(0.5)


SCENARIOS: Scenarios = {"claimed": claimed}
