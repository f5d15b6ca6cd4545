"""`/record`, `/record.md` and `/record.json`: a person's own record, for nobody but them."""

import logging
import secrets

from aiohttp import web

from bot.clock import Now
from bot.db import Db
from bot.packs.live import Shelf
from bot.people import service as people
from bot.record import service as records
from bot.record import texts
from bot.record.rules import Record
from bot.web.links import Links
from bot.web.pages import headers

log = logging.getLogger(__name__)

REFUSED = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>This link no longer works</title></head>
<body><h1>This link no longer works</h1>
<p>A link to a skill record is for its owner and lasts fifteen minutes. Type <code>/afterglow record</code> in
Slack and you get a new one.</p></body></html>
"""
MOST_WINS = 10


class Records:
    """Serves a record to whom its link was made for, as long as they work here."""

    def __init__(self, db: Db, links: Links, shelf: Shelf, *, clock: Now) -> None:
        self._db = db
        self._links = links
        self._shelf = shelf
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/record", self.page),
            web.get("/record.md", self.markdown),
            web.get("/record.json", self.data),
        ]

    async def page(self, request: web.Request) -> web.Response:
        record, nonce = await self._record(request), secrets.token_urlsafe(16)
        if record is None:
            return _refused(nonce)
        text = texts.html(record, query=request.query_string, nonce=nonce)
        return web.Response(text=text, content_type="text/html", headers=headers(nonce))

    async def markdown(self, request: web.Request) -> web.Response:
        record = await self._record(request)
        return _file(record, texts.markdown(record), "md", "text/markdown") if record else _refused()

    async def data(self, request: web.Request) -> web.Response:
        record = await self._record(request)
        return _file(record, texts.data(record), "json", "application/json") if record else _refused()

    async def _record(self, request: web.Request) -> Record | None:
        now = self._clock()
        person = self._links.read(request.query, now)
        if person is None:
            return None
        # The wins need no signature: only the owner's own are ever found.
        named = request.query.get("wins", "").split(",")[:MOST_WINS]
        wins = [int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 10]
        async with self._db.begin() as session:
            if await people.find(session, person) is None:
                return None
            log.info("record.opened workspace=%s user=%s", person.workspace_id, person.user_id)
            return await records.of(session, self._shelf.catalog, person, wins=wins, now=now)


def _refused(nonce: str = "") -> web.Response:
    return web.Response(text=REFUSED, content_type="text/html", status=403, headers=headers(nonce or "none"))


def _file(record: Record, text: str, ending: str, kind: str) -> web.Response:
    name = f"skill-record-{record.made_on.isoformat()}.{ending}"
    sent = headers("none") | {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=sent)
