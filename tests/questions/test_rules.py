"""Who is asked next, and who may change a question."""

from dataclasses import replace

import pytest

from bot.champions.rules import Candidate, Load, in_turn, is_thin, parse_topics
from bot.questions.rules import Escalation, Step, may_close, may_let_go, next_escalation


def ladder(champions: list[str], admins: list[str], asked: set[str]) -> list[tuple[str, ...]]:
    """Everybody asked, step by step, when nobody ever takes it."""
    step = Step.FIRST_CHAMPION
    reached: list[tuple[str, ...]] = []
    while True:
        found = next_escalation(step, in_turn=champions, admins=admins, asked=asked)
        if found.step == Step.EVERYBODY_ASKED:
            return reached
        assert found.step > step
        reached.append(found.user_ids)
        step, asked = found.step, asked | set(found.user_ids)


def test_next_champion_then_all_then_an_admin() -> None:
    steps = ladder(["maya", "tom", "ben", "sam"], ["priya", "dana"], {"maya"})
    assert steps == [("tom",), ("ben", "sam"), ("priya",)]


@pytest.mark.parametrize(
    ("champions", "steps"),
    [(["maya"], [("priya",)]), ([], [("priya",)]), (["maya", "tom"], [("tom",), ("priya",)])],
)
def test_steps_that_reach_nobody_new_are_skipped(champions: list[str], steps: list[tuple[str, ...]]) -> None:
    assert ladder(champions, ["priya"], {"maya"} if champions else set()) == steps


def test_without_champions_and_admins_everybody_was_asked() -> None:
    found = next_escalation(Step.FIRST_CHAMPION, in_turn=[], admins=[], asked=set())
    assert found == Escalation(Step.EVERYBODY_ASKED, ())


def test_least_loaded_first_then_the_topic() -> None:
    candidates = [
        Candidate("busy", Load(held=2), frozenset({"excel"})),
        Candidate("free"),
        Candidate("free_and_knows", topics=frozenset({"excel"})),
    ]
    assert in_turn(candidates, topic=None, text="How do I use Copilot in Excel?") == [
        "free_and_knows",
        "free",
        "busy",
    ]


def test_whoever_used_up_their_hours_comes_last() -> None:
    spent, barely = Load(week=9, lately=9), Load(held=3, week=8, lately=8)
    candidates = [Candidate("spent", spent, frozenset({"excel"})), Candidate("barely", barely)]
    assert in_turn(candidates, topic="excel") == ["barely", "spent"]
    assert in_turn([replace(one, hours=4) for one in candidates], topic="excel") == ["spent", "barely"]


def test_over_weeks_it_is_shared_by_the_hours_that_people_have() -> None:
    candidates = [Candidate("a", Load(lately=4), hours=2), Candidate("b", Load(lately=6), hours=4)]
    assert in_turn(candidates, topic=None) == ["b", "a"]


@pytest.mark.parametrize(
    ("people", "champions", "thin"),
    [(15, 1, False), (16, 1, True), (30, 2, False), (31, 2, True), (40, 0, False), (0, 1, False)],
)
def test_a_champion_is_there_for_fifteen_people(people: int, champions: int, thin: bool) -> None:
    assert is_thin(people, champions) is thin


def test_topics_are_words_once_each() -> None:
    assert parse_topics(" Excel, prompts,excel,, ") == ("excel", "prompts")


@pytest.mark.parametrize(
    ("actor", "champion", "is_champion", "is_admin", "may"),
    [
        ("ana", None, False, False, True),
        ("maya", "maya", True, False, True),
        ("tom", "maya", True, False, True),
        ("priya", None, False, True, True),
        ("leila", None, False, False, False),
    ],
)
def test_only_asker_champion_or_admin_closes(
    actor: str, champion: str | None, is_champion: bool, is_admin: bool, may: bool
) -> None:
    assert (
        may_close(actor=actor, asker="ana", champion=champion, is_champion=is_champion, is_admin=is_admin)
        is may
    )


def test_only_who_holds_it_lets_go() -> None:
    assert may_let_go(actor="maya", champion="maya", is_admin=False)
    assert not may_let_go(actor="tom", champion="maya", is_admin=False)
    assert may_let_go(actor="priya", champion="maya", is_admin=True)
