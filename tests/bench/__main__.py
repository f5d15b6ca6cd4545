"""`make bench`: measure, and print each figure as a ratio to a reference measured in the same run."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from cryptography.fernet import Fernet
from sqlalchemy import URL, make_url

from bot.clock import SandboxClock, now
from bot.reading import rules as reads
from bot.sandbox.server import serving
from bot.sandbox.state import User
from bot.sandbox.workspace import SandboxWorkspace
from tests import postgres, weight
from tests.bench import earlier, growth, load, outbox, pairing, policy, reading, servers
from tests.bench.figure import Figure

ROUNDS = 3
SECONDS = 5.0
CLAIM_RATES = {"SQLite": 50, "PostgreSQL": 200}
CLAIM_SECONDS = 10
WARM_UP = servers.OPEN_QUESTIONS - max(CLAIM_RATES.values()) * CLAIM_SECONDS  # claims before those measured
MEMBERS = 10_000
STARTS = 5
PROBE = Path("bot/reading/training/data/probe.jsonl")


def main() -> None:
    figures = [*messages(), *claims(), *asyncio.run(start_up()), sending()]
    figures += policy.figures()
    figures += pairing.figures()
    figures += reading.figures()
    figures += earlier.figures()
    figures += growth.figures(full="--full" in sys.argv)
    width = max(len(one.what) for one in figures)
    print(f"\n{'figure':{width}}  {'measured':>22}  {'ratio':>8}  target")
    for one in figures:
        print(one.line(width))
    if not all(one.met for one in figures):
        raise SystemExit(1)


@contextmanager
def server(kind: str, url: str = "") -> Iterator[int]:
    """A measured server on the first core, a process of its own, on SQLite or at `url`; yields its port."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.servers", kind, url or f"sqlite:///{folder}/bench.db"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        _pin(process.pid, 0)
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield int(json.loads(line)["port"])
        finally:
            process.kill()
            process.communicate()


def _pin(pid: int, core: int) -> None:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})


def messages() -> list[Figure]:
    """Channel messages that concern nobody, each read: bare Bolt and ours in turn."""
    _pin(0, 1)
    texts = [json.loads(line) for line in PROBE.read_text().splitlines()]
    # What is taken for a win by mistake is the reader's figure, and concerns somebody.
    chatter = [one["text"] for one in texts if one["label"] == "none" and reads.heard(one["text"]) is None]
    rates: list[float] = []
    tails: list[float] = []
    shown = ""
    for _ in range(ROUNDS):
        runs = {}
        for kind in ("bare", "ours"):
            requests = [
                load.request(_message(i, text), secret=servers.SECRET) for i, text in enumerate(chatter)
            ]
            with server(kind) as port:
                asyncio.run(load.closed_loop(port, requests, connections=16, seconds=1.0))
                runs[kind] = asyncio.run(load.closed_loop(port, requests, connections=16, seconds=SECONDS))
        rates.append(runs["ours"].per_second / runs["bare"].per_second)
        tails.append(runs["ours"].percentile(0.99) / runs["bare"].percentile(0.99))
        shown = f"{runs['ours'].per_second:,.0f} / {runs['bare'].per_second:,.0f} a second"
        if any(run.failures for run in runs.values()):
            raise SystemExit("a server refused requests: nothing was measured")
    rate, tail = statistics.median(rates), statistics.median(tails)
    return [
        Figure(
            "messages that concern nobody, ours / bare Bolt", shown, f"{rate:.2f}", ">= 0.80", rate >= 0.8
        ),
        Figure("p99 of the same, ours / bare Bolt", "", f"{tail:.2f}", "< 3", tail < 3),
    ]


def claims() -> list[Figure]:
    """Presses on «I'll take it», each committed before its answer, at a fixed rate."""
    return [_claims(name, rate) for name, rate in CLAIM_RATES.items()]


def _claims(name: str, rate: int) -> Figure:
    """The middle one of several runs: in any one of them the disk may stop for a tenth of a second."""
    runs = [_claimed(name, rate) for _ in range(ROUNDS)]
    tails = [run.percentile(0.99) * 1000 for run in runs]
    failures = sum(run.failures for run in runs)
    shown = f"{'/'.join(f'{tail:.0f}' for tail in tails)} ms, {failures} failed"
    is_met = statistics.median(tails) < 50 and not failures
    return Figure(f"claim press p99 at {rate}/s, {name}", shown, "-", "< 50 ms", is_met)


def _claimed(name: str, rate: int) -> load.Run:
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.server(Path(folder), is_durable=True) as url,
        server("ours", "" if name == "SQLite" else url) as port,
    ):
        requests = [
            load.request(_claim(number), secret=servers.SECRET, content_type=load.FORM)
            for number in range(1, WARM_UP + rate * CLAIM_SECONDS + 1)
        ]
        # As with messages: the first ones meet a process that has opened no connection yet.
        asyncio.run(load.open_loop(port, requests[:WARM_UP], rate=rate))
        return asyncio.run(load.open_loop(port, requests[WARM_UP:], rate=rate))


