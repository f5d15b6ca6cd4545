"""Every answer of the web server lets nothing of anybody else in, and leaves no type to guess."""

import re

import aiohttp
import pytest

from bot.clock import SandboxClock
from bot.web.oauth import STYLE
from tests.conftest import staged
from tests.doors.conftest import INSTALLED_BY_OAUTH

ADDRESSES = (
    "/", "/healthz", "/readyz", "/metrics", "/nowhere", "/report", "/report.csv",
    "/report.ics", "/slack/install",
    "/slack/events", "/slack/oauth_redirect", "/slack/oauth_redirect?error=%3Cscript%3Ealert(1)%3C/script%3E",
    "/slack/oauth_redirect?state=x&code=%3Cimg%20src=x%20onerror=alert(1)%3E", "/report?u=%3Cb%3E",
    "/record", "/record.md", "/record.json?w=%3Cb%3E",
)  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_answer_lets_anything_be_run_framed_or_guessed(
    database_url: str, clock: SandboxClock
) -> None:
    async with staged(database_url, clock, **INSTALLED_BY_OAUTH) as stage, aiohttp.ClientSession() as http:
        await stage.install()
        for address in ADDRESSES:
            async with http.get(f"{stage.address}{address}") as answer:
                policy, text = answer.headers["Content-Security-Policy"], await answer.text()
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, address
            assert "unsafe" not in policy and "script-src" not in policy, address
            assert answer.headers["X-Content-Type-Options"] == "nosniff", address
            assert not re.search(r"<script|<img src=x|<b>|\son\w+=|style=|javascript:", text), address
            for sheet in STYLE.findall(text):
                assert "sha256-" in policy and sheet
