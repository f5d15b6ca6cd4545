"""Who in Slack the people of a roster file are, asked patiently: Slack limits how fast one may ask."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import typer

from bot.cli.ends import FAILED, stop
from bot.people.roster_file import Line
from bot.people.rules import Profile
from bot.settings import Settings
from bot.slack.client import Client, Limited, SlackError
from bot.workspaces.models import Workspace

Answer = TypeVar("Answer")
MOST_NAMED = 20
PATIENCE = 20  # waits in a row for one person, before we say that Slack does not let us
UNCHANGED = "nothing was changed"
UNKNOWN = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
NOT_ALLOWED = "the permission {} is missing: update the app from `afterglow manifest` and install it again"


def count(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


async def with_ids(
    found: Settings, workspace: Workspace, lines: Sequence[Line], *, known: frozenset[str]
) -> list[Line]:
    """The lines with a Slack id each; the addresses themselves are not kept."""
    asked = [line for line in lines if line.email or line.user not in known]
    if not asked:
        return list(lines)
    ids = await _ids(found, workspace, asked)
    missing = [line for line in asked if line.number not in ids]
    if missing:
        shown = [f"  line {line.number}: {line.email or line.user}" for line in missing[:MOST_NAMED]]
        if len(missing) > MOST_NAMED:
            shown.append(f"  and {len(missing) - MOST_NAMED} more")
        told = "\n".join(shown)
        stop(f"Slack knows nobody with these addresses or ids, {UNCHANGED}:\n{told}", code=FAILED)
    return [replace(line, user=ids.get(line.number, line.user)) for line in lines]


async def _ids(found: Settings, workspace: Workspace, asked: Sequence[Line]) -> dict[int, str]:
    """The Slack ids by line; those that Slack does not know are left out."""
    token = workspace.bot_token
    if token is None:
        stop(f"Slack's token is gone, so people cannot be looked up; {UNCHANGED}", code=FAILED)
    ids: dict[int, str] = {}
    label = f"Looking up {count(len(asked))} in Slack"
    async with Client.http() as http:
        client = Client(http, found.slack_api_url)
        with typer.progressbar(asked, label=label, file=sys.stderr) as bar:
            for line in bar:
                profile = await _profile(client, line, token=token, workspace_id=workspace.workspace_id)
                if profile is not None:
                    ids[line.number] = profile.user_id
    return ids


async def _profile(client: Client, line: Line, *, token: str, workspace_id: str) -> Profile | None:
    try:
        if line.email:
            email = line.email
            return await _patiently(lambda: client.by_email(email, token=token, workspace_id=workspace_id))
        user = str(line.user)
        return await _patiently(lambda: client.profile(token, user, workspace_id=workspace_id))
    except SlackError as error:
        if error.code in UNKNOWN:
            return None
        if not error.definite:
            stop(
                f"Slack did not answer ({error.code}), so people cannot be looked up; {UNCHANGED}",
                code=FAILED,
            )
        advice = ""
        if error.code == "missing_scope":
            advice = f" ({NOT_ALLOWED.format('users:read.email' if line.email else 'users:read')})"
        stop(f"Slack says {error.code} to looking up people{advice}; {UNCHANGED}", code=FAILED)


async def _patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask, and when Slack asks us to wait, wait and ask again."""
    for _ in range(PATIENCE):
        try:
            return await ask()
        except Limited as limit:
            seconds = limit.after.total_seconds()
            if seconds >= 1:
                typer.echo(f"afterglow: Slack asks us to wait {seconds:.0f} s", err=True)
            await asyncio.sleep(seconds)
    return await ask()
