"""The plan as a calendar file keeps to the grammar of RFC 5545, whatever a cohort is called."""

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts import ics, rules
from bot.cohorts.rules import Dates, Kind, Template, Tier

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
PLAN = rules.plan(Dates(date(2026, 11, 2), date(2026, 11, 23)), Template.SKILLS, Tier.FLUENCY)
EVENTS = [one for one in PLAN if one.kind is not Kind.CHALLENGE]
# contentline = name *(";" param) ":" value CRLF; a value holds no control sign but a tab.
CONTENT_LINE = re.compile(r"[A-Z-]+(?:;[A-Z-]+=[A-Z-]+)*:[^\x00-\x08\x0a-\x1f\x7f]*")
# TEXT: none of these stands by itself but a colon and a quotation mark.
TEXT = re.compile(r"(?:\\[\\;,nN]|[^\\;,\x00-\x08\x0a-\x1f\x7f])*")


def lines(file: str) -> list[str]:
    """The content lines of a file, unfolded as its readers do."""
    assert file.endswith("\r\n") and "\n" not in file.replace("\r\n", "")
    return file.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def value(line: str) -> str:
    return line.partition(":")[2]


def read(text: str) -> str:
    """A TEXT value as a reader shows it."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def made(name: str = "Autumn") -> str:
    return ics.calendar(name, PLAN, key="7.t0acme", now=NOW)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_every_line_keeps_to_the_grammar_whatever_the_name(name: str) -> None:
    file = made(name)
    for raw in file.encode().split(b"\r\n"):
        assert len(raw) <= 75
        raw.decode()  # no letter was parted
    found = lines(file)
    assert all(CONTENT_LINE.fullmatch(line) for line in found)
    told = [value(line) for line in found if line.startswith(("SUMMARY:", "DESCRIPTION:", "X-WR-CALNAME:"))]
    assert all(TEXT.fullmatch(one) for one in told)
    shown = "".join(sign for sign in name if sign == "\n" or (sign >= " " and sign != "\x7f"))
    assert read(told[0]) == shown


def test_a_calendar_has_what_it_must_have_and_each_event_is_closed() -> None:
    found = lines(made())
    assert found[0] == "BEGIN:VCALENDAR" and found[-1] == "END:VCALENDAR"
    assert found.count("VERSION:2.0") == 1 and sum(line.startswith("PRODID:") for line in found) == 1
    assert found.count("BEGIN:VEVENT") == found.count("END:VEVENT") == len(EVENTS)
    for must in ("UID:", "DTSTAMP:", "DTSTART;VALUE=DATE:"):
        assert sum(line.startswith(must) for line in found) == len(EVENTS)
    assert {value(line) for line in found if line.startswith("DTSTAMP:")} == {"20261122T083000Z"}


def test_days_are_whole_and_end_before_the_day_that_is_named() -> None:
    found = lines(made())
    starts = [value(line) for line in found if line.startswith("DTSTART")]
    ends = [value(line) for line in found if line.startswith("DTEND")]
    assert starts == [f"{one.first:%Y%m%d}" for one in EVENTS]
    assert ends == [f"{one.last + timedelta(days=1):%Y%m%d}" for one in EVENTS]


def test_an_entry_keeps_its_id_where_it_moves_and_shares_it_with_no_other() -> None:
    def ids(file: str) -> list[str]:
        return [value(line) for line in lines(file) if line.startswith("UID:")]

    later = rules.plan(Dates(date(2026, 12, 2), date(2026, 12, 23)), Template.SKILLS, Tier.FLUENCY)
    moved = ics.calendar("Autumn", later, key="7.t0acme", now=NOW)
    other = ics.calendar("Autumn", PLAN, key="8.t0acme", now=NOW)
    assert sorted(ids(made())) == sorted(ids(moved)) and len(set(ids(made()))) == len(EVENTS)
    assert set(ids(made())).isdisjoint(ids(other))
