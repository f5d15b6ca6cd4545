"""A drop is found in a person's own use alone, once it lasts; and what is offered then is smaller."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from bot.nudges.rules import Answer
from bot.rescue.rules import (
    FROM,
    UNTIL,
    Met,
    Small,
    Use,
    has_dropped,
    is_in_time,
    smaller_step,
    use_of,
)

SEED = 20261122
TRAINED = date(2026, 11, 20)  # a Friday
DAY = timedelta(days=1)


def a_person(chance: Callable[[int], float], random: Random, *, away: tuple[int, int] = (0, 0)) -> Use:
    """Somebody who answers each working day's card with a chance that depends on the day after training."""
    met = []
    for ahead in range(1, UNTIL + 1):
        day = TRAINED + ahead * DAY
        if day.weekday() < 5 and not away[0] <= ahead < away[1]:
            answer = Answer.RIGHT if random.random() < chance(ahead) else None
            met.append(Met(f"card-{ahead}", day, answer))
    return use_of(met, (), ())


def found_on(use: Use) -> int | None:
    """The first day after the training on which a drop is seen; None when there is none."""
    for ahead in range(FROM, UNTIL + 1):
        if has_dropped(use, TRAINED, TRAINED + ahead * DAY):
            return ahead
    return None


def share_found(chance: Callable[[int], float], **more: tuple[int, int]) -> float:
    random = Random(SEED)
    return sum(found_on(a_person(chance, random, **more)) is not None for _ in range(400)) / 400


def falls(ahead: int) -> float:
    return 0.9 if ahead < 20 else 0.1


def test_whoever_falls_from_nearly_daily_to_hardly_ever_is_found_and_early() -> None:
    assert share_found(falls) > 0.9
    days = sorted(day for n in range(200) if (day := found_on(a_person(falls, Random(n)))) is not None)
    assert days[len(days) // 2] <= 31


def test_whoever_goes_on_as_they_began_is_seldom_taken_for_somebody_who_fell() -> None:
    assert share_found(lambda _: 0.9) < 0.01
    assert share_found(lambda _: 0.6) < 0.15
    assert share_found(lambda ahead: 0.95 if ahead < 15 else 0.7) < 0.05


def test_who_began_slowly_is_never_compared_with_the_keen() -> None:
    assert share_found(lambda _: 0.1) < 0.03
    slow = a_person(lambda ahead: 0.0, Random(1))
    assert found_on(slow) is None, "nothing to compare with"


def test_others_change_nothing() -> None:
    """The rule takes one person's days and no other's: there is nothing in it to compare with."""
    assert set(Use.__dataclass_fields__) == {"chances", "acts"}


def test_days_away_and_silent_days_of_ours_are_no_drop() -> None:
    assert share_found(lambda _: 0.9, away=(18, 36)) == 0, "nothing was asked"
    met = [Met("c", TRAINED + n * DAY, Answer.RIGHT if n < 15 else None) for n in range(1, 36)]
    away = ((TRAINED + 19 * DAY, TRAINED + 40 * DAY),)
    assert found_on(use_of(met, (), away)) is None


def test_a_bad_day_or_two_is_no_drop_and_who_comes_back_is_left_alone() -> None:
    days = {n: n not in (23, 24) for n in range(1, 36)}
    met = [Met("c", TRAINED + n * DAY, Answer.RIGHT if days[n] else None) for n in days]
    assert found_on(use_of(met, (), ())) is None
    back = [Met("c", TRAINED + n * DAY, None if 20 < n < 27 else Answer.RIGHT) for n in range(1, 36)]
    use = use_of(back, (), ())
    assert has_dropped(use, TRAINED, TRAINED + 27 * DAY)
    assert has_dropped(use, TRAINED, TRAINED + 28 * DAY), "one good day is not yet being back"
    assert not has_dropped(use, TRAINED, TRAINED + 34 * DAY)


def test_a_win_or_a_question_is_use_like_an_answer_and_not_yet_is_none() -> None:
    met = [Met("c", TRAINED + n * DAY, Answer.RIGHT if n < 20 else Answer.NOT_YET) for n in range(1, 36)]
    assert found_on(use_of(met, (), ())) is not None
    wins = [TRAINED + n * DAY for n in range(20, 36)]
    assert found_on(use_of(met, wins, ())) is None


@pytest.mark.parametrize(("ahead", "is_one"), [(20, False), (21, True), (35, True), (36, False)])
def test_it_is_looked_for_from_day_21_to_day_35(ahead: int, is_one: bool) -> None:
    assert is_in_time(TRAINED, TRAINED + ahead * DAY) is is_one


DECK = (
    Small("read-a", "ask", is_task=False, is_basic=True),
    Small("task-a", "ask", is_task=True, is_basic=True),
    Small("task-b", "check", is_task=True, is_basic=True),
    Small("hard-a", "ask", is_task=True, is_basic=False),
)
TODAY = TRAINED + 28 * DAY


def ago(card_id: str, days: int, answer: Answer | None) -> Met:
    return Met(card_id, TODAY - days * DAY, answer)


def test_a_task_that_worked_comes_before_a_reading_and_that_before_a_first_task() -> None:
    worked, right = ago("task-a", 15, Answer.TRIED_WORKED), ago("read-a", 16, Answer.RIGHT)
    assert smaller_step(DECK, [right, worked], TODAY) == "task-a"
    assert smaller_step(DECK, [right], TODAY) == "read-a"
    assert smaller_step(DECK, [ago("read-a", 2, Answer.RIGHT)], TODAY) == "task-a", "it has to rest"


def test_a_first_task_is_a_basic_one_of_a_skill_that_was_read() -> None:
    fresh = ago("read-a", 1, Answer.RIGHT)
    assert smaller_step(DECK[1:], [fresh], TODAY) is None, "nothing of this deck was read"
    assert smaller_step(DECK, [fresh, ago("task-a", 9, None)], TODAY) is None


def test_after_tasks_put_off_no_task_is_small_enough() -> None:
    put_off = [ago("task-b", 2, Answer.NOT_YET), ago("hard-a", 3, Answer.NOT_YET)]
    known = [ago("task-a", 15, Answer.TRIED_WORKED), ago("read-a", 16, Answer.RIGHT)]
    assert smaller_step(DECK, [*known, *put_off], TODAY) == "read-a"
    assert smaller_step(DECK, [known[0], *put_off], TODAY) is None, "fewer messages instead"
