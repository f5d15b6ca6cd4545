"""The report as a picture: its size, and the report's own numbers in it."""

import struct
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest

from bot.adoption import closing, figures, picture, report
from bot.adoption.report import Page
from bot.adoption.rules import Week
from bot.db import Db
from tests.adoption.builders import HOME, TEAMS, a_company

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
BEFORE_THE_FIRST_WEEK = Page("Acme", NOW, (), Week(date(2026, 11, 23), False, None))


async def a_page(db: Db, *, weeks: int = 8, **more: int) -> Page:
    async with db.begin() as session:
        await a_company(session, now=NOW, weeks=weeks, teams={**TEAMS, **more})
        await closing.close_weeks(session, HOME, now=NOW)
    async with db.read() as session:
        return await report.page(session, HOME, now=NOW)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


async def test_the_picture_fills_a_slide(db: Db) -> None:
    page = await a_page(db)
    drawn = picture.png(page)
    assert size_of(drawn) == (picture.WIDTH, picture.HEIGHT) == (1920, 1080)
    assert len(drawn) > 2 * len(picture.png(BEFORE_THE_FIRST_WEEK))


async def test_its_numbers_are_the_reports(db: Db) -> None:
    page = await a_page(db)
    told = unescape(picture.svg(page))
    assert report.summary(page) in told
    for figure in figures.headline(page.leading):
        assert f">{figure.number}</text>" in told, figure.label
    for group in page.leading.groups:
        assert f">{group.name}</text>" in told
        if group.tally is not None:
            assert f">{figures.share_of(group.tally):.0f}%</text>" in told
            assert f">{group.tally.active} of {group.tally.people}</text>" in told
    assert told.count("fewer than 5 people") == 2, "a group, and those whom a saved prompt helped"
    assert told.count("hidden beside a small group") == 1
    for figure in page.more:
        assert f">{figure.label}</text>" in told and f">{figure.text}</text>" in told
    assert "Not measured yet: time to task" in told
    for chart in report.drawings(page.weeks).values():
        assert chart in picture.svg(page)


async def test_many_teams_and_long_names_keep_inside(db: Db) -> None:
    long = "Sales <South> & Austria, in the field, in the house and in the back office"
    page = await a_page(db, weeks=2, **{long: 9, "One": 6, "Two": 6, "Three": 6, "Four\x0b": 6})
    told = picture.svg(page)
    assert "and 2 more in the report" in told
    assert "Does it last?" not in told
    assert "Sales &lt;South&gt; &amp; Austria" in told and "back office" not in told
    assert size_of(picture.png(page)) == (1920, 1080)


def test_before_the_first_week_it_says_what_is_missing() -> None:
    told = picture.svg(BEFORE_THE_FIRST_WEEK)
    assert "Numbers are shown as soon as five people take part." in told
    assert "Weekly active" not in told


def test_a_name_that_no_drawing_knows_is_still_drawn() -> None:
    page = replace(BEFORE_THE_FIRST_WEEK, workspace="A\x00\x1b & <b>\ud83d 営業部 🎉")
    assert size_of(picture.png(page)) == (1920, 1080)


@pytest.mark.parametrize(
    ("text", "room"), [("Marketing", 200.0), ("営業" * 20, 200.0), ("", 10.0), ("ab", 0.0)]
)
def test_a_text_is_cut_where_it_would_not_fit(text: str, room: float) -> None:
    shown = picture.fitted(text, 14, room)
    assert shown == text or (shown.endswith("…") and picture.wide(shown, 14) <= max(room, 14))
