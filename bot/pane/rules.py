"""What Slack's agent pane offers to begin with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Opener:
    """A button of the pane: its title, and what a press on it writes to us in the person's name."""

    title: str
    message: str


# An app sends what the manifest it was made from says: add another one, never change its message.
ASK = Opener("Ask a champion", "How do I ask a champion?")
FIND = Opener("Find a prompt", "Where do I find a prompt?")
CHALLENGE = Opener("This week's challenge", "What is this week's challenge?")
WIN = Opener("Log a win", "How do I log a win?")
OPENERS = (ASK, FIND, CHALLENGE, WIN)  # Slack shows four at most


def opener(text: str) -> Opener | None:
    """The opener that somebody took or typed; None for everything else."""
    said = _plain(text)
    return next((one for one in OPENERS if _plain(one.message) == said), None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split()).rstrip("?!. ")
