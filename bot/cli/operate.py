"""`doctor` and `manifest`: what an operator needs to set up and look after a running bot."""

import asyncio
import json
import re
from typing import Annotated

import typer

from bot import clock
from bot.cli import health
from bot.cli.ends import FAILED, WRONG_USE, settings, stop
from bot.cli.health import Finding, State
from bot.settings import Settings
from bot.slack import manifest as slack_manifest
from bot.slack.manifest import PaneView

WIDEST_PART = 14
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d+)?(/\S*)?$")


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: afterglow doctor")(doctor)
    app.command(epilog="Example: afterglow manifest --socket > manifest.json")(manifest)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Look at settings, database, Slack, clock, content and outbox, and say what to do."""
    found = settings()
    findings = asyncio.run(_examine(found, is_shown=not as_json))
    is_well = all(finding.state is not State.FAIL for finding in findings)
    if as_json:
        checks = [vars(finding) for finding in findings]
        typer.echo(json.dumps({"ok": is_well, "checks": checks}, ensure_ascii=False, indent=2))
    if not is_well:
        raise typer.Exit(FAILED)


async def _examine(found: Settings, *, is_shown: bool) -> list[Finding]:
    findings = []
    async for finding in health.examine(found, now=clock.now):
        findings.append(finding)
        if is_shown:
            typer.echo(_line(finding))
    return findings


def _line(finding: Finding) -> str:
    line = f"{finding.state:<4}  {finding.part:<{WIDEST_PART}}  {finding.says}"
    return f"{line}\n{'':<{WIDEST_PART + 8}}→ {finding.do}" if finding.do else line


def manifest(
    socket: Annotated[
        bool, typer.Option("--socket", help="For Socket Mode, which needs no address.")
    ] = False,
    http: Annotated[
        str | None, typer.Option(metavar="URL", help="For HTTP, with the address Slack can reach.")
    ] = None,
    pane: Annotated[
        PaneView | None,
        typer.Option(help="With Slack's agent pane: agent, or assistant where an app has that."),
    ] = None,
) -> None:
    """Print the Slack app manifest, for Socket Mode unless an address is given."""
    if socket and http:
        stop("--socket and --http exclude each other: choose one", code=WRONG_USE)
    if http and not http.startswith("https://"):
        stop("--http: Slack calls https:// addresses only", code=WRONG_USE)
    if http and not HOST.match(http.removeprefix("https://")):
        stop("--http: the address names no host; write it like https://afterglow.example.com", code=WRONG_USE)
    typer.echo(json.dumps(slack_manifest.build(url=http, pane=pane), indent=2))
