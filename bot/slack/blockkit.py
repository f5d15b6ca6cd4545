"""Block Kit as plain dictionaries, and the escaping that keeps people's text harmless."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | dict[str, Json] | None"
Block: TypeAlias = dict[str, Json]
Blocks: TypeAlias = list[Block]
View: TypeAlias = dict[str, Json]

SECTION_TEXT = 3000
BUTTON_TEXT = 75
OPTION_TEXT = 75
HEADER_TEXT = 150
_STAND_IN = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_OPENS = re.compile(r"(?<![\w*_~`])[*_~`](?=[^\s*_~`])")
_CLOSES = re.compile(r"(?<=\S)[*_~`](?![\w*_~`])")
# Control signs but tab and new line, what has no width, what turns the direction, and tags.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


@dataclass(frozen=True)
class Post:
    """A message: `text` is read aloud and shown in notifications, `blocks` are what people see."""

    text: str = field(repr=False)
    blocks: Blocks = field(default_factory=list, repr=False)


def visible(text: str) -> str:
    """The text without what nobody sees: it could turn or hide the words around it."""
    return _INVISIBLE.sub("", text)


def escape(text: str) -> str:
    """People's text as mrkdwn that shows every character and obeys none."""
    plain = "\n".join(map(_unformatted, visible(text).split("\n")))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unformatted(line: str) -> str:
    """Slack cannot quote its own marks: signs that look the same stand in for a pair that would format.

    Each sign is looked at once: a line of opening marks alone would else be read again for each of them.
    """
    closing: dict[str, list[int]] = {sign: [] for sign in _STAND_IN}
    for match in _CLOSES.finditer(line):
        closing[match[0]].append(match.start())
    made, done = list(line), 0
    for ends in closing.values():
        ends.reverse()
    for match in _OPENS.finditer(line):
        start, ends = match.start(), closing[match[0]]
        while ends and ends[-1] <= start:
            ends.pop()
        if start >= done and ends:
            done = ends.pop() + 1
            made[start] = made[done - 1] = _STAND_IN[match[0]]
    return "".join(made)


def unescape(text: str) -> str:
    """What a person typed, from the text that Slack delivers."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def cut(text: str, length: int) -> str:
    """The text within `length` characters, with an ellipsis where it was cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def quote(text: str, length: int = 600) -> str:
    """People's text as a mrkdwn quotation."""
    lines = escape(cut(text.strip(), length)).splitlines() or [""]
    return "\n".join(f"> {line}" for line in lines)


