"""Where a request belongs, however Slack tells it: Bolt and our own readers find one workspace."""

import copy

import pytest
from slack_bolt.request.internals import extract_enterprise_id, extract_team_id

from bot.sandbox.state import Json
from bot.web.places import organisation_of, settle
from handlers.doors import Event, Press

HERE, THERE, ABOVE = "T0HERE", "T0THERE", "E0ABOVE"
PRESS: Json = {"type": "block_actions", "actions": [{"action_id": "x"}], "user": {"id": "U1"}}
EVENT: Json = {"type": "event_callback", "event": {"type": "message"}}
FROM_ABOVE: Json = {"enterprise": {"id": ABOVE}, "is_enterprise_install": True}


def granted(team_id: str | None, **more: bool) -> Json:
    return {"authorizations": [{"team_id": team_id, "enterprise_id": ABOVE} | more]}


INTERACTIONS: dict[str, tuple[Json, str]] = {
    "a workspace's own": ({"team": {"id": HERE}}, HERE),
    "a team as text": ({"team": HERE}, HERE),
    "no team, an organisation": (FROM_ABOVE | {"team": None, "user": {"id": "U1", "team_id": HERE}}, HERE),
    "a view of an organisation": (
        FROM_ABOVE | {"team": None, "user": {"id": "U1", "team_id": HERE}}
        | {"view": {"app_installed_team_id": ABOVE, "team_id": ABOVE}}, HERE,
    ),
    "a modal opened elsewhere, over Slack Connect": (
        {"team": {"id": THERE}, "view": {"app_installed_team_id": HERE, "team_id": THERE}}, HERE,
    ),
    "an organisation as team": ({"team": {"id": ABOVE}, "user": {"id": "U1", "team_id": HERE}}, HERE),
    "nothing but the organisation": ({"team": {"id": ABOVE}}, ABOVE),
    "nothing": ({}, ""),
}  # fmt: skip
EVENTS: dict[str, tuple[Json, str]] = {
    "a workspace's own": ({"team_id": HERE, **granted(HERE)}, HERE),
    "without who let us": ({"team_id": HERE}, HERE),
    "a message from another company": ({"team_id": THERE, "context_team_id": HERE, **granted(HERE)}, HERE),
    "an organisation's": ({"team_id": HERE, **granted(None, is_enterprise_install=True)}, HERE),
    "two that differ": ({"team_id": THERE, "context_team_id": HERE, **granted(THERE)}, HERE),
    "about the organisation": ({"team_id": ABOVE, **granted(None)}, ABOVE),
}


@pytest.mark.parametrize("told", INTERACTIONS)
def test_an_interaction_is_of_one_workspace_for_bolt_and_for_us(told: str) -> None:
    more, place = INTERACTIONS[told]
    body = copy.deepcopy(PRESS | more)
    settle(body)
    assert (extract_team_id(body) or "") == place
    assert Press.of(body).person.workspace_id == place


@pytest.mark.parametrize("told", EVENTS)
def test_an_event_is_of_one_workspace_for_bolt_and_for_us(told: str) -> None:
    more, place = EVENTS[told]
    body = copy.deepcopy(EVENT | more)
    settle(body)
    assert extract_team_id(body) == Event.of(body).workspace_id == place


@pytest.mark.parametrize(
    ("body", "above"),
    [
        (PRESS, None),
        (PRESS | FROM_ABOVE, ABOVE),
        (PRESS | FROM_ABOVE | {"is_enterprise_install": False}, None),
        ({"command": "/x", "enterprise_id": ABOVE, "is_enterprise_install": "true"}, ABOVE),
        ({"command": "/x", "enterprise_id": ABOVE, "is_enterprise_install": "false"}, None),
        (EVENT | granted(HERE, is_enterprise_install=True), ABOVE),
        (EVENT | granted(HERE, is_enterprise_install=False) | {"enterprise_id": ABOVE}, None),
        (EVENT | {"team_id": ABOVE}, ABOVE),
    ],
)
def test_only_an_organisations_installation_is_one(body: Json, above: str | None) -> None:
    assert organisation_of(body) == above
    assert above is None or body.get("team_id") == ABOVE or extract_enterprise_id(body) == above
