"""Whose turn it is: the least loaded champion first, then the one who knows the topic."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Candidate:
    """A champion who is not away, with the questions they hold now."""

    user_id: str
    load: int
    topics: frozenset[str] = field(default=frozenset(), repr=False)
    answered: int = 0  # claims in the last four weeks: ties go to who had fewer


def in_turn(candidates: Sequence[Candidate], *, topic: str | None, text: str = "") -> list[str]:
    """Champions in the order in which they are asked."""
    words = {word.strip(".,:;!?()").lower() for word in text.split()} | ({topic} if topic else set())
    ordered = sorted(
        candidates,
        key=lambda one: (one.load, not (one.topics & words), one.answered, one.user_id),
    )
    return [one.user_id for one in ordered]


def parse_topics(text: str) -> tuple[str, ...]:
    """Topics as a champion typed them: words separated by commas, in lower case, once each."""
    words = (word.strip().lower()[:40] for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))[:8]
