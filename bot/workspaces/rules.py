"""What a company says of itself, for the places that content leaves open."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Company:
    """Who answers for its rules about AI, which tools it approved, where the rules are; empty: not said."""

    policy_owner: str = field(default="", repr=False)
    tools: str = field(default="", repr=False)
    rules_at: str = field(default="", repr=False)


NOTHING_SAID = Company()
