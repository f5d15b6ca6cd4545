"""Slack's token rotation: the next token is there before the last expires, whatever happens on the way."""

import asyncio
import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.outbox import service as outbox
from bot.outbox.service import Place
from bot.workspaces import service as workspaces
from bot.workspaces import tokens
from bot.workspaces.models import Standing, Workspace
from schedules.tokens import refresh_tokens
from tests.doors.test_oauth import Installer
from tests.doors.test_oauth import installer as installer
from tests.outbox.acts import words

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:slack_sdk")
A_SECOND = timedelta(seconds=1)  # the SDK rounds
EXCHANGE = "oauth.v2.access"


async def install(installer: Installer) -> None:
    state, cookie = await installer.begin()
    code = installer.workspace.consent()
    assert await installer.come_back(state=state, cookie=cookie, code=code) == 200


@pytest.fixture
async def rotating(installer: Installer) -> Installer:
    """Installed, with rotation switched on."""
    installer.workspace.state.rotation.is_on = True
    await install(installer)
    return installer


async def row(rotating: Installer) -> Workspace:
    async with rotating.product.db.read() as session:
        found = await workspaces.find(session, rotating.workspace.state.team_id)
    assert found is not None
    return found


def twelve_hours_from_now(rotating: Installer) -> datetime:
    return rotating.workspace.state.now() + timedelta(hours=12)


async def hours_pass(rotating: Installer, hours: float) -> int:
    """The clock goes on, and the tick of a minute runs."""
    clock = rotating.workspace.state.now
    clock.advance(timedelta(hours=hours))  # type: ignore[attr-defined]
    rotating.product.standings.forget()
    return await refresh_tokens(rotating.product.office, clock())


async def say(rotating: Installer, words_of_it: str) -> None:
    space = rotating.workspace
    place = Place(space.state.team_id, space.channel("general").id)
    async with rotating.product.db.begin() as session:
        await outbox.enqueue(
            session, words(words_of_it), to=place, dedupe=words_of_it, kind="x", now=space.state.now()
        )
    await rotating.product.worker.drain()


def said(rotating: Installer) -> list[str]:
    bot = rotating.workspace.bot.id
    return [one.text for one in rotating.workspace.channel_messages("general") if one.user == bot]


def exchanges(rotating: Installer) -> int:
    calls = rotating.workspace.calls(EXCHANGE)
    return sum(1 for one in calls if one.body["request"].get("grant_type") == "refresh_token")


async def test_both_tokens_are_kept_sealed(rotating: Installer) -> None:
    kept = await row(rotating)
    assert (kept.bot_token or "").startswith("xoxe.xoxb-")
    assert kept.refresh_token == rotating.workspace.state.rotation.refresh_token
    assert kept.token_expires_at is not None
    assert timedelta() <= twelve_hours_from_now(rotating) - kept.token_expires_at < A_SECOND
    async with rotating.product.db.read() as session:
        raw = (await session.execute(text("SELECT bot_token, refresh_token FROM workspaces"))).one()
    assert "xoxe" not in str(raw)


@pytest.mark.long
async def test_a_week_goes_by_with_a_token_that_works(rotating: Installer) -> None:
    for hour in range(0, 24 * 7, 2):
        await hours_pass(rotating, 2)
        await say(rotating, f"hour {hour}")
    assert len(said(rotating)) == 12 * 7
    assert exchanges(rotating) == 16  # every ten hours: two before its end
    assert not [one for one in rotating.workspace.calls() if one.note == "token_expired"]


@pytest.mark.usefixtures("printed")
async def test_of_many_processes_one_exchanges_it(rotating: Installer) -> None:
    clock = rotating.workspace.state.now
    clock.advance(timedelta(hours=11))  # type: ignore[attr-defined]
    done = await asyncio.gather(*(refresh_tokens(rotating.product.office, clock()) for _ in range(8)))
    assert sum(done) == exchanges(rotating) == 1
    kept = await row(rotating)
    assert kept.refresh_token == rotating.workspace.state.rotation.refresh_token


