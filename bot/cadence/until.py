"""The day somebody means when they write until when."""

import re
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
LONGEST = timedelta(days=731)
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

_FILLER = re.compile(r"^(?:until|till|til|to|for|on|in|by)\s+")
_COUNT = re.compile(r"(\d{1,3}|[a-z]+)\s*(d|days?|w|wks?|weeks?|months?)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{4})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s*(?:of\s+)?([a-z]{3,9})\.?,?(?:\s+(\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")


def parse_until(text: str, today: date) -> date | None:
    """The day meant by "tomorrow", "monday", "2 weeks", "2026-12-24" or "24 Dec"; None when unclear."""
    words = _FILLER.sub("", " ".join(text.lower().split()).strip(" .!,"))
    for read in (_named, _counted, _written):
        day = read(words, today)
        if day is not None:
            return day if abs(day - today) <= LONGEST else None
    return None


def _named(words: str, today: date) -> date | None:
    if words == "today":
        return today
    if words in ("tomorrow", "tmrw"):
        return today + timedelta(days=1)
    if words in ("the day after tomorrow", "day after tomorrow"):
        return today + timedelta(days=2)
    if words == "next week":
        return _weekday_after(today, 0)
    if words == "next month":
        return _first_of_next_month(today)
    name = words.removeprefix("next ")
    found = [day for day, short in enumerate(WEEKDAYS) if _abbreviates(name, short, WEEKDAY_NAMES[day])]
    return _weekday_after(today, found[0]) if found else None


def _abbreviates(name: str, short: str, full: str) -> bool:
    return name.startswith(short) and full.startswith(name)


def _weekday_after(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _first_of_next_month(today: date) -> date:
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1)


def _counted(words: str, today: date) -> date | None:
    match = _COUNT.fullmatch(words)
    if match is None:
        return None
    number = int(match[1]) if match[1].isdigit() else NUMBERS.get(match[1], 0)
    if not number:
        return None
    if match[2].startswith("month"):
        return _months_after(today, number)
    return today + timedelta(days=number * (7 if match[2].startswith("w") else 1))


def _months_after(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    for day in range(today.day, 27, -1):
        exact = _date(year, month + 1, day)
        if exact is not None:
            return exact
    return date(year, month + 1, min(today.day, 28))


def _written(words: str, today: date) -> date | None:
    if match := _ISO.fullmatch(words):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.fullmatch(words):
        return _in_year(match[3], int(match[2]), int(match[1]), today)
    if match := _SLASHED.fullmatch(words):
        return _slashed(int(match[1]), int(match[2]), match[3], today)
    if match := _DAY_MONTH.fullmatch(words):
        return _in_year(match[3], _month(match[2]), int(match[1]), today)
    if match := _MONTH_DAY.fullmatch(words):
        return _in_year(match[3], _month(match[1]), int(match[2]), today)
    return None


def _slashed(first: int, second: int, year: str | None, today: date) -> date | None:
    """Half the world puts the day first: only a date that both halves read alike counts."""
    if first > 12 or first == second:
        return _in_year(year, second, first, today)
    return _in_year(year, first, second, today) if second > 12 else None


def _month(name: str) -> int:
    for number, short in enumerate(MONTHS, start=1):
        if _abbreviates(name, short, MONTH_NAMES[number - 1]) or (name == "sept" and short == "sep"):
            return number
    return 0


def _in_year(year: str | None, month: int, day: int, today: date) -> date | None:
    """The date in the year that is written, else the next such date."""
    if year:
        return _date(int(year), month, day)
    coming = (_date(today.year + ahead, month, day) for ahead in range(2))
    return next((each for each in coming if each is not None and each >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
