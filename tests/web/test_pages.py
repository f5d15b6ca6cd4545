"""The report from command to page: who gets a link, what it opens, and for how long."""

import csv
import io
import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.sandbox.state import Message
from tests.stage import Stage

CREW = ("ana", "maya", "tom", "rosa", "ben", "sam")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def report_of(stage: Stage, who: str) -> Message:
    answer = await stage.workspace.command(who, "/afterglow report")
    assert answer is not None
    return answer


def address_in(stage: Stage, answer: Message) -> str:
    """The link of the button, at the port that the test's server has."""
    found = re.search(r"'url': '([^']+)'", str(answer.blocks))
    assert found is not None
    parts = urlsplit(found[1])
    return f"{stage.address}{parts.path}?{parts.query}"


async def test_an_admin_reads_the_numbers_in_slack(stage: Stage) -> None:
    await stage.a_team(members=CREW)
    await stage.workspace.command("ana", "/afterglow win Claude saved me an hour on the brief")
    answer = await report_of(stage, "dana")
    text = stage.workspace.text_of(answer)
    assert "This week so far, 0 of 6 people used AI in their work." in text
    assert "0% (0 of 6)" in text
    assert "The link is for you alone and lasts 15 minutes." in text
    assert stage.workspace.buttons(answer) == ["Open the report"]


async def test_the_link_opens_the_report_and_its_table(stage: Stage, http: aiohttp.ClientSession) -> None:
    await stage.a_team("R&D <b>", members=CREW)
    await stage.pass_time(days=7, hours=6)
    address = address_in(stage, await report_of(stage, "dana"))
    async with http.get(address) as page:
        text = await page.text()
        assert page.status == 200 and page.content_type == "text/html"
    assert "Last week, 0 of 6 people used AI in their work." in text
    assert "R&amp;D &lt;b&gt;" in text and "<b>\n" not in text
    async with http.get(address.replace("/report?", "/report.csv?")) as table:
        assert table.content_type == "text/csv"
        assert "attachment" in table.headers["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO((await table.read()).decode("utf-8-sig"))))
    assert [(row["Group"], row["People"]) for row in rows][:1] == [("Everybody", "6")]


async def test_the_page_tells_nobody_where_it_was(stage: Stage, http: aiohttp.ClientSession) -> None:
    await stage.a_team(members=CREW)
    address = address_in(stage, await report_of(stage, "dana"))
    for url in (address, address.replace("/report?", "/report.csv?"), f"{stage.address}/report"):
        async with http.get(url) as answer:
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "unsafe" not in answer.headers["Content-Security-Policy"]


async def test_after_fifteen_minutes_the_link_says_how_to_get_a_new_one(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.a_team(members=CREW)
    address = address_in(stage, await report_of(stage, "dana"))
    await stage.pass_time(minutes=15)
    async with http.get(address) as answer:
        assert answer.status == 403
        assert "/afterglow report" in await answer.text()


@pytest.mark.parametrize("change", ["w=T0OTHER&", "sig=", "until=9999999999&"])
async def test_a_forged_link_opens_nothing(stage: Stage, http: aiohttp.ClientSession, change: str) -> None:
    await stage.a_team(members=CREW)
    address = address_in(stage, await report_of(stage, "dana"))
    field = change.split("=")[0]
    forged = re.sub(rf"{field}=[^&]*&?", change, address)
    for url in (forged, forged.replace("/report?", "/report.csv?"), f"{stage.address}/report"):
        async with http.get(url) as answer:
            assert answer.status == 403
            assert "people used AI" not in await answer.text()


async def test_whoever_is_no_admin_any_more_does_not_get_in(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.a_team(members=CREW)
    address = address_in(stage, await report_of(stage, "priya"))
    await stage.workspace.change("priya", is_admin=False)
    async with http.get(address) as answer:
        assert answer.status == 403


async def test_after_the_app_was_removed_its_links_open_nothing(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.a_team(members=CREW)
    address = address_in(stage, await report_of(stage, "dana"))
    await stage.workspace.uninstall()
    async with http.get(address) as answer:
        assert answer.status == 403


async def test_a_learner_gets_no_link(stage: Stage) -> None:
    await stage.a_team(members=CREW)
    answer = await report_of(stage, "ana")
    assert "url" not in str(answer.blocks) and "report?" not in stage.workspace.text_of(answer)


async def test_home_leads_to_the_report_too(stage: Stage, http: aiohttp.ClientSession) -> None:
    await stage.a_team(members=CREW)
    page = await stage.workspace.open_home("dana")
    await stage.workspace.press("dana", "Open the report", on=page)
    modal = stage.workspace.modal("dana")
    assert modal is not None and "lasts 15 minutes" in stage.workspace.text_of(modal)
