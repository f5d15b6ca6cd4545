"""The three steps: what opens the third one, and who may be asked."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.people.rules import Enrolment
from bot.teaching.rules import State, Step, completes, is_open, may_be_asked, may_be_taught, next_try

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "step", "is_offered"),
    [
        (set(), Step.READ, False),
        ({Step.READ}, Step.READ, False),
        ({Step.READ}, Step.TRIED, True),
        ({Step.TRIED}, Step.READ, True),
        ({Step.READ, Step.TRIED}, Step.READ, False),
    ],
)
def test_the_answer_that_completes_two_steps_opens_the_third(
    before: set[Step], step: Step, is_offered: bool
) -> None:
    assert completes(before, step) is is_offered


def test_a_skill_may_be_taught_once() -> None:
    assert may_be_taught({Step.READ, Step.TRIED})
    assert not may_be_taught({Step.READ})
    assert not may_be_taught(set(Step))


def test_only_who_takes_part_and_has_not_said_no_may_be_asked() -> None:
    for enrolment in Enrolment:
        may = may_be_asked(enrolment=enrolment, can_learn=True, wants_showings=True)
        assert may is (enrolment is Enrolment.ACTIVE)
    assert not may_be_asked(enrolment=Enrolment.ACTIVE, can_learn=False, wants_showings=True)
    assert not may_be_asked(enrolment=Enrolment.ACTIVE, can_learn=True, wants_showings=False)


def test_a_request_is_open_for_a_week_and_never_waits_longer() -> None:
    six, eight = timedelta(days=6), timedelta(days=8)
    assert is_open(State.WAITING, NOW - six, NOW) and is_open(State.ASKED, NOW - six, NOW)
    assert not is_open(State.ASKED, NOW - eight, NOW) and not is_open(State.NOT_YET, NOW - six, NOW)
    assert next_try(NOW + six, NOW) == NOW + six
    assert next_try(NOW + eight, NOW) == NOW + timedelta(days=7)
