"""What people choose and type, in the form in which Slack reports it as state and as actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .state import Json

Raw = str | int | Sequence[str] | None


@dataclass(frozen=True)
class Field:
    """Where an element of one kind keeps its value: `many` for lists, `options` where choices are objects."""

    key: str
    initial: str
    many: bool = False
    options: bool = False


_TEXT = Field("value", "initial_value")
_OPTION = Field("selected_option", "initial_option", options=True)
_OPTIONS = Field("selected_options", "initial_options", many=True, options=True)
FIELDS: dict[str, Field] = {
    "plain_text_input": _TEXT,
    "number_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "checkboxes": _OPTIONS,
    "users_select": Field("selected_user", "initial_user"),
    "multi_users_select": Field("selected_users", "initial_users", many=True),
    "channels_select": Field("selected_channel", "initial_channel"),
    "multi_channels_select": Field("selected_channels", "initial_channels", many=True),
    "conversations_select": Field("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Field("selected_conversations", "initial_conversations", many=True),
    "datepicker": Field("selected_date", "initial_date"),
    "timepicker": Field("selected_time", "initial_time"),
    "datetimepicker": Field("selected_date_time", "initial_date_time"),
    "rich_text_input": Field("rich_text_value", "initial_value"),
    "file_input": Field("files", "initial_files", many=True),
}
REQUIRED = "Please complete this required field."


@dataclass(frozen=True)
class Control:
    """One element that a person can use and the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The block's id."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """The element's id."""
        return str(self.element.get("action_id", ""))

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def label(self) -> str:
        """The words a person sees on it: the button's text, the field's label, the menu's placeholder."""
        for holder, key in ((self.element, "text"), (self.block, "label"), (self.element, "placeholder")):
            words = holder.get(key)
            if isinstance(words, dict) and (holder is self.element or self.block["type"] == "input"):
                return str(words["text"])
        return ""

    @property
    def beside(self) -> str:
        """The words of the section that a menu or picker stands beside."""
        words = self.block.get("text")
        return str(words["text"]) if isinstance(words, dict) and self.kind != "button" else ""


def controls(blocks: Sequence[Json] | None) -> Iterator[Control]:
    """Every element that can be pressed, chosen or typed in, in reading order."""
    for block in blocks or []:
        inside = [block.get("accessory"), block.get("element")]
        if block["type"] in ("actions", "context_actions"):
            inside += block["elements"]
        yield from (Control(block, one) for one in inside if isinstance(one, dict) and one["type"] != "image")


def options_of(element: Json) -> list[Json]:
    """The choices that an element offers."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(one for group in groups for one in group["options"])]


def option(element: Json, wanted: object) -> Json:
    """The choice of this value or with these visible words; LookupError names what there is."""
    if isinstance(wanted, dict):
        return wanted
    offered = options_of(element)
    for one in offered:
        if wanted in (one["value"], one["text"]["text"]):
            return dict(one)
    if "external" in element["type"]:
        return {"text": {"type": "plain_text", "text": str(wanted)}, "value": str(wanted)}
    there = ", ".join(repr(one["text"]["text"]) for one in offered)
    raise LookupError(f"no choice {wanted!r} here; there is {there}")


def valued(element: Json, raw: object) -> Json:
    """The state entry of an element in which this was chosen or typed; None or empty clears it."""
    field = FIELDS[element["type"]]
    return {"type": element["type"], field.key: _value(element, field, raw)}


def _value(element: Json, field: Field, raw: object) -> object:
    if field.many:
        several = [raw] if isinstance(raw, (str, dict)) and raw else list(raw or [])  # type: ignore[call-overload]
        return [option(element, one) for one in several] if field.options else several
    if raw in (None, "", []):
        return None
    one = raw[0] if isinstance(raw, list) else raw
    if field.options:
        return option(element, one)
    if element["type"] == "datetimepicker":
        return int(str(one))
    return one if isinstance(one, dict) else str(one)


def initial(element: Json) -> Json:
    """The state entry of an element that nobody touched."""
    return valued(element, element.get(FIELDS[element["type"]].initial))


def initial_state(blocks: Sequence[Json], kept: Json) -> Json:
    """The state of a view or message: what was kept where the ids are the same, else what the app set."""
    state: Json = {}
    for one in controls(blocks):
        if one.kind in FIELDS:
            old = kept.get(one.block_id, {}).get(one.action_id)
            same = old is not None and old["type"] == one.kind
            state.setdefault(one.block_id, {})[one.action_id] = old if same else initial(one.element)
    return state


def with_values(blocks: Sequence[Json], state: Json, values: Json) -> Json:
    """The state after these raw values, keyed by block_id and action_id, were typed in."""
    after = {block_id: dict(entries) for block_id, entries in state.items()}
    for one in controls(blocks):
        given = values.get(one.block_id, {})
        if one.kind in FIELDS and one.action_id in given:
            after.setdefault(one.block_id, {})[one.action_id] = valued(one.element, given[one.action_id])
    return after


def refusals(blocks: Sequence[Json], state: Json) -> dict[str, str]:
    """What Slack's own client would not let through, by block_id."""
    found: dict[str, str] = {}
    for one in controls(blocks):
        if one.block["type"] != "input":
            continue
        entry = state.get(one.block_id, {}).get(one.action_id, {})
        error = _refusal(one, entry.get(FIELDS[one.kind].key))
        if error:
            found[one.block_id] = error
    return found


def _refusal(control: Control, value: object) -> str:
    if value in (None, "", []):
        return "" if control.block.get("optional") else REQUIRED
    element = control.element
    if control.kind == "plain_text_input":
        return _length(str(value), element)
    if control.kind == "number_input":
        return _number(str(value), element)
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"You can select up to {most} items."
    return ""


def _length(value: str, element: Json) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Enter at least {least} characters."
    return f"Enter at most {most} characters." if len(value) > most else ""


def _number(value: str, element: Json) -> str:
    try:
        found = float(value) if element["is_decimal_allowed"] else int(value)
    except ValueError:
        return "Please enter a number." if element["is_decimal_allowed"] else "Please enter a whole number."
    if "min_value" in element and found < float(element["min_value"]):
        return f"Enter {element['min_value']} or more."
    if "max_value" in element and found > float(element["max_value"]):
        return f"Enter {element['max_value']} or less."
    return ""