async def test_a_slack_that_is_away_is_asked_again(rotating: Installer) -> None:
    rotating.workspace.trouble.next(EXCHANGE, drop="before")
    rotating.workspace.trouble.next(EXCHANGE, status=503)
    assert await hours_pass(rotating, 11) == 0
    assert await hours_pass(rotating, 1 / 120) == 0, "its lease is not over yet"
    assert exchanges(rotating) == 1
    assert await hours_pass(rotating, 1 / 30) == 0
    assert await hours_pass(rotating, 1 / 30) == 1
    await say(rotating, "hello")
    assert said(rotating) == ["hello"]


async def test_a_lost_answer_costs_nothing_before_the_token_expires(
    rotating: Installer, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack has used the refresh token up; without its answer there is no next one."""
    rotating.workspace.trouble.next(EXCHANGE, drop="after")
    assert await hours_pass(rotating, 10.5) == 0
    with caplog.at_level(logging.ERROR):
        assert await hours_pass(rotating, 1 / 30) == 0
    assert "workspace.token_not_refreshed" in caplog.text and "install the app again" in caplog.text
    await say(rotating, "still")
    await hours_pass(rotating, 2)
    await say(rotating, "waits")
    assert said(rotating) == ["still"]
    await install(rotating)
    await hours_pass(rotating, 1 / 30)
    await rotating.product.worker.drain()
    assert said(rotating) == ["still", "waits"]
    assert await hours_pass(rotating, 11) == 1


async def test_after_a_night_off_the_first_tick_brings_a_token(rotating: Installer) -> None:
    clock = rotating.workspace.state.now
    clock.advance(timedelta(hours=13))  # type: ignore[attr-defined]
    rotating.product.standings.forget()
    await say(rotating, "good morning")
    assert said(rotating) == []
    await hours_pass(rotating, 0)
    await hours_pass(rotating, 1 / 30)
    await rotating.product.worker.drain()
    assert said(rotating) == ["good morning"]
    assert (await row(rotating)).standing == Standing.ACTIVE


async def test_a_token_that_slack_takes_back_early_is_replaced(rotating: Installer) -> None:
    rotating.workspace.state.rotation.issue(rotating.workspace.state.now())
    rotating.workspace.state.rotation.issue(rotating.workspace.state.now())  # ours is the third: over
    async with rotating.product.db.begin() as session:
        lost = await workspaces.find(session, rotating.workspace.state.team_id)
        assert lost is not None
        lost.refresh_token = rotating.workspace.state.rotation.refresh_token
    await say(rotating, "hello")
    assert said(rotating) == []
    assert await hours_pass(rotating, 1 / 30) == 1
    await rotating.product.worker.drain()
    assert said(rotating) == ["hello"]


async def test_a_token_of_yesterday_takes_nothing_from_todays(rotating: Installer) -> None:
    """A process that kept the last token for a minute is refused: the installation is well."""
    space = rotating.workspace.state.team_id
    async with rotating.product.db.begin() as session:
        await tokens.refused(session, space, token="xoxe.xoxb-before", now=rotating.workspace.state.now())
    kept = await row(rotating)
    assert (kept.standing, kept.bot_token is not None) == (Standing.ACTIVE, True)
    assert kept.token_expires_at is not None
    assert timedelta() <= twelve_hours_from_now(rotating) - kept.token_expires_at < A_SECOND


async def test_a_new_installation_wins_over_an_exchange_under_way(rotating: Installer) -> None:
    clock = rotating.workspace.state.now
    clock.advance(timedelta(hours=11))  # type: ignore[attr-defined]
    async with rotating.product.db.begin() as session:
        (exchange,) = await tokens.take_due(session, now=clock(), limit=1)
    await install(rotating)
    fresh = await row(rotating)
    async with rotating.product.db.begin() as session:
        kept = await tokens.keep(
            session, exchange, token="late", refresh_token="late", expires_at=clock() + timedelta(hours=12)
        )
    assert not kept
    assert (await row(rotating)).bot_token == fresh.bot_token != "late"


async def test_a_revoked_token_leaves_no_way_to_another(rotating: Installer) -> None:
    async with rotating.product.db.begin() as session:
        await workspaces.revoke(session, rotating.workspace.state.team_id, rotating.workspace.state.now())
    kept = await row(rotating)
    assert (kept.bot_token, kept.refresh_token, kept.token_expires_at) == (None, None, None)
    async with rotating.product.db.read() as session:
        assert (await session.scalars(select(Workspace.standing))).all() == [Standing.REVOKED]
