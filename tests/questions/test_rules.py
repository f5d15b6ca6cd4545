"""Who is asked next, and who may change a question."""

import pytest

from bot.champions.rules import Candidate, in_turn, parse_topics
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
        Candidate("busy", load=2, topics=frozenset({"excel"})),
        Candidate("free", load=0),
        Candidate("free_and_knows", load=0, topics=frozenset({"excel"})),
    ]
    assert in_turn(candidates, topic=None, text="How do I use Copilot in Excel?") == [
        "free_and_knows",
        "free",
        "busy",
    ]


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
