"""Bolt with one listener per kind of request; each looks its handler up and acknowledges what it returned."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.log import reason, traced
from bot.people.allowance import Due
from bot.slack.client import SlackError
from handlers import home, menu
from handlers.doors import (
    Answer,
    CloseAll,
    Command,
    Desk,
    Event,
    FieldErrors,
    NextView,
    Press,
    PushView,
    Reply,
    Shortcut,
    Submission,
)

log = logging.getLogger(__name__)

# Bolt finds Slack's settings in the environment and says what it makes of them. Nothing, here: tokens and
# installations come from our own tables.
OF_NO_USE = ("`token` will be unused", "file-based InstallationStore")
logging.getLogger("slack_bolt.AsyncApp").addFilter(
    lambda said: not any(words in said.getMessage() for words in OF_NO_USE)
)

ANYTHING = re.compile(".*", re.DOTALL)
TRY_AGAIN = "Slack closed the window before I could open the form. Nothing was changed: please try again."
NO_TOKEN = "Slack no longer lets me work here. Please ask whoever looks after Afterglow to install it again."
DeskFor = Callable[[AsyncBoltContext], Desk]


class UnknownWorkspace(Exception):
    """A signed request for a workspace that never installed us, or has left."""


class TokenOut(Exception):
    """A signed request for a workspace whose token Slack no longer takes."""


@dataclass(frozen=True)
class Standing:
    """What a request's workspace may do, read from our own tables."""

    workspace_id: str
    enterprise_id: str | None
    bot_id: str | None
    bot_user_id: str | None
    bot_token: str | None = field(repr=False)  # None while Slack does not take it


FindStanding = Callable[[str, str | None], Awaitable[Standing | None]]


class OurAuthorize(AsyncAuthorize):
    """Authorize from our tables: a network call here would lose events when Slack is slow."""

    def __init__(self, find: FindStanding) -> None:
        self._find = find

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_others: object,
    ) -> AuthorizeResult:
        standing = await self._find(team_id or "", enterprise_id if context.is_enterprise_install else None)
        if standing is None:
            raise UnknownWorkspace(team_id or "none")
        if standing.bot_token is None:
            raise TokenOut(standing.workspace_id)
        return AuthorizeResult(
            enterprise_id=standing.enterprise_id,
            team_id=standing.workspace_id,
            bot_id=standing.bot_id,
            bot_user_id=standing.bot_user_id,
            bot_token=standing.bot_token,
            user_id=user_id,
        )


def build(web: AsyncWebClient, *, find: FindStanding, desk_for: DeskFor) -> AsyncApp:
    """The Bolt app. Signatures are checked before Bolt sees a body, by the web server."""
    app = AsyncApp(
        name="afterglow",
        client=web,
        authorize=OurAuthorize(find),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    _listen(app, desk_for)
    app.error(_failed)
    return app


def _listen(app: AsyncApp, desk_for: DeskFor) -> None:
    async def event(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        happened = Event.of(body)
        handler = handlers.EVENTS.get(happened.kind)
        if handler is not None:
            await handler(happened, desk_for(context))
        await ack()

    async def action(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        await _answer(ack, await _pressed(Press.of(body), desk_for(context)))

    async def command(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        await _answer(ack, await _typed(Command.of(body), desk_for(context)))

    async def view(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        await _answer(ack, await _submitted(Submission.of(body), desk_for(context)))

    async def shortcut(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
        used = Shortcut.of(body)
        handler = handlers.SHORTCUTS.get(used.callback, menu.unknown_shortcut)
        await _answer(ack, await handler(used, desk_for(context)))

    app.event(ANYTHING)(event)
    app.action(ANYTHING)(action)
    app.command(ANYTHING)(command)
    app.view(ANYTHING)(view)
    app.view_closed(ANYTHING)(_closed)
    app.shortcut(ANYTHING)(shortcut)
    app.options(ANYTHING)(_no_options)


async def _typed(command: Command, desk: Desk) -> Answer:
    due = desk.allowance.take(command.person, desk.clock())
    if due is Due.ANSWER:
        return await handlers.COMMANDS.get(command.word, menu.unknown_command)(command, desk)
    if due is Due.NOTICE:
        log.warning("door.too_much workspace=%s user=%s", command.person.workspace_id, command.person.user_id)
        return Reply(menu.TOO_MUCH)
    return None


async def _pressed(press: Press, desk: Desk) -> Answer:
    """A press on App Home, which has no callback id, is seen there."""
    handler = handlers.PRESSES.get(press.action, menu.old_button_pressed)
    answer = await handler(press, desk)
    if press.view_id is not None and not press.view_callback:
        await home.refresh(press.person, desk, key=press.trigger_id)
    return answer


async def _submitted(sent: Submission, desk: Desk) -> Answer:
    handler = handlers.SUBMISSIONS.get(sent.callback, menu.old_modal_submitted)
    answer = await handler(sent, desk)
    await home.refresh(sent.person, desk, key=sent.view_id)
    return answer


async def _closed(ack: AsyncAck) -> None:
    await ack()


async def _no_options(ack: AsyncAck) -> None:
    await ack(options=[])


async def _answer(ack: AsyncAck, answer: Answer) -> None:
    match answer:
        case None:
            await ack()
        case Reply(text, blocks):
            await ack(text=text, blocks=blocks or None, response_type="ephemeral")
        case FieldErrors(errors):
            await ack(response_action="errors", errors=errors)
        case NextView(view):
            await ack(response_action="update", view=view)
        case PushView(view):
            await ack(response_action="push", view=view)
        case CloseAll():
            await ack(response_action="clear")


async def _failed(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """No acknowledgement for what was not committed; ids only in the log."""
    if isinstance(error, UnknownWorkspace):
        log.warning("door.unknown_workspace workspace=%s", error)
        return BoltResponse(status=403, body="this workspace has not installed Afterglow, or has removed it")
    if isinstance(error, TokenOut):
        log.warning("door.token_out workspace=%s", error)
        # Slack delivers an event again; whoever typed a command is not left without a word.
        return BoltResponse(status=200 if "command" in body else 500, body=NO_TOKEN)
    what = body.get("event_id") or body.get("type") or "command"
    if isinstance(error, SlackError):
        log.warning("door.slack_refused request=%s code=%s", what, error.code)
        if "command" in body:
            return BoltResponse(status=200, body=TRY_AGAIN)
        return BoltResponse(status=500, body="")
    log.error("door.failed request=%s error=%s", what, reason(error), exc_info=traced(error))
    return BoltResponse(status=500, body="")
