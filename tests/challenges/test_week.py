"""Flow E: a whole week of a team of six in Tokyo, Berlin, Madrid, London and New York."""

from collections import Counter
from datetime import date

import pytest

from bot.sandbox.state import Message
from tests.challenges.acts import (
    FRI,
    MON,
    SAT,
    SIX,
    THU,
    TUE,
    WED,
    a_learning_team,
    around_the_world,
    challenges,
    leap,
    local_time,
    progress_lines,
    reminders,
)
from tests.stage import Stage

pytestmark = pytest.mark.long

TRIED = "Three offers with one prompt."


def own_days(stage: Stage, who: str) -> Counter[date]:
    """How many messages came to somebody by themselves on each of their own days."""
    return Counter(local_time(stage, who, one).date() for one in stage.workspace.inbox(who))


async def answer(stage: Stage, who: str, label: str) -> Message:
    (message,) = challenges(stage, who)
    await stage.workspace.press(who, label, on=message)
    return message


async def test_six_people_in_five_cities_share_a_week(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    await around_the_world(stage, MON)
    await around_the_world(stage, TUE)
    for who in SIX:
        (message,) = challenges(stage, who)
        assert f"{local_time(stage, who, message):%a %H}" == "Tue 10", who
    held = {who: await answer(stage, who, "I'm in") for who in ("ana", "maya", "kenji", "rosa")}
    await answer(stage, "tom", "Not this week")
    await around_the_world(stage, WED)
    for who in ("ana", "kenji"):
        await stage.workspace.press(who, "I did it", on=held[who])
        assert await stage.workspace.submit(who, {"tried": TRIED}) == {}
    await around_the_world(stage, THU)
    await around_the_world(stage, FRI)
    for who, day in (("maya", "Thu"), ("rosa", "Wed")):  # in New York Thursday is Thanksgiving
        (reminder,) = reminders(stage, who)
        assert f"{local_time(stage, who, reminder):%a %H}" == f"{day} 10", who
    assert [len(reminders(stage, who)) for who in ("ana", "tom", "priya", "kenji")] == [0, 0, 0, 0]
    (line,) = progress_lines(stage)
    assert line.text == "4 of 6 took this week's challenge “One prompt, three runs”, 2 finished it."
    assert not any(stage.workspace.person(who).id in str(line.blocks) for who in SIX), "no names"
    await leap(stage, SAT)
    for who in SIX:
        days = own_days(stage, who)
        assert set(days.values()) == {1}, f"{who} has one message a day: {days}"
        assert len(days) >= 4, "the challenge takes one card's place and no more"
        assert all(day.weekday() < 5 for day in days)
