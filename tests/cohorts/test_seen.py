"""The plan is read by everybody whom it concerns, and by nobody else."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.sandbox.looking import Shown
from tests.cohorts.acts import made, seen
from tests.stage import Stage

TODAY = {"Training date": "2026-11-23", "Go-live date": "2026-12-14"}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def home_of(stage: Stage, who: str) -> str:
    return stage.workspace.text_of(await stage.workspace.open_home(who))


def address_in(stage: Stage, shown: Shown | None, *, path: str = "") -> str:
    """The link of a button, at the port that the test's server has."""
    blocks = getattr(shown, "blocks", None)
    found = re.search(r"'url': '([^']+)'", str(blocks))
    assert found is not None
    parts = urlsplit(found[1])
    return f"{stage.address}{path or parts.path}?{parts.query}"


async def test_a_learner_finds_what_comes_next_in_their_own_cohort(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    await made(stage, TODAY, ready=True)
    page = await home_of(stage, "ana")
    assert "Your cohort is Autumn, now in its phase foundation, 23 Nov to 6 Dec." in page
    assert "• 7 Dec to 3 Jan: Role" in page
    await stage.workspace.press("ana", "See the whole plan")
    text = seen(stage, "ana")
    assert "Day 90 set: fluency" in text and "your admins and champions to hold" in text
    assert "Delete" not in text and "Edit or move" not in text
    assert "cohort" not in (await home_of(stage, "rosa")).lower()


async def test_a_champion_finds_the_plan_of_the_team_they_lead(stage: Stage) -> None:
    await stage.a_team(members=("ana",), led_by=("ben",))
    await made(stage, TODAY, ready=True)
    page = await home_of(stage, "ben")
    assert "Autumn*: now foundation. Next: Mon 23 Nov Training; 7 Dec to 3 Jan Role; " in page
    await stage.workspace.press("ben", "See the whole plan")
    assert "Mon 14 Dec: Go-live." in seen(stage, "ben")


async def test_an_admin_finds_what_is_next_and_what_waits(stage: Stage) -> None:
    await stage.a_team()
    await made(stage, TODAY)
    page = await home_of(stage, "priya")
    assert "Autumn waits for access" in page
    assert "*Autumn*: waits for access. Next: Mon 23 Nov Training." in page
    await stage.workspace.close("priya")
    await stage.workspace.command("priya", "/afterglow cohort")
    await stage.workspace.press("priya", "Access is ready")
    page = await home_of(stage, "priya")
    assert "waits for access" not in page and "*Autumn*: now foundation. Next: " in page


async def test_the_report_has_the_plans_and_leads_to_their_files(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.a_team()
    await made(stage, {"Name": "R&D <b>", **TODAY}, ready=True)
    await stage.workspace.close("priya")
    answer = await stage.workspace.command("priya", "/afterglow report")
    address = address_in(stage, answer)
    async with http.get(address) as page:
        text = await page.text()
    assert "What is planned" in text and "R&amp;D &lt;b&gt;" in text and "Foundation, 23 Nov to 6 Dec" in text
    found = re.search(r'href="(report\.ics\?[^"]+)"', text)
    assert found is not None
    async with http.get(f"{stage.address}/{found[1].replace('&amp;', '&')}") as file:
        assert file.status == 200 and file.content_type == "text/calendar"
        assert "attachment" in file.headers["Content-Disposition"]
        assert file.headers["Referrer-Policy"] == "no-referrer"
        body = await file.text()
    assert body.startswith("BEGIN:VCALENDAR\r\n") and "SUMMARY:Go-live (R&D <b>)" in body


async def test_the_file_opens_for_whom_it_concerns_and_for_nobody_else(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    await made(stage, TODAY, ready=True)
    await home_of(stage, "ana")
    await stage.workspace.press("ana", "See the whole plan")
    mine = address_in(stage, stage.workspace.modal("ana"))
    async with http.get(mine) as file:
        assert file.status == 200
    async with http.get(mine.replace("/report.ics?", "/report?")) as page:
        assert page.status == 403, "her link opens no report"
    rosa = stage.product.links.make(stage.person("rosa"), stage.clock(), page="report.ics", cohort="1")
    parts = urlsplit(rosa)
    for query in (parts.query, parts.query.replace("cohort=1", "cohort=x"), "cohort=1", ""):
        async with http.get(f"{stage.address}/report.ics?{query}") as refused:
            assert refused.status == 403
    await stage.pass_time(minutes=15)
    async with http.get(mine) as late:
        assert late.status == 403
