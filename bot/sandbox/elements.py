"""Slack's rules for the elements of blocks: buttons, menus, pickers and inputs, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from .checks import (
    CHANNEL_ID,
    DATE,
    PLACE_ID,
    TIME,
    URL,
    USER_ID,
    WEB,
    Check,
    Shape,
    anything,
    each,
    flag,
    just_one_field,
    number,
    one_of,
    plain,
    rules,
    shaped,
    string,
    text,
    typed,
    unique,
)

NAME = string(255)

CONFIRM = shaped(
    Shape(
        {"title": plain(100), "text": text(300)},
        {"confirm": plain(30), "deny": plain(30), "style": one_of("primary", "danger")},
    )
)
OPTION = Shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
MENU_OPTION = shaped(OPTION)
OVERFLOW_OPTION = shaped(OPTION.with_optional(url=string(3000, like=URL)))
# Radio buttons and checkboxes may style their labels; menus may not.
BOX_OPTION = shaped(Shape({"text": text(75), "value": string(150)}, {"description": text(75)}))
GROUP = shaped(Shape({"label": plain(75), "options": each(MENU_OPTION, 100)}))
DISPATCH = shaped(
    Shape(
        {
            "trigger_actions_on": rules(
                each(one_of("on_enter_pressed", "on_character_entered"), 2),
            )
        }
    )
)
PLACES = shaped(
    Shape(
        {},
        {
            "include": each(one_of("im", "mpim", "private", "public"), 4),
            "exclude_external_shared_channels": flag,
            "exclude_bot_users": flag,
        },
    )
)


def _initial_options_exist(value: object, path: str) -> Iterator[str]:
    """What is chosen at first must be one of the choices, word for word."""
    if not isinstance(value, dict):
        return
    groups = value.get("option_groups") or []
    offered = list(value.get("options") or [])
    offered += [one for group in groups if isinstance(group, dict) for one in group.get("options") or []]
    chosen = list(value.get("initial_options") or [])
    chosen += [value["initial_option"]] if "initial_option" in value else []
    if any(one not in offered for one in chosen):
        yield f"{path}: an initial option is not among the options"


def _bounds(value: object, path: str) -> Iterator[str]:
    """A smallest length above the greatest can never be met."""
    if not isinstance(value, dict):
        return
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield f"{path}: min_length is above max_length"


def _element(
    required: dict[str, Check] | None = None, /, rule: Check | None = None, **optional: Check
) -> Shape:
    common: dict[str, Check] = {"action_id": NAME, "focus_on_load": flag}
    return Shape(required or {}, common | optional, rule)


def _menu(rule: Check | None = None, /, **optional: Check) -> Shape:
    return _element(None, rule, placeholder=plain(150), confirm=CONFIRM, **optional)


_CHOICES: dict[str, Check] = {"options": each(MENU_OPTION, 100), "option_groups": each(GROUP, 100)}
_SOME = number(1, 100)
_STATIC = rules(just_one_field("options", "option_groups"), _initial_options_exist)
_BOXES = rules(_initial_options_exist, unique("value", inside="options"))
_IMAGE = just_one_field("image_url", "slack_file")

TEXTS: dict[str, Shape] = {
    "plain_text": Shape({"text": string(3000)}, {"emoji": flag}),
    "mrkdwn": Shape({"text": string(3000)}, {"verbatim": flag}),
}
IMAGE: dict[str, Shape] = {
    "image": Shape(
        {"alt_text": string(2000)}, {"image_url": string(3000, like=WEB), "slack_file": anything}, _IMAGE
    )
}
MENUS: dict[str, Shape] = {
    "static_select": _menu(_STATIC, **_CHOICES, initial_option=MENU_OPTION),
    "multi_static_select": _menu(
        _STATIC, **_CHOICES, initial_options=each(MENU_OPTION, 100), max_selected_items=_SOME
    ),
    "external_select": _menu(initial_option=MENU_OPTION, min_query_length=number(0, 100)),
    "multi_external_select": _menu(
        initial_options=each(MENU_OPTION, 100), min_query_length=number(0, 100), max_selected_items=_SOME
    ),
    "users_select": _menu(initial_user=string(30, like=USER_ID)),
    "multi_users_select": _menu(initial_users=each(string(30, like=USER_ID), 100), max_selected_items=_SOME),
    "channels_select": _menu(initial_channel=string(30, like=CHANNEL_ID), response_url_enabled=flag),
    "multi_channels_select": _menu(
        initial_channels=each(string(30, like=CHANNEL_ID), 100), max_selected_items=_SOME
    ),
    "conversations_select": _menu(
        initial_conversation=string(30, like=PLACE_ID),
        default_to_current_conversation=flag,
        response_url_enabled=flag,
        filter=PLACES,
    ),
    "multi_conversations_select": _menu(
        initial_conversations=each(string(30, like=PLACE_ID), 100),
        default_to_current_conversation=flag,
        max_selected_items=_SOME,
        filter=PLACES,
    ),
}
CONTROLS: dict[str, Shape] = {
    "button": _element(
        {"text": plain(75)},
        value=string(2000),
        url=string(3000, like=URL),
        style=one_of("primary", "danger"),
        confirm=CONFIRM,
        accessibility_label=string(75),
    ),
    "overflow": _element(
        {"options": each(OVERFLOW_OPTION, 5)}, unique("value", inside="options"), confirm=CONFIRM
    ),
    "datepicker": _element(initial_date=string(10, like=DATE), placeholder=plain(150), confirm=CONFIRM),
    "timepicker": _element(
        initial_time=string(5, like=TIME), placeholder=plain(150), confirm=CONFIRM, timezone=string(100)
    ),
    "datetimepicker": _element(initial_date_time=number(1_000_000_000, 9_999_999_999), confirm=CONFIRM),
    "radio_buttons": _element(
        {"options": each(BOX_OPTION, 10)}, _BOXES, initial_option=BOX_OPTION, confirm=CONFIRM
    ),
    "checkboxes": _element(
        {"options": each(BOX_OPTION, 10)}, _BOXES, initial_options=each(BOX_OPTION, 10), confirm=CONFIRM
    ),
}
INPUTS: dict[str, Shape] = {
    "plain_text_input": _element(
        None,
        _bounds,
        multiline=flag,
        initial_value=string(3000, least=0),
        min_length=number(0, 3000),
        max_length=number(1, 3000),
        placeholder=plain(150),
        dispatch_action_config=DISPATCH,
    ),
    "number_input": _element(
        {"is_decimal_allowed": flag},
        initial_value=string(100),
        min_value=string(100),
        max_value=string(100),
        placeholder=plain(150),
        dispatch_action_config=DISPATCH,
    ),
    "email_text_input": _element(
        initial_value=string(3000), placeholder=plain(150), dispatch_action_config=DISPATCH
    ),
    "url_text_input": _element(
        initial_value=string(3000), placeholder=plain(150), dispatch_action_config=DISPATCH
    ),
    "rich_text_input": _element(
        initial_value=anything, placeholder=plain(150), dispatch_action_config=DISPATCH
    ),
    "file_input": _element(filetypes=each(string(20), 100), max_files=number(1, 10)),
}
_FEEDBACK = shaped(Shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)}))
CONTEXT_CONTROLS: dict[str, Shape] = {
    "feedback_buttons": Shape(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": NAME}
    ),
    "icon_button": Shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            "action_id": NAME,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": each(string(30, like=USER_ID), 100),
        },
    ),
}

ALL = {**IMAGE, **MENUS, **CONTROLS, **INPUTS}
_PICKERS = frozenset({"datepicker", "timepicker", "radio_buttons", "checkboxes"})

accessory = typed(ALL, only=_PICKERS | frozenset(MENUS) | {"button", "overflow", "image"})
action = typed(
    ALL, only=_PICKERS | frozenset(MENUS) | {"button", "overflow", "datetimepicker", "rich_text_input"}
)
field_of_input = typed(ALL, only=_PICKERS | frozenset(MENUS) | frozenset(INPUTS) | {"datetimepicker"})
context_item = typed({**TEXTS, **IMAGE})
context_action = typed(CONTEXT_CONTROLS)
