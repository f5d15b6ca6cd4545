"""A roster as a CSV file: who is in which team, as a training department keeps it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

COLUMNS = ("user", "email", "team", "role", "trained_on", "champion")
LONGEST_NAME = 80
YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"", "no", "n", "false", "0"})

USER_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Line:
    """One person of the file; exactly one of `user` and `email` names them."""

    number: int
    user: str | None
    email: str | None = field(repr=False)
    team: str | None = field(repr=False)
    role: str | None
    trained_on: date | None
    champion: bool


@dataclass(frozen=True)
class RosterFile:
    """The file as read: nothing is used of one with faults."""

    lines: tuple[Line, ...]
    faults: tuple[str, ...] = field(repr=False)


def read(text: str, *, roles: frozenset[str]) -> RosterFile:
    """Every line, and everything that is wrong with the file, by line number."""
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text))
    lines: list[Line] = []
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        faults = list(_faults_of_header(names))
        if faults:
            return RosterFile((), tuple(faults))
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            cells = dict(zip(names, map(str.strip, row), strict=False))
            found = list(_faults_of(cells, roles=roles))
            if any(cell.strip() for cell in row[len(names) :]):
                found.append("more cells than the header has: put quotes round a cell with the separator")
            faults += [f"line {rows.line_num}: {fault}" for fault in found]
            if not found:
                lines.append(_line(rows.line_num, cells))
    except csv.Error as error:
        return RosterFile((), (f"line {rows.line_num}: this is no CSV text ({error})",))
    faults += _repeated(lines)
    if not lines and not faults:
        faults.append("the file names nobody")
    return RosterFile(tuple(lines), tuple(faults))


def _delimiter(text: str) -> str:
    """Spreadsheets of half of Europe write semicolons."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _faults_of_header(names: list[str]) -> Iterator[str]:
    for name in names:
        if name not in COLUMNS:
            yield f"line 1: no such column: {name or 'one without a name'}; there are {', '.join(COLUMNS)}"
        elif names.count(name) > 1:
            yield f"line 1: the column {name} is there twice"
    if "user" not in names and "email" not in names:
        yield "line 1: a column user (Slack id) or email is needed"


def _faults_of(cells: Mapping[str, str], *, roles: frozenset[str]) -> Iterator[str]:
    user, email = cells.get("user", ""), cells.get("email", "")
    if not user and not email:
        yield "names nobody: fill in user or email"
    if user and not USER_ID.fullmatch(user):
        yield f"{user} is no Slack id, which begins with U or W"
    if email and not _EMAIL.fullmatch(email):
        yield f"{email} is no e-mail address"
    role = cells.get("role", "").lower()
    if role and role not in roles:
        yield f"no such role: {role}; there are {', '.join(sorted(roles))}"
    if len(cells.get("team", "")) > LONGEST_NAME:
        yield f"a team's name has at most {LONGEST_NAME} characters"
    if cells.get("trained_on") and _day(cells["trained_on"]) is None:
        yield f"{cells['trained_on']} is no date; write it like 2026-11-23"
    champion = cells.get("champion", "").lower()
    if champion not in YES | NO:
        yield f"champion is yes or no, not {champion}"
    if champion in YES and not cells.get("team"):
        yield "a champion needs a team"


def _line(number: int, cells: Mapping[str, str]) -> Line:
    return Line(
        number=number,
        user=cells.get("user") or None,
        email=None if cells.get("user") else cells.get("email", "").lower(),
        team=cells.get("team") or None,
        role=cells.get("role", "").lower() or None,
        trained_on=_day(cells.get("trained_on", "")),
        champion=cells.get("champion", "").lower() in YES,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _repeated(lines: list[Line]) -> list[str]:
    seen: dict[str, int] = {}
    faults = []
    for line in lines:
        who = line.user or line.email or ""
        if who in seen:
            faults.append(f"line {line.number}: {who} stands in line {seen[who]} already")
        seen.setdefault(who, line.number)
    return faults