async def start_up() -> list[Figure]:
    """The real process against a Slack with 10,000 members: time to ready, and memory, of five starts."""
    starts = [await _started() for _ in range(STARTS)]
    ready, memory = statistics.median(one[0] for one in starts), max(one[1] for one in starts)
    shown = "/".join(f"{one[0]:.1f}" for one in starts)
    return [
        Figure("start to ready, median of five", f"{shown} s", f"{ready:.2f}", "< 2 s", ready < 2),
        Figure(f"resident memory, {MEMBERS:,} members", f"{memory:.0f} MB", "-", "< 150 MB", memory < 150),
    ]


async def _started() -> tuple[float, float]:
    """Seconds to ready, and megabytes once everybody is known."""
    clock = SandboxClock(now())
    workspace = SandboxWorkspace(clock, posting_limits=False)
    for number in range(MEMBERS):
        workspace.state.add_user(User(id=f"U1{number:08d}", handle=f"p{number}", name=f"Person {number}"))
    async with serving(workspace) as address:
        with tempfile.TemporaryDirectory() as folder:
            process, port = _start_product(address, workspace.state.app.bot_token, folder)
            try:
                began = time.perf_counter()
                ready = await asyncio.to_thread(_until_ready, port, began)
                await asyncio.to_thread(_until_members, folder)
                memory = weight.resident_mb(process.pid)
            finally:
                process.terminate()
                process.communicate()
    return ready, memory


def sending() -> Figure:
    """Messages through the outbox and jobs through Procrastinate, on one PostgreSQL in turn."""
    ratios: list[float] = []
    shown = ""
    with tempfile.TemporaryDirectory() as folder, postgres.server(Path(folder), is_durable=True) as url:
        for turn in range(ROUNDS):
            for name in (f"ours_{turn}", f"procrastinate_{turn}"):
                postgres.sql(url, f"CREATE DATABASE {name}")
            base = make_url(url)
            mine = asyncio.run(outbox.ours(_named(base, f"ours_{turn}")))
            theirs = asyncio.run(outbox.procrastinates(_named(base, f"procrastinate_{turn}")))
            ratios.append(mine / theirs)
            shown = f"{mine:,.0f} / {theirs:,.0f} a second"
    ratio = statistics.median(ratios)
    return Figure("outbox, ours / Procrastinate", shown, f"{ratio:.2f}", ">= 4", ratio >= 4)


def _named(url: URL, database: str) -> str:
    return url.set(database=database).render_as_string(hide_password=False)


def _start_product(address: str, token: str, folder: str) -> tuple["subprocess.Popen[bytes]", int]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "SLACK_BOT_TOKEN": token,
        "SLACK_SIGNING_SECRET": servers.SECRET,
        "SLACK_API_URL": f"{address}/api/",
        "DATABASE_URL": f"sqlite:///{folder}/start.db",
        "AFTERGLOW_ENCRYPTION_KEY": Fernet.generate_key().decode(),
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "bot", "run"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL), port


def _until_ready(port: int, began: float) -> float:
    while time.perf_counter() - began < 60:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                if answer.status == 200:
                    return time.perf_counter() - began
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the product did not become ready")


def _until_members(folder: str) -> None:
    import sqlite3

    for _ in range(600):
        with sqlite3.connect(f"{folder}/start.db") as connection:
            if connection.execute("SELECT count(*) FROM members").fetchone()[0] >= MEMBERS:
                return
        time.sleep(0.1)
    raise SystemExit("the roster was not read")


def _message(number: int, text: str) -> bytes:
    event = {
        "type": "message",
        "channel": servers.CHANNEL,
        "channel_type": "channel",
        "user": "U0ANA",
        "text": text,
        "ts": f"{1763881200 + number}.000100",
    }
    body = {
        "type": "event_callback",
        "team_id": servers.TEAM,
        "event_id": f"Ev{number}",
        "event_time": 1763881200,
        "authorizations": [{"team_id": servers.TEAM, "user_id": "U0BOT", "is_bot": True}],
        "event": event,
    }
    return json.dumps(body).encode()


def _claim(row_id: int) -> bytes:
    payload = {
        "type": "block_actions",
        "team": {"id": servers.TEAM},
        "user": {"id": servers.CHAMPION, "team_id": servers.TEAM},
        "trigger_id": f"1.{row_id}.x",
        "container": {"type": "message", "channel_id": servers.CHANNEL, "message_ts": f"{row_id}.2"},
        "channel": {"id": servers.CHANNEL},
        "actions": [
            {"type": "button", "action_id": "questions.claim", "block_id": "b", "value": str(row_id)}
        ],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


if __name__ == "__main__":
    main()
