"""The report: one honest page, and a table that no spreadsheet runs."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adoption import closing, report
from bot.adoption.report import Page
from bot.db import Db
from bot.slack.blockkit import visible
from tests.adoption.builders import HOME, a_company, a_member, a_team, a_workspace

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)


async def made(db: Db) -> Page:
    async with db.begin() as session:
        await closing.close_weeks(session, HOME, now=NOW)
    async with db.read() as session:
        return await report.page(session, HOME, now=NOW)


PAGES: dict[str, Page] = {}


@pytest.fixture
async def page(db: Db) -> Page:
    """Eight weeks of a company, written down once for each kind of database: nobody changes a page."""
    if db.dialect not in PAGES:
        async with db.begin() as session:
            await a_company(session, now=NOW)
        PAGES[db.dialect] = await made(db)
    return PAGES[db.dialect]


async def test_a_leader_reads_the_week_in_two_sentences(page: Page) -> None:
    assert report.summary(page) == (
        "Last week, 27 of 40 people used AI in their work, 3 fewer than the week before. "
        "They logged 16 wins, 8 of them unprompted."
    )


async def test_the_page_shows_eight_weeks_and_hides_the_small_team(page: Page) -> None:
    text = report.html(page, table_url="/report.csv?x=1&y=2", nonce="n0nce")
    assert len(page.weeks) == 8
    assert "68%" in text and "27 of 40" in text
    assert text.count("not measured yet") >= 4
    row = re.search(r"Legal</th>(.*?)</tr>", text, re.DOTALL)
    assert row and "fewer than 5 people" in row[1] and not re.search(r">\s*\d", row[1])
    row = re.search(r"Operations</th>(.*?)</tr>", text, re.DOTALL)
    assert row and "hidden beside a small group" in row[1]
    assert "Finance &amp; Controlling" in text
    assert '<style nonce="n0nce">' in text and "<script" not in text and "style=" not in text
    assert 'href="/report.csv?x=1&amp;y=2"' in text


async def test_no_person_is_named_on_the_page_or_in_the_table(page: Page) -> None:
    for text in (report.html(page, table_url=""), report.table(page)):
        assert not re.search(r"\bU\d+X\d+\b", text) and "release notes" not in text


async def test_the_table_holds_every_week_and_group(page: Page) -> None:
    rows = list(csv.DictReader(io.StringIO(report.table(page))))
    assert len(rows) == 8 * 6
    last = {row["Group"]: row for row in rows if row["Week (Monday)"] == "2026-11-16"}
    assert (last["Everybody"]["Active people"], last["Everybody"]["People"]) == ("27", "40")
    assert set(list(last["Legal"].values())[2:]) == {"fewer than 5 people"}
    assert last["Marketing"]["Median wait, working minutes"] == ""


async def test_a_fresh_workspace_gets_an_honest_page(db: Db) -> None:
    async with db.begin() as session:
        await a_workspace(session, at=NOW)
        await a_member(session, "U0ANA", at=NOW)
    page = await made(db)
    text = report.html(page, table_url="")
    assert "Numbers are shown as soon as five people take part." in text
    assert "The charts begin with the first complete week." in text
    assert report.table(page).count("\r\n") == 1


async def test_a_teams_name_is_only_text(db: Db) -> None:
    evil = '=HYPERLINK("http://evil")<img src=x onerror=alert(1)>'
    async with db.begin() as session:
        await a_workspace(session, at=datetime(2026, 11, 16, tzinfo=UTC))
        team = await a_team(session, evil, at=NOW)
        for i in range(6):
            await a_member(session, f"U{i}", at=NOW, team=team)
    page = await made(db)
    assert "<img" not in report.html(page, table_url="")
    cells = [row[1] for row in csv.reader(io.StringIO(report.table(page)))]
    assert f"'{evil}" in cells


BEFORE = (
    "",
    " ",
    "\u00a0",
    "\t",
    "\r",
    "\n",
    "\x00",
    "\u200b",
    "\ufeff",
    "x;",
    "x,",
    "x\n",
    "x\t",
    "x|",
    "x; ",
)
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
FORMULAS = [
    *(f"{before}{sign}{body}" for sign in SIGNS for before in BEFORE for body in ("1+1", 'cmd|"/c calc"!A1')),
    '"=1+1"', 'x","=1+1', "x';=1+1", "\t", "\r\n", "\x00", "a\x00=1", "=", '=HYPERLINK("http://evil";"x")',
]  # fmt: skip


@pytest.mark.parametrize("parting", [",", ";", "\t", "|"])
async def test_no_cell_begins_as_a_formula_whatever_parts_the_cells(page: Page, parting: str) -> None:
    week = page.weeks[-1]
    groups = tuple(replace(week.groups[0], name=name) for name in FORMULAS)
    text = report.table(replace(page, weeks=(replace(week, groups=groups),)))
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=parting):
        for cell in row:
            assert not cell.lstrip().startswith((*SIGNS, "\t", "\r", "\x00")), cell


def test_a_formula_comes_back_as_the_words_it_was_behind_apostrophes() -> None:
    for name in FORMULAS:
        written = io.StringIO()
        csv.writer(written).writerow([report.harmless(name), "next"])
        cell, after = next(csv.reader(io.StringIO(written.getvalue(), newline="")))
        assert after == "next"
        assert cell.startswith("'") or not name.startswith(SIGNS)
        assert cell.replace("'", "") == visible(name).replace("'", "")


def test_no_other_part_of_the_product_writes_tables() -> None:
    root = Path(report.__file__).parents[2]
    sources = [path for folder in ("bot", "handlers", "schedules") for path in (root / folder).rglob("*.py")]
    writes = {
        path.name
        for path in sources
        if re.search(r"csv\.(Dict)?[wW]riter|openpyxl|xlsx", path.read_text("utf-8"))
    }
    assert writes == {"report.py", "outcomes.py"}, "of which these two make every cell harmless"


@pytest.mark.parametrize("name", ["Marketing", "R&D", 'The "A" team', "Süd, Nord", "Two\nlines"])
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerow([report.harmless(name)])
    assert next(csv.reader(io.StringIO(written.getvalue(), newline=""))) == [name]
