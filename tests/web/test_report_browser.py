"""The report in a real browser: readable on a phone, in the dark, and under its own content policy."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from bot.adoption import report, rules
from bot.adoption.rules import Tally, Week
from bot.web.pages import headers
from tests.browser.conftest import CHROMIUMS, QUIET

pytestmark = pytest.mark.browser

ADDRESS = "http://report.example/report"
LAST = date(2026, 11, 16)
LONG = "Customer Success Operations for Northern and Eastern Europe"


def a_week(back: int) -> Week:
    team = Tally(
        people=14, active=9 - back, wins_unprompted=4, wins_prompted=2, minutes=640, stated_by=8, asked=6
    )
    small = Tally(people=3, active=3)
    groups = [("1", LONG, team), ("2", "Sales", team), ("3", "Legal", small)]
    total = Tally(
        people=31, active=20 - back, wins_unprompted=8, minutes=1280, stated_by=16, asked=12, claimed=9
    )
    return rules.shown(LAST - timedelta(weeks=back), total, groups, is_closed=True)


def text() -> str:
    weeks = tuple(a_week(back) for back in range(11, -1, -1))
    made = report.Page("Northwind", datetime(2026, 11, 25, 15, tzinfo=UTC), weeks, so_far=a_week(0))
    return report.html(made, table_url="report.csv", nonce="n0nce")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Ends with this module: while it lives, no asynchronous test runs in this process."""
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium is installed; .ci/run installs one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(params=["light", "dark"])
def shown(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page on a phone, served as the product serves it."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme=request.param)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    def serve(route: Route) -> None:
        route.fulfill(body=text(), content_type="text/html", headers=headers("n0nce"))

    page.route(ADDRESS, serve)
    page.goto(ADDRESS)
    yield page
    context.close()
    assert complaints == []


def test_nothing_sticks_out_on_a_phone(shown: Page) -> None:
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


def test_words_stand_out_from_the_paper_by_day_and_by_night(shown: Page) -> None:
    brightness = """(name) => {
        const style = getComputedStyle(document.body)[name];
        const [r, g, b] = style.match(/\\d+/g).map(Number);
        return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
    }"""
    paper, ink = shown.evaluate(brightness, "backgroundColor"), shown.evaluate(brightness, "color")
    assert abs(paper - ink) > 0.7


def test_each_chart_has_words_for_those_who_do_not_see_it(shown: Page) -> None:
    names = [one.get_attribute("aria-label") for one in shown.get_by_role("img").all()]
    assert len(names) == 4 and all(names)
    assert "16 Nov: 65% (20 of 31)" in str(names[0])


def test_the_numbers_of_the_chart_are_inside_the_chart(shown: Page) -> None:
    outside = shown.evaluate(
        """() => [...document.querySelectorAll("figure svg")].filter((svg) => {
            const frame = svg.closest("figure").getBoundingClientRect();
            return [...svg.querySelectorAll("text")].some((text) => {
                const box = text.getBoundingClientRect();
                return box.left < frame.left || box.right > frame.right;
            });
        }).length"""
    )
    assert outside == 0
