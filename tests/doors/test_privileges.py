"""Who may do what: every button, form, command and shortcut there is, by everybody there could be.

It is asked when something is done: none of them was ever shown what they press here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

import handlers
from tests.doors import filled
from tests.doors.acts import ACTS
from tests.doors.conftest import WHO, Street
from tests.doors.filled import Act
from tests.doors.tables import Held, differing

pytestmark = pytest.mark.long

REFUSALS = re.compile(
    r"Only (admins|champions|the asker|the person)|This is for champions|only they or an admin can"
    r"|(is|are) no longer (there|kept)|no longer open to you|was changed or deleted|belongs to another team"
    r"|Nobody has this question|Nothing was changed"
    r"|Only its owner|[Oo]nly for|from an older version|has not installed"
)


def test_every_act_there_is_stands_in_the_table() -> None:
    doors: dict[str, Iterable[str]] = {
        "press": handlers.PRESSES,
        "form": handlers.SUBMISSIONS,
        "command": handlers.COMMANDS,
        "shortcut": handlers.SHORTCUTS,
    }
    there_is = {(door, key) for door, known in doors.items() for key in known}
    assert {(act.door, act.key) for act in ACTS} == there_is


@dataclass(frozen=True)
class Outcome:
    """What came of an act: what changed besides messages, and what the one who did it reads."""

    status: int
    changed: frozenset[str]
    read: str

    @property
    def is_refused(self) -> bool:
        return REFUSALS.search(self.read) is not None


async def done(street: Street, act: Act, role: str, *, before: Held) -> Outcome:
    """Let somebody do it, look, and make everything as it was."""
    team_id = street.there.workspace_id if role == filled.NEIGHBOUR else street.here.workspace_id
    mark = street.mark(team_id)
    answer = await street.deliver(street.tells(act, WHO[role], street.here, team_id=team_id))
    after = street.tables.held()
    changed = frozenset(differing(before, after, besides=("outbox",)))
    read = answer.text + street.shown_since(mark, team_id) + await street.promised()
    if before != after:
        street.tables.put_back(before)
        await street.forget()
    return Outcome(answer.status, changed, read)


def wrong(act: Act, role: str, outcome: Outcome, *, mark: str) -> str:
    """What is wrong with an outcome; nothing when it is as the table says."""
    if outcome.status != 200:
        return f"answered {outcome.status}"
    if role in act.may:
        return f"refused: {outcome.read[:200]}" if outcome.is_refused and not outcome.changed else ""
    if outcome.changed:
        return f"changed {sorted(outcome.changed)}"
    if mark in outcome.read:
        return f"read {outcome.read[:200]}"
    return "" if outcome.is_refused or act.is_silent else f"not refused: {outcome.read[:200]}"


def telling(act: Act) -> Iterable[str]:
    """Those who could show a fault: what is for all is tried by those who are least at home here."""
    if act.may == filled.EVERYBODY:
        return filled.GUEST, filled.NEIGHBOUR
    return WHO if filled.OWNER in act.may else [role for role in WHO if role != filled.EMPLOYEE]


async def test_each_act_is_for_those_of_the_table_and_for_nobody_else(street: Street) -> None:
    before, faults = street.tables.held(), []
    for act in ACTS:
        for role in telling(act):
            fault = wrong(act, role, await done(street, act, role, before=before), mark=street.here.mark)
            if fault:
                faults.append(f"{role}: {act.name}: {fault}")
    assert faults == []
