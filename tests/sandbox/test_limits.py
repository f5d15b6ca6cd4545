"""Blocks and views that Slack takes pass; each that it refuses is named."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import limits

Json = dict[str, Any]


def words(text: str = "Hello") -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str = "*Hello*") -> Json:
    return {"type": "mrkdwn", "text": text}


def choice(value: str = "a", text: str = "A") -> Json:
    return {"text": words(text), "value": value}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "nudges.rate", "text": words("Good"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": words("Name"), "element": element, **more}


def menu(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [choice()], **more}


def beside(element: Json) -> Json:
    return {"type": "section", "text": marked(), "accessory": element}


def rich(*pieces: Json) -> Json:
    section = {"type": "rich_text_section", "elements": list(pieces)}
    return {"type": "rich_text", "elements": [section]}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": words("Win"), "submit": words("Log"), "blocks": list(blocks), **more}


def chart(labels: list[str], points: list[str]) -> Json:
    series = {"name": "Wins", "data": [{"label": one, "value": 3} for one in points]}
    plot = {"type": "bar", "series": [series], "axis_config": {"categories": labels}}
    return {"type": "data_visualization", "title": "Wins", "chart": plot}


LINE = {"type": "plain_text_input", "action_id": "text"}
PICTURE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A chart"}
TABLE = {
    "type": "table",
    "rows": [[{"type": "raw_text", "text": "Team"}, rich({"type": "text", "text": "3"})]],
}
LIST = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
        }
    ],
}

TAKEN: dict[str, Json] = {
    "section": {"type": "section", "text": marked("x" * 3000)},
    "fields": {"type": "section", "fields": [marked("x" * 2000)] * 10},
    "header": {"type": "header", "text": words("x" * 150)},
    "divider": {"type": "divider", "block_id": "d"},
    "context": {"type": "context", "elements": [marked(), PICTURE, words()]},
    "actions": actions(*[button(action_id=str(n)) for n in range(25)]),
    "button": actions(button(value="x" * 2000, style="primary", url="https://example.com")),
    "confirm": actions(
        button(confirm={"title": words(), "text": marked(), "confirm": words(), "deny": words()})
    ),
    "menu": beside(menu(placeholder=words("Choose"), initial_option=choice())),
    "groups": beside(
        {"type": "static_select", "option_groups": [{"label": words("Team"), "options": [choice()]}]}
    ),
    "people": beside(
        {"type": "multi_users_select", "initial_users": ["U0ANA000000"], "max_selected_items": 3}
    ),
    "overflow": beside({"type": "overflow", "options": [choice(), choice("b", "B")]}),
    "date": beside({"type": "datepicker", "initial_date": "2026-11-23"}),
    "time": beside({"type": "timepicker", "initial_time": "09:05", "timezone": "Europe/Berlin"}),
    "boxes": beside(
        {
            "type": "checkboxes",
            "options": [{"text": marked(), "value": "a", "description": marked()}],
        }
    ),
    "input": field(LINE | {"multiline": True, "max_length": 3000, "initial_value": ""}, optional=True),
    "number": field({"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}),
    "image": PICTURE | {"title": words()},
    "rich_text": rich(
        {"type": "text", "text": "Hi", "style": {"bold": True}}, {"type": "user", "user_id": "U0ANA000000"}
    ),
    "list": LIST,
    "markdown": {"type": "markdown", "text": "x" * 12_000},
    "table": TABLE,
    "chart": chart(["Mon", "Tue"], ["Mon", "Tue"]),
}

REFUSED: dict[str, tuple[Json, str]] = {
    "a section without words": ({"type": "section"}, "text"),
    "a section too long": ({"type": "section", "text": marked("x" * 3001)}, "3000"),
    "an empty text": ({"type": "section", "text": marked("")}, "fewer than 1"),
    "eleven fields": ({"type": "section", "fields": [marked()] * 11}, "11 items"),
    "a field too long": ({"type": "section", "fields": [marked("x" * 2001)]}, "2000"),
    "a header in mrkdwn": ({"type": "header", "text": marked()}, "mrkdwn"),
    "a header too long": ({"type": "header", "text": words("x" * 151)}, "150"),
    "emoji flag on mrkdwn": ({"type": "section", "text": marked() | {"emoji": True}}, "emoji"),
    "emoji flag that is no flag": ({"type": "header", "text": words() | {"emoji": "yes"}}, "true or false"),
    "eleven context items": ({"type": "context", "elements": [marked()] * 11}, "11 items"),
    "a button in context": ({"type": "context", "elements": [button()]}, "button"),
    "26 actions": (actions(*[button(action_id=str(n)) for n in range(26)]), "26 items"),
    "no actions": (actions(), "fewer than 1"),
    "two actions of one id": (actions(button(), button()), "nudges.rate"),
    "a button text too long": (actions(button(text=words("x" * 76))), "75"),
    "a button in mrkdwn": (actions(button(text=marked())), "mrkdwn"),
    "a button value too long": (actions(button(value="x" * 2001)), "2000"),
    "a button value that is a number": (actions(button(value=7)), "string"),
    "a button of another style": (actions(button(style="green")), "green"),
    "a button address without scheme": (actions(button(url="example.com")), "form"),
    "an action id too long": (actions(button(action_id="x" * 256)), "255"),
    "a text input among actions": (actions(LINE), "cannot stand here"),
    "a menu of 101": (beside(menu(options=[choice(str(n)) for n in range(101)])), "101"),
    "a menu without choices": (beside(menu(options=[])), "fewer than 1"),
    "choices and groups at once": (
        beside(menu(option_groups=[{"label": words(), "options": [choice()]}])),
        "exactly one",
    ),
    "an unknown first choice": (beside(menu(initial_option=choice("z"))), "not among"),
    "a choice too long": (beside(menu(options=[choice(text="x" * 76)])), "75"),
    "a choice value too long": (beside(menu(options=[choice("x" * 151)])), "150"),
    "a choice in mrkdwn": (beside(menu(options=[{"text": marked(), "value": "a"}])), "mrkdwn"),
    "six overflow choices": (
        beside({"type": "overflow", "options": [choice(str(n)) for n in range(6)]}),
        "6 items",
    ),
    "eleven boxes": (
        beside({"type": "checkboxes", "options": [choice(str(n)) for n in range(11)]}),
        "11 items",
    ),
    "two boxes of one value": (beside({"type": "checkboxes", "options": [choice(), choice()]}), "'a'"),
    "a date of another form": (beside({"type": "datepicker", "initial_date": "23.11.2026"}), "form"),
    "a time past midnight": (beside({"type": "timepicker", "initial_time": "24:00"}), "form"),
    "a confirm too long": (
        actions(button(confirm={"title": words("x" * 101), "text": words()})),
        "100",
    ),
    "a placeholder too long": (beside(menu(placeholder=words("x" * 151))), "150"),
    "an input without label": ({"type": "input", "element": LINE}, "label"),
    "a button as input": (field(button()), "cannot stand here"),
    "an input too long": (field(LINE | {"max_length": 3001}), "3000"),
    "an input that nothing fits": (field(LINE | {"min_length": 9, "max_length": 3}), "above"),
    "a number without decimals said": (field({"type": "number_input"}), "is_decimal_allowed"),
    "an image without words": ({"type": "image", "image_url": "https://a.example/b.png"}, "alt_text"),
    "an image from nowhere": (PICTURE | {"image_url": "a.png"}, "form"),
    "a block id too long": ({"type": "divider", "block_id": "x" * 256}, "255"),
    "a field that no block has": ({"type": "divider", "color": "red"}, "color"),
    "a block of no kind": ({"type": "banner"}, "banner"),
    "a block without a kind": ({"text": words()}, "None"),
    "a rich text of no kind": (rich({"type": "shout", "text": "a"}), "shout"),
    "101 rows": (TABLE | {"rows": [[{"type": "raw_text", "text": "a"}]] * 101}, "101"),
    "21 columns": (TABLE | {"rows": [[{"type": "raw_text", "text": "a"}] * 21]}, "21"),
    "markdown too long": ({"type": "markdown", "text": "x" * 12_001}, "12000"),
    "a chart with a point missing": (chart(["Mon", "Tue"], ["Mon"]), "categories"),
    "a chart label too long": (chart(["x" * 21], ["x" * 21]), "20"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_right_block_passes(name: str) -> None:
    assert limits.faults([TAKEN[name]], "message") == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_block_is_named(name: str) -> None:
    block, part = REFUSED[name]
    found = limits.faults([block], "message")
    assert found
    assert any(part in one for one in found), found


def test_a_message_holds_50_blocks_and_a_view_100() -> None:
    assert limits.faults([{"type": "divider"}] * 50, "message") == []
    assert limits.faults([{"type": "divider"}] * 51, "message") == ["/blocks: 51 items, more than 50"]
    assert limits.faults([{"type": "divider"}] * 100, "home") == []
    assert limits.faults([{"type": "divider"}] * 101, "modal") == ["/blocks: 101 items, more than 100"]


def test_block_ids_are_unique_in_a_message() -> None:
    twice = [{"type": "divider", "block_id": "same"}] * 2
    assert limits.faults(twice, "message") == ["/blocks: block_id 'same' stands here more than once"]


@pytest.mark.parametrize("kind", ["markdown", "table", "chart"])
def test_some_blocks_stand_only_in_messages(kind: str) -> None:
    assert "cannot stand here" in limits.faults([TAKEN[kind]], "home")[0]


def test_one_table_a_message() -> None:
    assert limits.faults([TABLE, TABLE], "message") != []


def test_only_one_field_has_the_focus() -> None:
    focused = field(LINE | {"focus_on_load": True})
    assert limits.view_faults(modal(focused)) == []
    assert limits.view_faults(modal(focused, focused)) == [
        "/view/blocks: focus_on_load on more than one element"
    ]


VIEWS: dict[str, tuple[Any, str]] = {
    "no title": ({"type": "modal", "blocks": [{"type": "divider"}]}, "title"),
    "a title too long": (modal({"type": "divider"}, title=words("x" * 25)), "24"),
    "a submit too long": (modal({"type": "divider"}, submit=words("x" * 25)), "24"),
    "inputs and nothing to submit": (
        {"type": "modal", "title": words(), "blocks": [field(LINE)]},
        "submit is missing",
    ),
    "private metadata too long": (modal({"type": "divider"}, private_metadata="x" * 3001), "3000"),
    "a callback id too long": (modal({"type": "divider"}, callback_id="x" * 256), "255"),
    "no blocks": (modal(), "fewer than 1"),
    "a home with a title": ({"type": "home", "title": words(), "blocks": [{"type": "divider"}]}, "title"),
    "another kind": ({"type": "tab", "blocks": []}, "tab"),
    "a kind that is no word": ({"type": [], "blocks": []}, "[]"),
    "no object": ([], "None"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_wrong_view_is_named(name: str) -> None:
    view, part = VIEWS[name]
    assert any(part in one for one in limits.view_faults(view))


def test_a_right_view_passes() -> None:
    whole = modal(
        field(LINE),
        close=words("Not now"),
        callback_id="wins.form",
        private_metadata="",
        notify_on_close=True,
        clear_on_close=False,
    )
    assert limits.view_faults(whole) == []
    assert limits.view_faults({"type": "home", "blocks": [TAKEN["section"]]}) == []


def test_metadata_has_a_type_and_a_payload() -> None:
    right = {"event_type": "afterglow_delivery", "event_payload": {"delivery_id": "1"}}
    assert limits.message_faults({"text": "Hi", "metadata": right}) == []
    assert limits.message_faults({"text": "Hi", "metadata": {"event_type": "x"}}) != []


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [here]
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, one in items:
        found += paths(one, (*here, key))
    return found


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_junk_anywhere_in_a_block_is_a_fault_and_never_a_crash(data: st.DataObject) -> None:
    block = copy.deepcopy(TAKEN[data.draw(st.sampled_from(sorted(TAKEN)))])
    path = data.draw(st.sampled_from(paths(block)[1:]))
    holder: Any = block
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = data.draw(JUNK)
    limits.faults([block], "message")
    limits.view_faults(modal(block))
