"""Whose turn it is: who speaks its language, the least loaded of them, then the one who knows the topic."""

from collections.abc import Sequence
from dataclasses import dataclass, field

MINUTES_EACH = 20  # that a question is taken to cost, reading and answering
USUAL_HOURS = 3
ENGLISH = "en"  # in which most of what there is on AI is written: whoever says nothing is taken to read it
MOST_PEOPLE = 15  # whom one champion can be there for
MOST_MACROS = 20  # replies that one champion keeps
LONGEST_TITLE, LONGEST_REPLY = 60, 2000


@dataclass(frozen=True)
class Load:
    """Questions that a champion holds now, and took in the last seven and 28 days."""

    held: int = 0
    week: int = 0
    lately: int = 0


NO_LOAD = Load()


@dataclass(frozen=True)
class Candidate:
    """A champion who is not away, with what they have to do and the hours they protect for it."""

    user_id: str
    load: Load = NO_LOAD
    topics: frozenset[str] = field(default=frozenset(), repr=False)
    hours: int = USUAL_HOURS
    languages: frozenset[str] = frozenset()  # empty: nobody said

    def speaks(self, language: str | None) -> bool:
        """Whether they may well answer in it; what nobody knows keeps nobody back."""
        return language is None or not self.languages or language in self.languages

    @property
    def has_time(self) -> bool:
        """Whether their week's hours are not used up."""
        return minutes_used(self.load) < 60 * self.hours


def minutes_used(load: Load) -> int:
    """About how long the week's questions took."""
    return MINUTES_EACH * load.week


def in_turn(
    candidates: Sequence[Candidate], *, topic: str | None, text: str = "", language: str | None = None
) -> list[str]:
    """Champions in the order in which they are asked.

    Whoever speaks its language; of them whoever has time left this week; of them whoever holds fewest;
    who knows the topic; and then whoever took least for their hours in the last four weeks.
    """
    words = {word.strip(".,:;!?()").lower() for word in text.split()} | ({topic} if topic else set())
    ordered = sorted(
        candidates,
        key=lambda one: (
            not one.speaks(language),
            not one.has_time,
            one.load.held,
            not (one.topics & words),
            one.load.lately / max(1, one.hours),
            one.user_id,
        ),
    )
    return [one.user_id for one in ordered]


def languages_of(chosen: str, slack: str | None) -> frozenset[str]:
    """What a champion speaks: what they say themselves, else Slack's language and English."""
    if chosen:
        return frozenset(chosen.split(","))
    return frozenset((slack, ENGLISH)) if slack else frozenset()


def is_thin(people: int, champions: int) -> bool:
    """Whether a team has more people than its champions can be there for; one without any is another case."""
    return champions > 0 and lacks_champions(people, champions)


def lacks_champions(people: int, champions: int) -> bool:
    """Whether a team with people has no champion, or too few."""
    return people > MOST_PEOPLE * champions


def parse_topics(text: str) -> tuple[str, ...]:
    """Topics as a champion typed them: words separated by commas, in lower case, once each."""
    words = (word.strip().lower()[:40] for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))[:8]
