"""What Slack sends when somebody does one of the acts."""

from collections.abc import Callable

from bot.sandbox.state import Json
from tests.doors.filled import Act
from tests.doors.rows import ANA, MARKETING, ROOT, Rows


def told(act: Act, rows: Rows, user_id: str, *, team_id: str, keys: Callable[[str], str]) -> Json:
    """What Slack sends when this person of this workspace does it; `keys` makes its one-time ids."""
    who = {
        "user": {"id": user_id, "team_id": team_id},
        "team": {"id": team_id},
        "trigger_id": keys("trigger"),
    }
    match act.door:
        case "command":
            return {
                "command": "/afterglow", "text": f"{act.key} {act.worded(rows)}".strip(), "team_id": team_id,
                "user_id": user_id, "channel_id": f"D{user_id[1:]}", "trigger_id": who["trigger_id"],
                "response_url": keys("url"),
            }  # fmt: skip
        case "shortcut":
            message: Json = {"ts": ROOT, "user": ANA, "text": "Claude wrote the brief in ten minutes"}
            used: Json = {"type": "message_action", "callback_id": act.key, "message": message, **who}
            return used | {"channel": {"id": MARKETING, "name": "marketing"}, "message_ts": ROOT}
        case "form":
            return {"type": "view_submission", **who, "view": _view(act, rows, act.key, team_id, keys)}
    action = {"type": "button", "action_id": act.key, "block_id": "b", "value": act.worded(rows)}
    body: Json = {"type": "block_actions", "actions": [action], **who}
    if act.view:
        view = _view(act, rows, act.view, team_id, keys)
        return body | {"container": {"type": "view", "view_id": view["id"]}, "view": view}
    container = {"type": "message", "channel_id": MARKETING, "message_ts": ROOT, "is_ephemeral": True}
    return body | {"container": container, "channel": {"id": MARKETING}, "response_url": keys("url")}


def _view(act: Act, rows: Rows, callback: str, team_id: str, keys: Callable[[str], str]) -> Json:
    private = act.private(rows) if act.private is not None else ""
    return {
        "id": keys("view"), "team_id": team_id, "type": "modal", "callback_id": callback,
        "private_metadata": private, "state": {"values": act.values(rows)},
    }  # fmt: skip
