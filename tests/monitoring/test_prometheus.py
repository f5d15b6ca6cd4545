"""A real Prometheus scrapes the product: what dashboard and alerts ask is understood, and alerts fire."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from aiohttp import web

from bot.db import Db
from bot.outbox.pulse import Pulse
from tests.monitoring.files import DASHBOARD, expressions, families, names, panels, rules
from tests.stage import Stage
from tests.web.test_metrics import scraped

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        shutil.which("prometheus") is None,
        reason="no Prometheus on PATH: `apt-get install prometheus`, as .ci/run does",
    ),
]
PATIENCE = 90
COMMANDS = 'afterglow_requests_total{job="afterglow", kind="command", status="200"}'
SCRAPED = {"alert": "Scraped", "expr": 'up{job="afterglow"} == 1'}


@dataclass
class Watch:
    """A Prometheus that scrapes the product, and whom it alerts."""

    address: str
    http: aiohttp.ClientSession
    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def alerted(self, request: web.Request) -> web.Response:
        """What an Alertmanager would be told."""
        for one in await request.json():
            self.alerts[one["labels"]["alertname"]] = one
        self._news.set()
        return web.json_response({})

    async def hears(self, alert: str) -> dict[str, Any]:
        """Wait until this alert is sent."""
        async with asyncio.timeout(PATIENCE):
            while alert not in self.alerts:
                self._news.clear()
                await self._news.wait()
        return self.alerts[alert]

    async def ask(self, expression: str) -> dict[str, Any]:
        async with self.http.get(f"{self.address}/api/v1/query", params={"query": expression}) as answer:
            told: dict[str, Any] = await answer.json()
            return told


def settings(stage: Stage, alertmanager: str, rules_file: Path) -> dict[str, Any]:
    target = stage.address.removeprefix("http://")
    often = "2s"  # and a busy machine has as long to answer
    return {
        "global": {"scrape_interval": often, "scrape_timeout": often, "evaluation_interval": "250ms"},
        "rule_files": [str(rules_file)],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]},
        "scrape_configs": [{"job_name": "afterglow", "static_configs": [{"targets": [target]}]}],
    }


@asynccontextmanager
async def watching(stage: Stage, folder: Path, port: int) -> AsyncIterator[Watch]:
    """Prometheus on loopback with our rules, each firing at once instead of after minutes."""
    async with aiohttp.ClientSession() as http:
        watch = Watch(f"http://127.0.0.1:{port}", http)
        app = web.Application()
        app.add_routes([web.post("/api/v2/alerts", watch.alerted)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        soon = [{**rule, "for": "0s"} for rule in rules()]
        (folder / "rules.yml").write_text(
            yaml.safe_dump({"groups": [{"name": "soon", "rules": [*soon, SCRAPED]}]})
        )
        manager = f"127.0.0.1:{runner.addresses[0][1]}"
        (folder / "prometheus.yml").write_text(yaml.safe_dump(settings(stage, manager, folder / "rules.yml")))
        process = await asyncio.create_subprocess_exec(
            "prometheus",
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        )
        try:
            await watch.hears("Scraped")
            yield watch
        finally:
            process.terminate()
            await process.wait()
            await runner.cleanup()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_dashboard_and_the_alerts_ask_for_what_there_is(
    stage: Stage, tmp_path: Path, unused_tcp_port: int
) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", "/afterglow help")
    async with watching(stage, tmp_path, unused_tcp_port) as watch:
        there = families(await scraped(stage, watch.http))
        asked = expressions()
        assert len(asked) > 30
        for expression in asked:
            assert names(expression) <= there, expression
            told = await watch.ask(expression)
            assert told["status"] == "success", (expression, told)
        told = await watch.ask(f"last_over_time({COMMANDS}[5m])")
        assert float(told["data"]["result"][0]["value"][1]) == 1
        ours = {name for name in there if name.startswith("afterglow_")}
        assert ours <= set().union(*(names(expression) for expression in asked)), "nobody looks at these"
        assert not {"AfterglowDatabaseAway", "AfterglowSenderStuck"} & set(watch.alerts)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_alerts_reach_whoever_is_on_duty(stage: Stage, tmp_path: Path, unused_tcp_port: int) -> None:
    """The database goes away, and the sender of the process stands still."""
    away = Db.open("postgresql://nobody@127.0.0.1:9/none")
    async with watching(stage, tmp_path, unused_tcp_port) as watch:
        stage.product.metrics._db = away
        told = await watch.hears("AfterglowDatabaseAway")
        assert told["labels"]["severity"] == "critical"
        assert "/readyz says why" in told["annotations"]["description"]
        pulse = Pulse(lambda: passed)
        passed = 0.0
        pulse.begin()
        passed = 130.0
        stage.product.metrics.pulse = pulse
        await watch.hears("AfterglowSenderStuck")
    await away.close()


def test_the_dashboard_is_whole() -> None:
    told = DASHBOARD.read_text()
    assert '"uid": "${datasource}"' in told
    every = panels()
    assert len({one["id"] for one in every}) == len(every)
    places = [one["gridPos"] for one in every]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    for place in places:
        beside = [one for one in places if one["y"] == place["y"] and one is not place]
        assert all(one["x"] >= place["x"] + place["w"] or one["x"] + one["w"] <= place["x"] for one in beside)
