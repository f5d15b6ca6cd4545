"""What a company says of itself, for the places that content leaves open."""

import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Company:
    """Who answers for its rules about AI, which tools it approved, where the rules are; empty: not said."""

    policy_owner: str = field(default="", repr=False)
    tools: str = field(default="", repr=False)
    rules_at: str = field(default="", repr=False)


NOTHING_SAID = Company()


def told_by(key: bytes, what: str) -> int:
    """A number that stands for a word, a person or a message, which nobody turns back without the key."""
    return int.from_bytes(hmac.digest(key, what.encode(), "sha256")[:8], "big", signed=True)
