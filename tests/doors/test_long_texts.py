"""A text ten times as long costs about ten times as much: nobody's message holds up everybody else."""

import time
from collections.abc import Callable

import pytest

from bot.guard import own
from bot.guard.rules import SHIPPED, Guard
from bot.library import words as library
from bot.llm import templates
from bot.people import naming
from bot.reading import minutes, plain
from bot.reading import rules as reading
from bot.slack import blockkit as kit
from bot.wins import words as wins

pytestmark = pytest.mark.long

SHORT, LONG = 1_000, 10_000
LEAST = 0.001  # in seconds; what costs less is not compared
MOST = 30  # ten is even, a hundred is the square
OWN = Guard(own.lines("host: srv*.corp, aaaa*1\nnumber: 1#######, a a a a a a\nname: @a@a@a@a, .-*-.-1a@"))
READERS: dict[str, Callable[[str], object]] = {
    "redact": SHIPPED.redact,
    "redact one's own": OWN.redact,
    "heard": reading.heard,
    "read": reading.read,
    "minutes": minutes.saved,
    "typed minutes": wins.minutes_of,
    "a win": wins.told_by,
    "readable": plain.readable,
    "a prompt": library.told_by,
    "a tool": lambda text: plain.tool_of(text, longest=60),
    "mentions": lambda text: naming.mentioned(text),
    "escape": kit.escape,
    "for a model": templates.question_text,
    "of a model": lambda text: templates.harmless(text, LONG),
}
PARTS = (
    "claude ", "a claude ", "gemini ", "cursor ", "the ", "ai ", "1", "1 ", "1 h ", "1h 1 ", "min", "saved ",
    "a", " ", "\n", "\n>", "`", "``` ", "<", "<@", "<http:", "<https://x|", "*a ", "_a ", "~", "a@", "a.",
    "+1 ", "DE12 ", "pw is ", "password a ", "token ", "http://a:", "eyJa.", "-----BEGIN PRIVATE KEY-----",
    "プロンプト", "時間", "\u202e", "&lt;", "[a](", "![", "used to be 1 ", "from 1 to ", "call me 1 ",
)  # fmt: skip


def cost(read: Callable[[str], object], text: str) -> float:
    """The processor's time, at best of two: what else the machine does is not in it."""
    took = []
    for _ in range(2):
        began = time.process_time()
        read(text)
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("name", READERS)
def test_what_a_text_costs_grows_with_its_length_and_not_with_the_square(name: str) -> None:
    read, faults = READERS[name], []
    for part in PARTS:
        short, long = (cost(read, (part * size)[:size]) for size in (SHORT, LONG))
        if long > MOST * max(short, LEAST):
            faults.append(f"{part!r}: {short * 1000:.1f} ms, ten times as long {long * 1000:.1f} ms")
    assert faults == []


@pytest.mark.parametrize("digits", [3, 7, 400, 5_000])
@pytest.mark.parametrize(
    "told", ["saved me {} hours", "saved me 1 h {} min", "{} h 30 min instead of {} hours"]
)
def test_no_row_of_digits_is_too_long_to_be_read(told: str, digits: int) -> None:
    text = "Claude " + told.replace("{}", "9" * digits) + " on the brief"
    assert (reading.read(text).minutes_saved or 0) < 10**9
    assert (minutes.saved(text) or 0) < 10**9
    assert wins.told_by(text).minutes in ("", *map(str, range(2401)))
