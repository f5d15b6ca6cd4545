"""A plan as a calendar file (RFC 5545), which calendars read and keep up to date by its ids. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from bot.cohorts.rules import Entry, Kind

LONGEST = 75  # octets of a line, without what ends it
PRODUCT = "-//Afterglow//Plan of a cohort//EN"
_SIGNS = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar(name: str, entries: Sequence[Entry], *, key: str, now: datetime) -> str:
    """One whole-day event for each entry but the weekly challenges; `key` tells this plan from all others."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for entry in entries:
        if entry.kind is not Kind.CHALLENGE:
            lines += _event(entry, name, key=key, now=now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry, name: str, *, key: str, now: datetime) -> list[str]:
    ends = entry.last + timedelta(days=1)  # the first day that is not in it
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.key.replace(':', '-')}.{key}@afterglow.invalid",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{ends:%Y%m%d}",
        f"SUMMARY:{_text(f'{entry.title} ({name})')}",
        f"DESCRIPTION:{_text(entry.note)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    """Words as a value: no sign of theirs ends it, and none is left that a file may not hold."""
    return "".join(sign for sign in words.translate(_SIGNS) if sign >= " " and sign != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, each after the first behind a space; no letter is parted."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
