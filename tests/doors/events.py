"""Every kind of event that goes somewhere, as Slack tells it."""

from bot.sandbox.state import Json
from tests.doors.rows import ANA, LEILA, MARKETING, PRIYA, ROOT

QUESTION = "How do I get Claude to keep our brand voice?"
WIN = "Claude saved me two hours on the month-end notes."
NEW = {"id": "U0NEW", "name": "nora", "profile": {"real_name": "Nora Lind"}, "tz": "Europe/Oslo"}
POST = {
    "type": "message",
    "channel": MARKETING,
    "channel_type": "channel",
    "user": ANA,
    "ts": "1795420000.000100",
}
DM = POST | {"channel": "D0ANA000000", "channel_type": "im"}
EVENTS: dict[str, Json] = {
    "a question": POST | {"text": QUESTION},
    "a win": POST | {"text": WIN},
    "a question by DM": DM | {"text": QUESTION},
    "a win by DM": DM | {"text": WIN},
    "a greeting by DM": DM | {"text": "hello"},
    "a wish for quiet": DM | {"text": "please stop"},
    "a mention": POST | {"type": "app_mention", "text": f"<@U0AFTERGL0W> {QUESTION}"},
    "an empty mention": POST | {"type": "app_mention", "text": "<@U0AFTERGL0W>"},
    "an edit": POST | {"subtype": "message_changed", "message": {"ts": ROOT, "text": QUESTION}},
    "a deletion": POST | {"subtype": "message_deleted", "deleted_ts": ROOT},
    "Home opened": {"type": "app_home_opened", "user": PRIYA, "tab": "home"},
    "a thread in the agent pane": {
        "type": "assistant_thread_started",
        "assistant_thread": {
            "user_id": ANA,
            "channel_id": "D0ANA000000",
            "thread_ts": "1795420000.000200",
            "context": {"channel_id": MARKETING, "enterprise_id": None},
        },
    },
    "a question in the agent pane": DM | {"text": QUESTION, "thread_ts": "1795420000.000200"},
    "what the agent pane suggests": DM
    | {"text": "What is this week's challenge?", "thread_ts": "1795420000.000200"},
    "somebody new": {"type": "team_join", "user": NEW},
    "a changed profile": {"type": "user_change", "user": NEW | {"id": LEILA}},
    "somebody's Do Not Disturb": {
        "type": "dnd_updated_user",
        "user": LEILA,
        "dnd_status": {"dnd_enabled": True, "next_dnd_start_ts": 1795471200, "next_dnd_end_ts": 1795510800},
    },
    "a channel that is gone": {"type": "channel_archive", "channel": MARKETING},
    "a token that is out": {"type": "tokens_revoked", "tokens": {"bot": ["U0AFTERGL0W"]}},
    "an uninstallation": {"type": "app_uninstalled"},
}


def envelope(event: Json, *, team_id: str, event_id: str = "Ev1") -> Json:
    """An event as it comes through the door."""
    return {"type": "event_callback", "team_id": team_id, "event_id": event_id, "event": event}
