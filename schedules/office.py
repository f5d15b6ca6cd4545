"""What every tick has at hand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.db import Db
from bot.llm.port import Model
from bot.packs.live import Shelf
from bot.settings import Settings
from bot.slack.client import Client


@dataclass(frozen=True)
class Office:
    """The parts a tick may use; the time comes as an argument."""

    db: Db
    shelf: Shelf
    settings: Settings
    client: Client
    token: Callable[[str], Awaitable[str | None]]
    model: Model | None = None
