"""Socket Mode: the same handlers behind the sandbox's own socket, acknowledged after the commit."""

from collections.abc import AsyncIterator

import pytest

from bot.slack.socket import Socket
from bot.web.door import dispatch
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript?"


@pytest.fixture
async def socket(stage: Stage) -> AsyncIterator[Socket]:
    """The product connected by Socket Mode instead of HTTP."""
    product, app = stage.product, stage.workspace.state.app
    opened = Socket(
        lambda: product.client.socket_address(app.app_token),
        dispatch=lambda body: dispatch(product.bolt, body),
    )
    await opened.start()
    await stage.workspace.socket.connected()
    stage.workspace.door = stage.workspace.socket
    yield opened
    await opened.stop()


async def test_a_question_is_asked_and_claimed_over_the_socket(stage: Stage, socket: Socket) -> None:
    await stage.a_team()
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=question)
    (offer,) = stage.workspace.thread(question)
    assert f"<@{stage.workspace.person('maya').id}> is on it." in offer.text


async def test_a_command_is_answered_over_the_socket(stage: Stage, socket: Socket) -> None:
    shown = await stage.workspace.command("ana", "/afterglow help")
    assert "/afterglow ask" in stage.workspace.text_of(shown)


async def test_the_connection_is_seen_and_closed(stage: Stage, socket: Socket) -> None:
    assert socket.is_connected()
    await socket.stop()
    assert not socket.is_connected()
