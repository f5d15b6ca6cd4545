"""The week's numbers as they stand in Slack, each with what it means."""

from collections.abc import Sequence

from bot.adoption.rules import Figure
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Post, View

OPEN_REPORT = "adoption.open_report"
WHO_SEES = (
    "Admins see these numbers. They say how many in a group of five or more people, never who; "
    "smaller groups are hidden."
)
LINK_LASTS = "The link is for you alone and lasts 15 minutes."


def numbers(figures: Sequence[Figure]) -> Blocks:
    """The numbers side by side, then what each means in one short line; the report explains them in full."""
    shown = [f"*{figure.label}*\n{figure.text}" for figure in figures]
    pairs = [kit.fields(*shown[i : i + 10]) for i in range(0, len(shown), 10)]
    return [*pairs, kit.small("\n".join(_meanings(figures)))]


def _meanings(figures: Sequence[Figure]) -> list[str]:
    """Each line once, with the names of all the numbers it is for."""
    names: dict[str, list[str]] = {}
    for figure in figures:
        names.setdefault(figure.brief, []).append(figure.label)
    return [f"*{', '.join(labels)}*: {brief}" for brief, labels in names.items()]


def report(summary: str, figures: Sequence[Figure], *, url: str, outcomes: Sequence[str] = ()) -> Post:
    """The answer to `/afterglow report`: the numbers here, and the page with charts behind the button."""
    blocks: Blocks = [kit.section(summary), *numbers(figures), *map(kit.section, outcomes), *_link(url)]
    listed = "; ".join(f"{figure.label}: {figure.text}" for figure in figures)
    return Post(" ".join((summary, listed, *outcomes)), blocks)


def link(summary: str, *, url: str) -> View:
    """The way to the report from App Home."""
    return kit.modal("adoption.link", "Report", [kit.section(summary), *_link(url)], close="Close")


def _link(url: str) -> Blocks:
    return [
        kit.actions(kit.link("Open the report", OPEN_REPORT, url)),
        kit.small(f"{LINK_LASTS} {WHO_SEES}"),
    ]
