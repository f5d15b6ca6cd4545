"""Trouble on demand: what the fake Slack does wrong next, told by a test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

When = Literal["before", "after"]


@dataclass(frozen=True)
class Ill:
    """One way in which one call goes wrong; `landed` says whether its work is done all the same.

    `slow` answers after so many seconds; `late` cuts the line at once and does the work so much later;
    `said` is answered in place of what should be.
    """

    status: int = 200
    error: str = ""
    drop: When | None = None
    hang: When | None = None
    truncated: bool = False
    ratelimited: int | None = None
    landed: bool = False
    slow: float = 0
    late: float = 0
    said: str = ""
    text: str = ""  # only calls that say this run into it

    @property
    def lands(self) -> bool:
        """True when the call's work is done although its answer is lost or wrong."""
        return self.landed or self.truncated or "after" in (self.drop, self.hang)


class Trouble:
    """The troubles to come, by method, and the calls that hang until they are let go."""

    def __init__(self) -> None:
        self.chance: Callable[[str], Ill | None] | None = None
        self._planned: dict[str, list[Ill]] = {}
        self._let_go = asyncio.Event()

    def next(
        self,
        method: str,
        *,
        status: int = 200,
        error: str = "",
        drop: When | None = None,
        hang: When | bool = False,
        truncated: bool = False,
        ratelimited: int | None = None,
        landed: bool = False,
        text: str = "",
        times: int = 1,
    ) -> None:
        """Let the next calls of this method (`*` for any) go wrong in this way, those that say this text."""
        stuck: When | None = "before" if hang is True else hang or None
        ill = Ill(status, error, drop, stuck, truncated, ratelimited, landed, text=text)
        self._planned.setdefault(method, []).extend([ill] * times)

    def take(self, method: str, text: str = "") -> Ill | None:
        """The trouble that this call runs into, used up by it."""
        for key in (method, "*"):
            for ill in self._planned.get(key, ()):
                if ill.text in text:
                    self._planned[key].remove(ill)
                    return ill
        return self.chance(method) if self.chance else None

    def clear(self) -> None:
        """Be well again."""
        self._planned.clear()
        self.chance = None

    async def hang(self) -> None:
        """Wait until somebody lets go."""
        await self._let_go.wait()

    def let_go(self) -> None:
        """End every hanging call, now and later."""
        self._let_go.set()
