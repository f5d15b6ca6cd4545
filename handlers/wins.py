"""To be written."""

from typing import Any

from handlers.doors import Answer, Desk, Press  # noqa: F401

PRESSES: dict[str, Any] = {}
SUBMISSIONS: dict[str, Any] = {}
COMMANDS: dict[str, Any] = {}
SHORTCUTS: dict[str, Any] = {}
EVENTS: dict[str, Any] = {}
