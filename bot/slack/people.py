"""What Slack's objects say of people, in our words."""

from datetime import UTC, datetime
from typing import Any

from bot.enrolment.rules import Dnd
from bot.people.rules import WITHOUT_END, Profile, away_until


def profile_of(user: dict[str, Any], *, workspace_id: str) -> Profile:
    """What Slack's user object says, in our words."""
    details = user.get("profile") or {}
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id") or workspace_id]
    foreign = bool(user.get("is_stranger")) or workspace_id not in (*teams, user.get("team_id"))
    excluded = any(user.get(flag) for flag in ("deleted", "is_bot", "is_restricted", "is_ultra_restricted"))
    return Profile(
        user_id=str(user["id"]),
        name=str(
            details.get("display_name")
            or details.get("real_name")
            or user.get("real_name")
            or user.get("name")
            or ""
        ),
        zone=str(user.get("tz") or "UTC"),
        is_admin=bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")),
        can_learn=not (excluded or foreign or user["id"] == "USLACKBOT"),
        away_until=_away(details),
        language=str(user["locale"]).split("-")[0].lower()[:8] if user.get("locale") else None,
    )


def hours_of(told: object) -> Dnd | None:
    """The hours of somebody's Do Not Disturb, from `dnd.teamInfo` or `dnd_updated_user`."""
    found = told if isinstance(told, dict) else {}
    begins, ends = found.get("next_dnd_start_ts"), found.get("next_dnd_end_ts")
    if not (found.get("dnd_enabled") and isinstance(begins, int) and isinstance(ends, int)):
        return None
    # Slack says 1 for both where there is none.
    if not 1 < begins < ends < WITHOUT_END.timestamp():
        return None
    return Dnd(datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC))


def _away(details: dict[str, Any]) -> datetime | None:
    """What a status says of being away; its words go no further."""
    text, emoji = (str(details.get(key) or "") for key in ("status_text", "status_emoji"))
    expires = details.get("status_expiration")
    return away_until(text, emoji, expires if isinstance(expires, int) else 0)
