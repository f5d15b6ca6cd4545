"""A promised call, and what became of it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

ADDRESS = "response_url"  # in the body of an answer to a press: where Slack takes it


@dataclass(frozen=True)
class Call:
    """One outbox message as the client sends it."""

    method: str
    channel: str
    delivery_id: str
    body: dict[str, Any] = field(repr=False)
    user_id: str | None = None
    thread_ts: str | None = None
    target_ts: str | None = None


@dataclass(frozen=True)
class Sent:
    channel: str | None
    ts: str | None


@dataclass(frozen=True)
class Retry:
    """Not sent, to be tried after this time; `limited` closes the method to the whole workspace for it."""

    after: timedelta
    limited: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Unsure:
    """Slack may have sent it: look before sending again."""

    reason: str


@dataclass(frozen=True)
class Drop:
    """Slack refuses it for good."""

    reason: str


@dataclass(frozen=True)
class Gone:
    """This token no longer works; the workspace may have another by now."""

    reason: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Barred:
    """The workspace's token may not make this call until it is given this scope."""

    scope: str

    @property
    def reason(self) -> str:
        return f"missing_scope: {self.scope}"


Outcome: TypeAlias = Sent | Retry | Unsure | Drop | Gone | Barred
