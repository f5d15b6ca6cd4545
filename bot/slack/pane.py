"""What Slack's agent pane shows beside messages: nice to have, never needed."""

import asyncio
import logging

from bot.pane.rules import OPENERS
from bot.slack.client import Client, SlackError

log = logging.getLogger(__name__)

PATIENCE_S = 1.5  # of the three seconds in which Slack wants its event acknowledged


class Pane:
    """Where Slack does not let us (a plan or a scope without the pane), its threads stay plain."""

    def __init__(self, client: Client, token: str) -> None:
        self._client = client
        self._token = token

    async def suggest(self, channel: str, thread_ts: str) -> None:
        """Show in this thread what one may begin with."""
        prompts = [{"title": one.title, "message": one.message} for one in OPENERS]
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._client.suggest(channel, thread_ts, prompts, token=self._token)
        except SlackError as error:
            log.info("pane.plain reason=%s", error.code)
        except TimeoutError:
            log.info("pane.plain reason=timeout")
