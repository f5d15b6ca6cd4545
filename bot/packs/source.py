"""From a file's bytes to its front matter and its body, with every line number kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

from bot.packs.company import OPEN
from bot.packs.schema import Fault

MAX_BYTES = 64 * 1024
FENCE = "```"


@dataclass
class Page:
    """One file under reading; gathers what is wrong with it."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, reason: str, hint: str = "") -> None:
        self.faults.append(Fault(self.file, line, reason, hint))


@dataclass(frozen=True)
class Front:
    """A stretch of YAML and the line of its file at which it begins."""

    text: str
    first_line: int

    def line(self, mark: yaml.Mark) -> int:
        # Not mark.line: YAML also counts U+0085 and U+2028 as ends of line, editors do not.
        return self.first_line + self.text.count("\n", 0, mark.index)


@dataclass(frozen=True)
class Section:
    name: str
    line: int
    lines: tuple[str, ...]


def nearest(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """The hint that names the known word most like this one; when none is, the other hint or them all."""
    options = list(known)
    close = get_close_matches(word, options, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return otherwise or f"use one of {', '.join(options)}"


def read(path: Path, page: Page) -> str | None:
    """The file's text with plain line ends; None, and a fault, when it is not readable text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        page.fault(1, f"the file cannot be read ({error.strerror})")
        return None
    if len(data) > MAX_BYTES:
        page.fault(1, f"the file has {len(data)} bytes", f"{MAX_BYTES} at most")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        page.fault(line, "the file is not UTF-8 text", "save it again with the encoding UTF-8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split(text: str, page: Page) -> tuple[Front, list[str], int] | None:
    """The front matter, the body's lines, and the line at which the body begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        page.fault(1, "the file does not begin with front matter", "make '---' the first line")
        return None
    for at, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return Front("\n".join(lines[1:at]) + "\n", 2), lines[at + 1 :], at + 2
    page.fault(1, "the front matter is never closed", "put a line '---' after its last key")
    return None


def compose(front: Front, page: Page) -> yaml.MappingNode | None:
    """The YAML as nodes that remember their places; None, and a fault, when it is not a mapping."""
    try:
        node = _quickly(front.text) or yaml.compose(front.text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = front.first_line + front.text.count("\n", 0, error.position)
        page.fault(line, "there is a character here that YAML does not allow", "delete it")
        return None
    except yaml.MarkedYAMLError as error:
        page.fault(_line_of(error, front), f"not valid YAML: {error.problem}", _remedy(error))
        return None
    except RecursionError:
        page.fault(front.first_line, "the YAML is nested too deeply to be a pack")
        return None
    if isinstance(node, yaml.MappingNode):
        return node
    page.fault(1, "there are no keys here", "write one 'key: value' a line")
    return None


def _quickly(text: str) -> yaml.Node | None:
    """The nodes by the C parser, ten times as fast; what it refuses is for the other one to explain."""
    if not yaml.__with_libyaml__:
        return None
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None


def _line_of(error: yaml.MarkedYAMLError, front: Front) -> int:
    # A bracket or quote left open is found at the end of the text; its writer looks for where it began.
    opened = (error.context or "").startswith(("while scanning a quoted", "while parsing a flow"))
    mark = error.context_mark if opened else error.problem_mark
    return front.line(mark) if mark else front.first_line


def _remedy(error: yaml.MarkedYAMLError) -> str:
    if error.problem == "mapping values are not allowed here":
        return "put a text that holds a colon in quotes"
    context = error.context or ""
    if context.startswith("while scanning a quoted"):
        return "close the quote"
    if context.startswith("while parsing a flow"):
        return "close the bracket, and put texts that hold commas, colons or quotes in quotes"
    if "cannot start any token" in (error.problem or ""):
        return "put the text in quotes; indent with spaces"
    return "compare it with a card that loads"


def sections(lines: list[str], first_line: int, page: Page) -> tuple[Section, ...]:
    """The body cut at its '## ' headings; what stands before the first one is a fault."""
    found: list[tuple[str, int, list[str]]] = []
    fence_at = astray = 0
    for number, line in enumerate(lines, start=first_line):
        if line.startswith(FENCE):
            fence_at = 0 if fence_at else number
        heading = None if fence_at else re.match(r"(#+)\s*(\S.*)", line)
        if heading and heading[1] == "##":
            found.append((heading[2].strip(), number, []))
        elif heading and (heading[1] != "#" or line.startswith("# ")):
            page.fault(number, f"'{line.strip()}' is not a section", "write a heading as '## Problem'")
        elif found:
            found[-1][2].append(line.rstrip())
        elif line.strip() and not astray:
            astray = number
            page.fault(number, "there is text before the first heading", "begin with '## ' and a name")
    if fence_at:
        page.fault(fence_at, "the fenced block is never closed", "end it with a line of three backticks")
    return tuple(Section(name, line, tuple(rest)) for name, line, rest in found)


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # Unicode's Cc, but for the tab and the end of a line
OPEN_PLACE = re.compile(r"\[[^\]]*your company[^\]]*\]")


def unplain(text: str, *, code: bool = False) -> tuple[str, str] | None:
    """Why Slack would not show this text as written, and what to do; None when it would."""
    for sign in "<>":
        if sign in text:
            return f"holds '{sign}', which Slack reads as markup", "say it in words"
    if CONTROL.search(text):
        return "holds a control character", "delete it"
    for place in OPEN_PLACE.findall(text):
        if place not in OPEN:
            return f"holds {place}, which nothing fills", f"write {' or '.join(OPEN)}"
    if code:
        return None
    if FENCE in text:
        return "holds a fenced block", "only the prompt is fenced"
    if "](" in text or "**" in text:
        return "holds markdown", "write plain text without links and stars"
    return None
