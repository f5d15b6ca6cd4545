"""Two workspaces with the same people, channels and messages: what one does, the other never notices."""

import json
from random import Random

import pytest

from bot.people.rules import Person
from bot.privacy import service as privacy
from bot.sandbox.state import Json
from tests.doors import filled
from tests.doors.acts import ACTS
from tests.doors.conftest import WHO, Street
from tests.doors.events import EVENTS, envelope
from tests.doors.rows import ANA
from tests.doors.siege import wandered
from tests.doors.tables import Held, of

pytestmark = pytest.mark.long

OPERATIONS = 250  # a thousand in the soak
DOERS = (filled.OWNER, filled.CHAMPION, filled.ADMIN)


def theirs(street: Street) -> tuple[Held, int]:
    """All that the other workspace holds, and how much Slack was ever asked in its name."""
    return of(street.tables.held(), street.there.workspace_id), len(street.neighbour.calls())


async def test_with_ids_of_another_workspace_nothing_there_is_read_or_changed(street: Street) -> None:
    before, untouched, faults = street.tables.held(), theirs(street), []
    here = street.here.workspace_id
    for act in ACTS:
        role = next(role for role in reversed(DOERS) if role in act.may)
        mark = street.mark(here)
        body = street.tells(act, WHO[role], street.there, team_id=here)
        answer = await street.deliver(body)
        read = answer.text + street.shown_since(mark, here) + await street.promised()
        if theirs(street) != untouched:
            faults.append(f"{act.name} changed the neighbour")
        if street.there.mark in read and street.there.mark not in json.dumps(body):
            faults.append(f"{act.name} read the neighbour: {read[:300]}")
        street.tables.put_back(before)
        await street.forget()
    assert faults == []


async def test_hundreds_of_acts_and_events_of_one_leave_the_other_as_it_was(street: Street) -> None:
    untouched = theirs(street)
    assert await wandered(street, Random(11), OPERATIONS) == []
    assert theirs(street) == untouched
    assert street.there.mark not in json.dumps([call.args for call in street.stage.workspace.calls()])


async def test_what_comes_through_an_organisations_installation_stays_in_its_workspace(
    street: Street,
) -> None:
    before, untouched, here = street.tables.held(), theirs(street), street.here.workspace_id
    for act in ACTS:
        role = next(role for role in reversed(DOERS) if role in act.may)
        mark = street.mark(here)
        body = of_organisation(street.tells(act, WHO[role], street.here, team_id=here))
        answer = await street.deliver(body)
        read = answer.text + street.shown_since(mark, here) + await street.promised()
        assert (answer.status, theirs(street)) == (200, untouched), act.name
        assert street.there.mark not in read, act.name
        street.tables.put_back(before)
        await street.forget()


def of_organisation(body: Json) -> Json:
    """As Slack tells it where one token serves a whole organisation: the workspace is only the person's."""
    if "command" in body:
        return body | {"enterprise_id": "E0W1NDWARD", "is_enterprise_install": "true"}
    above = {"enterprise": {"id": "E0W1NDWARD", "name": "Windward"}}
    view = {"view": body["view"] | {"app_installed_team_id": "E0W1NDWARD"}} if "view" in body else {}
    return body | above | view | {"team": None, "is_enterprise_install": True}


async def test_what_happens_to_the_whole_of_one_leaves_the_other_as_it_was(street: Street) -> None:
    untouched = theirs(street)
    for what in ("a token that is out", "an uninstallation"):
        body = envelope(EVENTS[what], team_id=street.here.workspace_id, event_id=what)
        assert (await street.deliver(body)).status == 200
    await street.stage.play.settle()
    assert theirs(street) == untouched
    assert not any(of(street.tables.held(), street.here.workspace_id).values())


async def test_an_export_and_an_erasure_are_of_one_workspace(street: Street) -> None:
    untouched, ana = theirs(street), Person(street.here.workspace_id, ANA)
    async with street.stage.db.read() as session:
        for user_id in (None, ANA):
            told = json.dumps(await privacy.export(session, ana.workspace_id, user_id=user_id), default=str)
            assert street.here.mark in told
            assert street.there.mark not in told
    async with street.stage.db.begin() as session:
        assert await privacy.erase(session, ana, now=street.stage.clock()) > 0
    assert theirs(street) == untouched
