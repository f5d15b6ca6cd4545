"""What Slack's requests look like, as far as we read them: whatever else was signed, Slack never sends it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

Shape = Callable[[Any], object]

STAMP = re.compile(r"(\d{1,16}(\.\d{1,8})?)?", re.ASCII).fullmatch
NUL, SURROGATE = "\\x00", "\\ud"
HALF = re.compile("[\ud800-\udfff]")
ID = re.compile(r"[\w.-]{0,32}", re.ASCII).fullmatch
NAME = re.compile(".{0,255}", re.DOTALL).fullmatch


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
    if kind == "event_callback" and not _is_plain(body.get("event") or {}):
        return "an event names people and channels by their id"
    for path in NEEDED.get(kind, ()):
        if not _at(body, path):
            return f"{'.'.join(path)} is missing"
    return None


def _is_plain(event: Mapping[str, Any]) -> bool:
    """Whether an event of what somebody did names who and where by an id: only a changed profile does not."""
    return event.get("type") not in DONE or not any(isinstance(event.get(key), dict) for key in WHO_WHERE)


def is_known(body: Mapping[str, Any]) -> bool:
    """Whether this is a kind of request that anything answers."""
    return "command" in body or body.get("type") in NEEDED


def _is_storable(value: object) -> bool:
    """Text that every database takes: neither NUL nor half a character."""
    # Written out and looked at in one go, for Python shows both with a backslash; only then text by text.
    shown = repr(value)
    if NUL not in shown and SURROGATE not in shown:
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


def _at(body: Mapping[str, Any], path: Sequence[str]) -> object:
    found: Any = body
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _fits(value: object) -> bool:
    """Whether each field that we read holds what belongs there; null may stand anywhere."""
    if not isinstance(value, dict):
        return False
    for key, each in value.items():
        if each is None:
            continue
        fits = STRINGS.get(key) if isinstance(each, str) else OTHERS.get(key)
        if fits is not None and not fits(each):
            return False
    return True


def _never(_value: object) -> bool:
    return False


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _ones(value: object) -> bool:
    return isinstance(value, list) and all(_fits(each) for each in value)


def _chosen(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) and "value" in each for each in value)


def _ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and ID(each) for each in value)


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

TEXTS = "private_metadata response_url challenge"
PLACES = "user channel team enterprise"
LISTS: dict[str, Shape] = {
    **dict.fromkeys(CHOSEN_IDS.split(), _ids),
    "actions": _pressed,
    "authorizations": _ones,
    "selected_options": _chosen,
    "values": _values,
}
# What every message brings is looked at in C, field by field: text by a pattern, all else by its shape.
STRINGS: dict[str, Shape] = {
    **dict.fromkeys([*IDS.split(), *PLACES.split()], ID),
    **dict.fromkeys(STAMPS.split(), STAMP),
    **dict.fromkeys(NAMES.split(), NAME),
    **dict.fromkeys([*NODES.split(), *LISTS], _never),
}
OTHERS: dict[str, Shape] = {
    **dict.fromkeys([*IDS.split(), *STAMPS.split(), *NAMES.split(), *TEXTS.split()], _never),
    **dict.fromkeys([*NODES.split(), *PLACES.split()], _fits),
    **LISTS,
    "text": _is_dict,
}
DONE = frozenset({"message", "app_mention", "app_home_opened"})
WHO_WHERE = ("user", "channel")
_ACTED = (("view", "id"), ("view", "type"), ("user", "id"))
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "event_callback": (("team_id",), ("event", "type")),
    "block_actions": (("actions",), ("user", "id")),
    "view_submission": _ACTED,
    "view_closed": _ACTED,
    "shortcut": (("callback_id",), ("user", "id")),
    "message_action": (("callback_id",), ("user", "id")),
    "block_suggestion": (("action_id",), ("user", "id")),
}
