"""One person who sends a thousand commands is told so once, and costs nobody else anything."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from bot.people.allowance import MANY, MOST, Allowance, Due
from bot.people.rules import Person
from bot.sandbox.delivery import Answer, Kind
from bot.sandbox.state import Json
from handlers.menu import TOO_MUCH
from tests.conftest import MONDAY
from tests.doors.conftest import Street
from tests.doors.rows import ANA, MARKETING, MAYA

pytestmark = pytest.mark.long

FLOOD = 1_000
OTHERS = 50


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What the database is asked."""
    asked: list[str] = []

    def noted(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", noted)
    yield asked
    event.remove(Engine, "before_cursor_execute", noted)


def typed(street: Street, who: str, team_id: str, text: str = "why") -> Json:
    return {
        "command": "/afterglow", "text": text, "team_id": team_id, "user_id": who, "channel_id": MARKETING,
        "trigger_id": street.workspace(team_id).state.new_trigger(who),
        "response_url": street.workspace(team_id).state.new_response_url(who, MARKETING),
    }  # fmt: skip


async def said(street: Street, who: str, team_id: str) -> Answer:
    door = street.stage.workspace.door
    assert door is not None
    answer = await door.send(Kind.COMMAND, typed(street, who, team_id))
    assert answer.status == 200
    return answer


def words(answer: Answer) -> str:
    return str((answer.body or {}).get("text") or answer.text)


async def test_a_thousand_commands_of_one_are_told_once_and_slow_nobody(
    street: Street, statements: list[str]
) -> None:
    here, there = street.here.workspace_id, street.there.workspace_id
    mine, theirs = [], []
    for number in range(FLOOD):
        mine.append(words(await said(street, ANA, here)))
        if number % (FLOOD // OTHERS) == 0:
            theirs.append(words(await said(street, MAYA, here)))
            theirs.append(words(await said(street, ANA, there)))
    spent = len(statements)
    answered = [text for text in mine if text and text != TOO_MUCH]
    assert (len(answered), mine.count(TOO_MUCH), mine.index(TOO_MUCH)) == (MOST, 1, MOST)
    assert len(theirs) == 2 * OTHERS
    assert TOO_MUCH not in theirs and all(theirs)
    before = len(statements)
    for _ in range(FLOOD):
        await said(street, ANA, here)
    print(f"{MOST + 2 * OTHERS} commands asked the database {spent} times, {FLOOD} too many not once")
    assert len(statements) == before
    street.stage.clock.advance(timedelta(minutes=1))
    assert words(await said(street, ANA, here)) not in ("", TOO_MUCH)


@pytest.mark.parametrize("hours", [-1, -0.001, 1])
def test_a_clock_that_jumps_locks_nobody_out(hours: float) -> None:
    allowance, ana = Allowance(), Person("T1", "U1")
    assert [allowance.take(ana, MONDAY) for _ in range(MOST + 2)][-2:] == [Due.NOTICE, Due.NOTHING]
    assert allowance.take(ana, MONDAY + timedelta(hours=hours)) is Due.ANSWER


def test_what_is_remembered_of_people_has_an_end() -> None:
    allowance = Allowance()
    moments: list[datetime] = [MONDAY + timedelta(milliseconds=number) for number in range(3 * MANY)]
    for number, moment in enumerate(moments):
        assert allowance.take(Person("T1", f"U{number}"), moment) is Due.ANSWER
    assert len(allowance._spent) <= MANY