def moment(at: datetime, fallback: str) -> str:
    """A moment that each reader sees in their own time zone, where their Slack can show it."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{escape(fallback)}>"


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": visible(text), "emoji": True}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(cut(text, HEADER_TEXT))}


def section(text: str, *, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(cut(text, SECTION_TEXT))}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def fields(*texts: str) -> Block:
    return {"type": "section", "fields": [mrkdwn(cut(text, 2000)) for text in texts[:10]]}


def small(text: str) -> Block:
    """The small grey line: why it came, who sees it."""
    return {"type": "context", "elements": [mrkdwn(cut(text, 2000))]}


def divider() -> Block:
    return {"type": "divider"}


def code(text: str) -> Block:
    """Text to copy, as written but for what nobody sees."""
    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": visible(text)}]}
        ],
    }


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(
    text: str, action: str, value: int | str = "", *, style: str | None = None, confirm: Block | None = None
) -> Block:
    element: Block = {
        "type": "button",
        "text": plain(cut(text, BUTTON_TEXT)),
        "action_id": action,
    }
    if value != "":
        element["value"] = str(value)
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    return element


def link(text: str, action: str, url: str) -> Block:
    return {"type": "button", "text": plain(cut(text, BUTTON_TEXT)), "action_id": action, "url": url}


def confirm(title: str, text: str, *, yes: str, no: str = "Cancel", style: str | None = None) -> Block:
    asked = {"title": plain(title), "text": plain(cut(text, 300)), "confirm": plain(yes), "deny": plain(no)}
    return asked | ({"style": style} if style else {})


@dataclass(frozen=True)
class Option:
    """One choice of a select, radio group, checkbox group or overflow menu."""

    text: str = field(repr=False)
    value: str


def _option(option: Option) -> Block:
    return {"text": plain(cut(option.text, OPTION_TEXT)), "value": option.value}


def overflow(action: str, options: Sequence[Option]) -> Block:
    return {"type": "overflow", "action_id": action, "options": [_option(o) for o in options[:5]]}


def select(
    action: str, options: Sequence[Option], *, chosen: str | None = None, placeholder: str = "Choose"
) -> Block:
    element: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder),
        "options": [_option(o) for o in options[:100]],
    }
    initial = [o for o in options if o.value == chosen]
    if initial:
        element["initial_option"] = _option(initial[0])
    return element


def multi_select(
    action: str, options: Sequence[Option], *, chosen: Sequence[str] = (), placeholder: str = "Choose"
) -> Block:
    element = select(action, options, placeholder=placeholder) | {"type": "multi_static_select"}
    initial = [_option(o) for o in options[:100] if o.value in chosen]
    return element | ({"initial_options": initial} if initial else {})


def grouped_select(
    action: str, groups: Mapping[str, Sequence[Option]], *, chosen: str, placeholder: str = "Choose"
) -> Block:
    """A select of more than a hundred options, under headings."""
    initial = [one for options in groups.values() for one in options if one.value == chosen]
    element: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder),
        "option_groups": [
            {"label": plain(label), "options": [_option(one) for one in options]}
            for label, options in groups.items()
        ],
    }
    return element | ({"initial_option": _option(initial[0])} if initial else {})


def radio(action: str, options: Sequence[Option], *, chosen: str | None = None) -> Block:
    element: Block = {
        "type": "radio_buttons",
        "action_id": action,
        "options": [_option(o) for o in options[:10]],
    }
    initial = [o for o in options if o.value == chosen]
    if initial:
        element["initial_option"] = _option(initial[0])
    return element


def checkboxes(action: str, options: Sequence[Option], *, chosen: Sequence[str] = ()) -> Block:
    element: Block = {
        "type": "checkboxes",
        "action_id": action,
        "options": [_option(o) for o in options[:10]],
    }
    initial = [_option(o) for o in options if o.value in chosen]
    if initial:
        element["initial_options"] = initial
    return element


def timepicker(action: str, *, at: str | None = None) -> Block:
    element: Block = {"type": "timepicker", "action_id": action, "placeholder": plain("Time")}
    if at:
        element["initial_time"] = at
    return element


def datepicker(action: str, *, on: str | None = None) -> Block:
    element: Block = {"type": "datepicker", "action_id": action, "placeholder": plain("Date")}
    if on:
        element["initial_date"] = on
    return element


def people_select(action: str, *, chosen: Sequence[str] = (), placeholder: str = "Choose people") -> Block:
    element: Block = {"type": "multi_users_select", "action_id": action, "placeholder": plain(placeholder)}
    if chosen:
        element["initial_users"] = list(chosen)
    return element


def person_select(action: str, *, chosen: str | None = None, placeholder: str = "Choose a person") -> Block:
    element: Block = {"type": "users_select", "action_id": action, "placeholder": plain(placeholder)}
    if chosen:
        element["initial_user"] = chosen
    return element


def channel_select(action: str, *, chosen: str | None = None) -> Block:
    """Public and private channels; a channel without the bot is caught when we post."""
    element: Block = {
        "type": "conversations_select",
        "action_id": action,
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if chosen:
        element["initial_conversation"] = chosen
    return element


def text_input(
    action: str, *, initial: str = "", multiline: bool = False, placeholder: str = "", longest: int = 3000
) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": multiline,
        "max_length": longest,
    }
    if initial:
        element["initial_value"] = cut(initial, longest)
    if placeholder:
        element["placeholder"] = plain(cut(placeholder, 150))
    return element


def input_block(block: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A labelled input; `block` is also the key of its value and of its error."""
    made: Block = {
        "type": "input",
        "block_id": block,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    if hint:
        made["hint"] = plain(hint)
    return made


def modal(
    callback: str,
    title: str,
    blocks: Blocks,
    *,
    submit: str | None = None,
    close: str = "Cancel",
    private: str = "",
) -> View:
    view: View = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(cut(title, 24)),
        "close": plain(close),
        "blocks": blocks,
        "private_metadata": private,
    }
    if submit:
        view["submit"] = plain(submit)
    return view


def home(blocks: Blocks) -> View:
    return {"type": "home", "blocks": blocks[:100]}
