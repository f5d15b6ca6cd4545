"""A skill record is its owner's: they see it, take it along, and nobody else can open it."""

import json
import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.nudges.rules import Answer
from bot.privacy import service as privacy
from tests.nudges.acts import answered
from tests.stage import Stage

WIN = "Claude turned the call transcript into <b>the</b> newsletter"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def a_learner(stage: Stage) -> None:
    """Ana read one thing, tried another, and shared a win."""
    await stage.a_team(members=("ana", "maya", "tom"))
    await stage.active("ana")
    await answered(stage, "ana", ask_in_four_lines=Answer.RIGHT, first_meeting_notes=Answer.TRIED_WORKED)
    await logged(stage, "ana", WIN)


async def logged(stage: Stage, who: str, words: str) -> None:
    await stage.workspace.command(who, f"/afterglow win {words}")
    assert await stage.workspace.submit(who, {"minutes": "45", "share": ["yes"]}) == {}


async def made(stage: Stage, who: str, wins: list[str] | None = None) -> str:
    """The address of the page that somebody gets."""
    await stage.workspace.command(who, "/afterglow record")
    await stage.workspace.submit(who, {"wins": wins or []})
    return address_in(stage, who)


def address_in(stage: Stage, who: str) -> str:
    view = stage.workspace.modal(who)
    assert view is not None
    found = re.search(r"'url': '([^']+)'", str(view.blocks))
    assert found is not None
    parts = urlsplit(found[1])
    return f"{stage.address}{parts.path}?{parts.query}"


async def read(http: aiohttp.ClientSession, address: str) -> tuple[int, str]:
    async with http.get(address) as answer:
        return answer.status, await answer.text()


async def own_win(stage: Stage, who: str) -> str:
    """The value of the box of somebody's first win."""
    await stage.workspace.command(who, "/afterglow record")
    view = stage.workspace.modal(who)
    assert view is not None
    found = re.search(r"'value': '(\d+)'", str(view.blocks))
    assert found is not None
    return found[1]


async def test_its_owner_sees_skills_days_and_badges(stage: Stage) -> None:
    await a_learner(stage)
    await stage.workspace.command("ana", "/afterglow record")
    shown = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "read 22 Nov 2026" in shown and "tried 21 Nov 2026" in shown
    assert "First one that worked" in shown and "Shared a win" in shown
    assert "Taught a colleague" in shown, "all badges there are stand in the rules"


async def test_badges_stand_on_their_own_page_and_settings_and_nowhere_else(stage: Stage) -> None:
    await a_learner(stage)
    before = len(stage.workspace.inbox("ana")), len(stage.workspace.channel_messages("marketing"))
    page = stage.workspace.text_of(await stage.workspace.open_home("ana"))
    assert "Your badges" in page and "Shared a win" in page
    await stage.workspace.command("ana", "/afterglow me")
    assert "Your badges" in stage.workspace.text_of(stage.workspace.modal("ana"))
    for who in ("maya", "priya"):
        assert "Your badges" not in stage.workspace.text_of(await stage.workspace.open_home(who))
    after = len(stage.workspace.inbox("ana")), len(stage.workspace.channel_messages("marketing"))
    assert after == before, "no message tells of a badge"


async def test_the_page_markdown_and_data_hold_the_wins_that_were_chosen(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await a_learner(stage)
    without = await made(stage, "ana")
    status, text = await read(http, without)
    assert status == 200 and "newsletter" not in text and "Skill record of ana" in text
    chosen = await made(stage, "ana", [await own_win(stage, "ana")])
    status, text = await read(http, chosen)
    assert "&lt;b&gt;the&lt;/b&gt; newsletter" in text and "<b>the</b>" not in text
    status, text = await read(http, chosen.replace("/record?", "/record.md?"))
    assert status == 200 and "| Skill | Read | Tried |" in text and "> Claude turned" in text
    status, text = await read(http, chosen.replace("/record?", "/record.json?"))
    told = json.loads(text)
    assert told["wins"][0]["minutes"] == 45 and told["wins"][0]["text"] == WIN
    assert {"read", "tried"} & set(told["skills"][0])


async def test_nobody_else_gets_in_with_the_link_or_makes_one(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await a_learner(stage)
    address = await made(stage, "ana")
    ana, priya = stage.person("ana").user_id, stage.person("priya").user_id
    for forged in (
        address.replace(ana, priya),
        address.replace(priya, ana).replace("sig=", "sig=x"),
        address.replace(stage.team_id, "T0OTHER"),
        f"{stage.address}/record",
    ):
        for ending in ("", ".md", ".json"):
            status, text = await read(http, forged.replace("/record?", f"/record{ending}?"))
            assert status == 403 and "record of ana" not in text
    await stage.workspace.command("priya", "/afterglow record")
    assert "Ana" not in stage.workspace.text_of(stage.workspace.modal("priya"))


async def test_the_win_of_a_colleague_cannot_be_put_into_ones_own_record(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await a_learner(stage)
    foreign = await own_win(stage, "ana")
    await stage.active("tom")
    await logged(stage, "tom", "Gemini sorted the leads of the week")
    address = await made(stage, "tom")
    status, text = await read(http, re.sub(r"wins=[^&]*", f"wins={foreign}", address))
    assert status == 200 and "newsletter" not in text


async def test_a_link_to_the_report_opens_no_record_and_the_other_way_round(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.a_team()
    reply = await stage.workspace.command("priya", "/afterglow report")
    assert reply is not None
    found = re.search(r"'url': '([^']+)'", str(reply.blocks))
    assert found is not None
    query = urlsplit(found[1]).query
    assert (await read(http, f"{stage.address}/record?{query}"))[0] == 403
    await stage.workspace.command("priya", "/afterglow win Claude drafted the agenda of the day")
    assert await stage.workspace.submit("priya", {"minutes": "45"}) == {}
    own = urlsplit(await made(stage, "priya")).query
    assert (await read(http, f"{stage.address}/report?{own}"))[0] == 403


async def test_after_fifteen_minutes_the_link_is_over(stage: Stage, http: aiohttp.ClientSession) -> None:
    await a_learner(stage)
    address = await made(stage, "ana")
    await stage.pass_time(minutes=15)
    status, text = await read(http, address)
    assert status == 403 and "/afterglow record" in text


async def test_whoever_was_erased_has_no_record(stage: Stage, http: aiohttp.ClientSession) -> None:
    await a_learner(stage)
    address = await made(stage, "ana")
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("ana"), now=stage.clock())
    assert (await read(http, address))[0] == 403


async def test_an_empty_record_says_what_begins_it(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("tom", "/afterglow record")
    view = stage.workspace.modal("tom")
    assert "Nothing is in it yet" in stage.workspace.text_of(view)
