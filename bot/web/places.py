"""Which workspace a request belongs to, told in one way: Slack has several, more so in an organisation."""

from collections.abc import Iterator
from typing import Any

ORGANISATION = "E"  # the ids of workspaces begin with T


def settle(body: dict[str, Any]) -> None:
    """Write the request's workspace where Bolt and we look for it; an organisation's id only if no other."""
    place = ""
    for one in _told(body):
        if isinstance(one, str) and one and not one.startswith(ORGANISATION):
            place = one
            break
        place = place or (one if isinstance(one, str) else "")
    if not place or "command" in body:
        return
    if isinstance(body.get("event"), dict):
        body["context_team_id"] = place
        for granted in body.get("authorizations") or []:
            granted["team_id"] = place
        return
    view = body.get("view")
    if isinstance(view, dict) and "app_installed_team_id" in view:
        view["app_installed_team_id"] = place
    if not isinstance(body.get("team"), dict) or body["team"].get("id") != place:
        body["team"] = {"id": place}


def _told(body: dict[str, Any]) -> Iterator[object]:
    """All that says where it is, the surest first."""
    if isinstance(body.get("event"), dict):
        granted = body.get("authorizations") or [{}]
        yield from (body.get("context_team_id"), granted[0].get("team_id"), body.get("team_id"))
        return
    view, team, user = (body.get(key) for key in ("view", "team", "user"))
    if isinstance(view, dict):
        yield view.get("app_installed_team_id")  # where the modal was opened, if elsewhere
    yield team.get("id") if isinstance(team, dict) else team
    yield user.get("team_id") if isinstance(user, dict) else None
    yield view.get("team_id") if isinstance(view, dict) else None


def organisation_of(body: dict[str, Any]) -> str | None:
    """The organisation whose installation this request came through; None for a workspace's own."""
    granted = (body.get("authorizations") or [body])[0]
    team = body.get("team_id")
    if isinstance(team, str) and team.startswith(ORGANISATION):
        return team
    if granted.get("is_enterprise_install") not in (True, "true"):
        return None
    enterprise = body.get("enterprise")
    named = enterprise.get("id") if isinstance(enterprise, dict) else enterprise
    found = granted.get("enterprise_id") or named or body.get("enterprise_id")
    return found if isinstance(found, str) else None
