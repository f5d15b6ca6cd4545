"""The page at its fullest: within what Slack takes, and harmless whatever people wrote."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.adoption import figures, rules
from bot.adoption.rules import Tally
from bot.champions.blocks import Waiting
from bot.enrolment.blocks import Standing
from bot.enrolment.rules import UNTIL_RESUMED
from bot.home import blocks
from bot.home.blocks import Duty, Learning, Running, Step
from bot.home.delivery_blocks import ADVICE, WORDS, line, listed
from bot.outbox.rules import DIRECT, Missed, Why
from bot.people.rules import Enrolment
from bot.slack.blockkit import View
from bot.wins.blocks import WinCard
from bot.wins.rules import Kind, Status

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
EVIL = "<!channel> <@U1> <http://evil|here> & *bold*" * 60
STANDING = Standing(
    enrolment=Enrolment.ACTIVE,
    may_learn=True,
    role="sales",
    at=time(10),
    times=(time(10),),
    team="Sales",
    zone=ZoneInfo("Europe/Madrid"),
    today=date(2026, 11, 25),
    wants_nudges=True,
    wants_challenges=True,
    wants_showings=True,
    wants_notes=True,
    paused_until=None,
    next_at=NOW + timedelta(hours=18),
)
WIN = WinCard(1, "U0ANA", Kind.WIN, Status.PROPOSED, EVIL, EVIL[:40], 90, False, False, None, None)
QUESTION = Waiting(1, "U0ANA", EVIL, NOW - timedelta(minutes=5), "https://x.slack.com/archives/C1/p1", False)
MISSED = [
    Missed(why, place, 2, NOW)
    for why in Why
    if why in ADVICE
    for place in (DIRECT, *(f"C{i}" for i in range(60)))
]
WEEK = rules.shown(date(2026, 11, 23), Tally(people=9, active=4), is_closed=False)


def learning(**changes: object) -> Learning:
    plain = Learning(STANDING, has_used=False, challenge=None, waiting=(), logged=())
    return replace(plain, **changes)  # type: ignore[arg-type]


def words(view: View) -> str:
    return json.dumps(view, ensure_ascii=False)


def count(view: View) -> int:
    shown = view["blocks"]
    assert isinstance(shown, list)
    return len(shown)


def fullest() -> View:
    duty = Duty([QUESTION] * 50, [QUESTION] * 50, hours=3, away_until=NOW + timedelta(days=3))
    steps = [Step(f"Step {i}", tuple(f"{EVIL[:70]}{j}" for j in range(40)), is_done=False) for i in range(5)]
    return blocks.home(
        learning(waiting=[WIN] * 5, logged=[WIN] * 3),
        duty=duty,
        running=Running(steps, figures.headline(WEEK), missed=MISSED, untaken=7),
        now=NOW,
    )


def test_the_fullest_page_is_whole() -> None:
    view = fullest()
    assert count(view) < 90
    assert "You see this as an admin" in words(view)


def test_what_people_wrote_is_shown_and_does_nothing() -> None:
    text = words(fullest())
    assert "<!channel>" not in text and "<http://evil" not in text and "<@U1>" not in text
    assert "&lt;!channel&gt;" in text


def test_a_long_queue_is_cut_and_the_rest_is_one_press_away() -> None:
    duty = Duty([], [QUESTION] * 9, hours=1, away_until=None)
    text = words(blocks.home(learning(), duty=duty, running=None, now=NOW))
    assert text.count("I'll take it") == 5
    assert "Open the queue" in text and "You have one hour a week" in text


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "*Next card tomorrow at 10:00* your time (Europe/Madrid)."),
        ({"next_at": None}, "No card is planned yet."),
        ({"wants_nudges": False}, "No cards come, as you chose under Settings."),
        ({"paused_until": UNTIL_RESUMED}, "*Paused until you resume.*"),
        ({"paused_until": NOW + timedelta(days=6)}, "*Paused until Tuesday 1 December.*"),
        (
            {"paused_until": NOW + timedelta(days=6), "is_held": True},
            "An admin paused messages until Tuesday 1 December.",
        ),
        ({"enrolment": Enrolment.OUT}, "Start brings you at most one useful card a working day."),
        ({"may_learn": False}, "You can still ask a champion a question."),
    ],
)
def test_the_first_line_says_what_comes_next(changes: dict[str, object], line: str) -> None:
    standing = replace(STANDING, **changes)  # type: ignore[arg-type]
    view = blocks.home(learning(standing=standing), duty=None, running=None, now=NOW)
    assert line in words(view)


def test_a_finished_set_up_says_so() -> None:
    running = Running([Step("A team", (), is_done=True)], figures.headline(WEEK))
    text = words(blocks.home(learning(), duty=None, running=running, now=NOW))
    assert "Everything is set up." in text and "Add a team" in text


def test_every_reason_has_words_and_advice() -> None:
    assert set(WORDS) == set(ADVICE) == set(Why) - {Why.NONE, Why.OVERTAKEN}


def test_the_longest_list_of_what_was_not_delivered_is_whole() -> None:
    view = listed(MISSED, ZoneInfo("UTC"))
    assert count(view) <= 100
    assert "and 41 more channels" in words(view)
    blocks: Any = view["blocks"]
    assert all(len(one["text"]["text"]) < 3000 for one in blocks if one["type"] == "section")


def test_one_message_is_told_with_its_reason_alone() -> None:
    one = line([Missed(Why.ARCHIVED, "C1", 1, NOW)], untaken=1)
    assert "*1 message was not delivered in the last seven days:* to an archived channel." in str(one)
    assert "*1 question waits though everybody was asked.*" in str(one)


def test_when_all_is_well_nothing_is_said() -> None:
    assert "Everything of the last seven days was delivered." in words(listed([], ZoneInfo("UTC")))
    assert line([], untaken=0) == []
    running = Running([Step("A team", (), is_done=True)], figures.headline(WEEK))
    assert "Worth a look" not in words(blocks.home(learning(), duty=None, running=running, now=NOW))
