"""A request that was captured and is sent again within five minutes changes nothing."""

import pytest

from bot.sandbox.state import Json
from tests.doors import filled
from tests.doors.acts import ACTS
from tests.doors.conftest import WHO, Street
from tests.doors.events import EVENTS, envelope
from tests.doors.tables import differing

pytestmark = pytest.mark.long

DOERS = (filled.OWNER, filled.CHAMPION, filled.ADMIN)


async def sent_twice(street: Street, body: Json) -> str:
    """What the second of two equal requests changed, messages included; the first must be taken."""
    first = (await street.deliver(body)).status
    between = street.tables.held()
    second = (await street.deliver(body)).status
    changed = differing(between, street.tables.held())
    # Unknown by then is whoever uninstalled us; and Slack opens no second modal for one trigger.
    if first != 200 or second not in (200, 403, 500):
        return f"answered {first} and {second}"
    return f"changed {sorted(changed)}" if changed else ""


async def test_every_act_sent_twice_is_done_once(street: Street) -> None:
    before, faults = street.tables.held(), []
    for act in ACTS:
        role = next(role for role in DOERS if role in act.may)
        body = street.tells(act, WHO[role], street.here, team_id=street.here.workspace_id)
        fault = await sent_twice(street, body)
        faults += [f"{act.name}: {fault}"] if fault else []
        street.tables.put_back(before)
        await street.forget()
    assert faults == []


async def test_every_event_sent_twice_happens_once(street: Street) -> None:
    before, faults = street.tables.held(), []
    for name, event in EVENTS.items():
        team_id = street.here.workspace_id
        body = envelope(event, team_id=team_id)
        fault = await sent_twice(street, body)
        faults += [f"{name}: {fault}"] if fault else []
        street.tables.put_back(before)
        await street.forget()
    assert faults == []
