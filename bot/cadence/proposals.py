"""A change of cadence between being shown and being saved: the modal carries it, parsing checks it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.cadence.rules import DAY_NAMES, Cadence, parse

_SEPARATOR = "|"
_LISTS = ("days", "workdays")


@dataclass(frozen=True)
class Proposal:
    """What an admin wants for a team, or for all without their own (None), and what was in force then."""

    team_id: int | None
    before: Cadence
    after: Cadence


def values_of(cadence: Cadence) -> dict[str, str]:
    """The cadence as a form holds it, by the names of its fields; lists with spaces between."""
    return {
        "days": " ".join(DAY_NAMES[day] for day in sorted(cadence.days)),
        "opens": f"{cadence.window[0]:%H:%M}",
        "closes": f"{cadence.window[1]:%H:%M}",
        "default_at": f"{cadence.default_at:%H:%M}",
        "challenge_day": DAY_NAMES[cadence.challenge_day],
        "digest_day": DAY_NAMES[cadence.digest_day],
        "digest_at": f"{cadence.digest_at:%H:%M}",
        "escalate_minutes": str(cadence.escalate_after // timedelta(minutes=1)),
        "workdays": " ".join(DAY_NAMES[day] for day in sorted(cadence.workdays)),
    }


def read(values: Mapping[str, str]) -> Cadence | dict[str, str]:
    """A cadence from the values of a form, or what is wrong with each field."""
    return parse(
        days=values["days"].split(),
        opens=values["opens"],
        closes=values["closes"],
        default_at=values["default_at"],
        challenge_day=values["challenge_day"],
        digest_day=values["digest_day"],
        digest_at=values["digest_at"],
        escalate_minutes=values["escalate_minutes"],
        workdays=values["workdays"].split(),
    )


def packed(proposal: Proposal) -> str:
    """The proposal as a modal carries it."""
    both = (_SEPARATOR.join(values_of(each).values()) for each in (proposal.before, proposal.after))
    return json.dumps([proposal.team_id, *both])


def unpacked(text: str) -> Proposal | None:
    """The proposal of a modal; None when it is not one of ours."""
    try:
        team_id, before, after = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    read_both = [_cadence(each) for each in (before, after)]
    if read_both[0] is None or read_both[1] is None or not isinstance(team_id, int | None):
        return None
    return Proposal(team_id, read_both[0], read_both[1])


def _cadence(text: object) -> Cadence | None:
    parts = str(text).split(_SEPARATOR)
    names = tuple(values_of(Cadence()))
    if len(parts) != len(names):
        return None
    made = read(dict(zip(names, parts, strict=True)))
    return made if isinstance(made, Cadence) else None
