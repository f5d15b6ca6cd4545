"""`/report` and its tables: what a signed link from Slack opens."""

import logging
import secrets
from collections.abc import Callable

from aiohttp import web

from bot.adoption import outcomes, report
from bot.adoption.report import Page
from bot.adoption.rules import WEEKS_SHOWN
from bot.clock import Now
from bot.cohorts import service as cohorts
from bot.db import Db
from bot.people import service as people
from bot.web.links import Links

log = logging.getLogger(__name__)

REFUSED = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>This link no longer works</title>
<style nonce="{nonce}">body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 34em; margin: 18vh auto;
padding: 0 20px; }}
code {{ background: #8882; padding: .1em .35em; border-radius: 4px; }}</style></head>
<body><h1>This link no longer works</h1>
<p>A link to the report is for one admin and lasts fifteen minutes. Type <code>/afterglow report</code> in
Slack and you get a new one. A link to a cohort's plan lasts as long: open the plan again.</p></body></html>
"""


class Reports:
    """Serves the report to whom its link was made for, while they may see it."""

    def __init__(self, db: Db, links: Links, *, clock: Now) -> None:
        self._db = db
        self._links = links
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/report", self.page),
            web.get("/report.csv", self.table),
            web.get("/report.ics", self.plan),
            web.get("/report-assessments.csv", self.outcomes),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """The report as a page."""
        made, nonce = await self._made(request, by_team=1), secrets.token_urlsafe(16)
        if made is None:
            return _page(REFUSED.format(nonce=nonce), nonce=nonce, status=403)
        # Relative, so that it also leads home behind a proxy that serves us under a path.
        return _page(
            report.html(
                made,
                table_url=f"report.csv?{request.query_string}",
                plan_url=f"report.ics?{request.query_string}",
                nonce=nonce,
            ),
            nonce=nonce,
        )

    async def table(self, request: web.Request) -> web.Response:
        """The same numbers as CSV; the byte order mark tells a spreadsheet that it is UTF-8."""
        return await self._csv(request, report.table, name="afterglow", by_team=WEEKS_SHOWN)

    async def outcomes(self, request: web.Request) -> web.Response:
        """What came of the cohorts' assessments, in the same way."""
        return await self._csv(
            request, lambda made: outcomes.table(made.outcomes), name="afterglow-assessments", by_team=0
        )

    async def _csv(
        self, request: web.Request, table: Callable[[Page], str], *, name: str, by_team: int
    ) -> web.Response:
        made, nonce = await self._made(request, by_team=by_team), secrets.token_urlsafe(16)
        if made is None:
            return _page(REFUSED.format(nonce=nonce), nonce=nonce, status=403)
        disposition = f'attachment; filename="{name}-{made.made_at:%Y-%m-%d}.csv"'
        sent = headers(nonce) | {"Content-Disposition": disposition}
        body = table(made).encode("utf-8-sig")
        return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=sent)

    async def plan(self, request: web.Request) -> web.Response:
        """The plan of one cohort as a calendar file, for whoever is in it, leads in it or runs it."""
        now, nonce = self._clock(), secrets.token_urlsafe(16)
        person, which = self._links.read(request.query, now), request.query.get("cohort", "")
        found = None
        if person is not None and which.isascii() and which.isdigit() and len(which) < 10:
            async with self._db.read() as session:
                found = await cohorts.file(session, person, int(which), now=now)
        if found is None:
            return _page(REFUSED.format(nonce=nonce), nonce=nonce, status=403)
        name = f"plan-{which}-{now:%Y-%m-%d}.ics"
        sent = headers(nonce) | {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=found.encode(), content_type="text/calendar", charset="utf-8", headers=sent)

    async def _made(self, request: web.Request, *, by_team: int) -> Page | None:
        now = self._clock()
        person = self._links.read(request.query, now)
        if person is None:
            return None
        async with self._db.read() as session:
            # Whoever lost the right after the link was made does not get in.
            if not await people.may_act_as_admin(session, person):
                return None
            log.info("report.opened workspace=%s user=%s", person.workspace_id, person.user_id)
            return await report.page(session, person.workspace_id, now=now, by_team=by_team)


def _page(text: str, *, nonce: str, status: int = 200) -> web.Response:
    return web.Response(text=text, content_type="text/html", status=status, headers=headers(nonce))


def headers(nonce: str) -> dict[str, str]:
    """Admits our own style sheet and nothing else; leaves no trace of the address anywhere."""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
