"""What Slack's requests look like, as far as we read them: whatever else was signed, Slack never sends it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

Shape = Callable[[object], bool]

STAMP = re.compile(r"\d{1,16}(\.\d{1,8})?", re.ASCII)
ODD = ("\\x00", "\\ud")
HALF = re.compile("[\ud800-\udfff]")
ID = re.compile(r"[\w.-]{0,32}", re.ASCII)
NAME_LENGTH = 255


def fault(body: Mapping[str, Any]) -> str | None:
    """What is wrong with a request; None when Slack may have sent it."""
    if not _is_storable(body):
        return "it holds characters that are no text"
    if not _fits(body):
        return "a field is not what Slack sends there"
    kind = body.get("type")
    if "command" in body:
        return None if body.get("user_id") and body.get("team_id") else "a command needs a user and a team"
    if not kind:
        return "it has no type"
    missing = [path for path in NEEDED.get(kind, ()) if not _at(body, path)]
    return f"{missing[0]} is missing" if missing else None


def is_known(body: Mapping[str, Any]) -> bool:
    """Whether this is a kind of request that anything answers."""
    return "command" in body or body.get("type") in NEEDED


def _is_storable(value: object) -> bool:
    """Text that every database takes: neither NUL nor half a character."""
    # Written out and looked at in one go, for Python shows both with a backslash; only then text by text.
    shown = repr(value)
    if not any(mark in shown for mark in ODD):
        return True
    return not any("\0" in text or HALF.search(text) for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str(text):
                yield text
            case dict(each):
                waiting += [*each.keys(), *each.values()]
            case list(each):
                waiting += each


def _at(body: Mapping[str, Any], path: str) -> object:
    found: Any = body
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _fits(value: object) -> bool:
    """Whether each field that we read holds what belongs there; null may stand anywhere."""
    if not isinstance(value, dict):
        return False
    for key, each in value.items():
        shape = FIELDS.get(key)
        if shape is not None and each is not None and not shape(each):
            return False
    return True


def _id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def _name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= NAME_LENGTH


def _text(value: object) -> bool:
    return isinstance(value, str)


def _label(value: object) -> bool:
    return isinstance(value, str | dict)


def _stamp(value: object) -> bool:
    return isinstance(value, str) and (not value or STAMP.fullmatch(value) is not None)


def _one(value: object) -> bool:
    return _id(value) or _fits(value)


def _ones(value: object) -> bool:
    return isinstance(value, list) and all(_fits(each) for each in value)


def _chosen(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) and "value" in each for each in value)


def _ids(value: object) -> bool:
    return isinstance(value, list) and all(_id(each) for each in value)


def _pressed(value: object) -> bool:
    return _ones(value) and all(each.get("action_id") for each in cast(list[dict[str, object]], value))


def _values(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(block, dict) and all(_fits(element) for element in block.values())
        for block in value.values()
    )


IDS = (
    "id team_id user_id channel_id api_app_id bot_id enterprise_id context_team_id context_enterprise_id "
    "view_id root_view_id previous_view_id app_installed_team_id selected_user selected_channel "
    "selected_conversation"
)
STAMPS = "ts thread_ts event_ts message_ts deleted_ts action_ts"
NAMES = (
    "type subtype event_id channel_type tab callback_id action_id block_id trigger_id command name real_name "
    "display_name tz channel_name"
)
NODES = (
    "event message previous_message view state container item profile tokens selected_option function_data "
    "assistant_thread"
)
CHOSEN_IDS = "selected_users selected_channels selected_conversations team_ids"

FIELDS: dict[str, Shape] = {
    **dict.fromkeys(IDS.split(), _id),
    **dict.fromkeys(STAMPS.split(), _stamp),
    **dict.fromkeys(NAMES.split(), _name),
    **dict.fromkeys(NODES.split(), _fits),
    **dict.fromkeys(CHOSEN_IDS.split(), _ids),
    **dict.fromkeys(("private_metadata", "response_url", "challenge"), _text),
    **dict.fromkeys(("user", "channel", "team", "enterprise"), _one),
    "actions": _pressed,
    "authorizations": _ones,
    "selected_options": _chosen,
    "text": _label,
    "values": _values,
}
NEEDED = {
    "event_callback": ("team_id", "event.type"),
    "block_actions": ("actions", "user.id"),
    "view_submission": ("view.id", "view.type", "user.id"),
    "view_closed": ("view.id", "view.type", "user.id"),
    "shortcut": ("callback_id", "user.id"),
    "message_action": ("callback_id", "user.id"),
    "block_suggestion": ("action_id", "user.id"),
}
