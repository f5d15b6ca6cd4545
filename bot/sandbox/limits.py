"""What Slack refuses in blocks, messages and views: one sentence for every fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from . import elements
from .checks import (
    USER_ID,
    WEB,
    Check,
    Shape,
    any_field,
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
from .state import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
POST_TEXT = 40_000
UPDATE_TEXT = 4_000
MARKDOWN = 12_000
ATTACHMENTS = 100


class Surface(StrEnum):
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


_STYLE = shaped(
    Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "unlink"), flag))
)
_INLINE: dict[str, Shape] = {
    "text": Shape({"text": string(40_000)}, {"style": _STYLE}),
    "link": Shape({"url": string(3000)}, {"text": string(3000), "style": _STYLE, "unsafe": flag}),
    "user": Shape({"user_id": string(30, like=USER_ID)}, {"style": _STYLE}),
    "channel": Shape({"channel_id": string(30)}, {"style": _STYLE}),
    "usergroup": Shape({"usergroup_id": string(30)}, {"style": _STYLE}),
    "emoji": Shape(
        {"name": string(100)}, {"unicode": string(100), "style": _STYLE, "skin_tone": number(1, 6)}
    ),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, {"style": _STYLE}),
    "date": Shape(
        {"timestamp": number(0, 99_999_999_999), "format": string(200)},
        {"url": string(3000), "fallback": string(3000), "style": _STYLE},
    ),
    "color": Shape({"value": string(20)}),
}
_WORDS = each(typed(_INLINE), 1000, least=0)
_SECTION = Shape({"elements": _WORDS})
_BORDER: dict[str, Check] = {"border": number(0, 1), "indent": number(0, 8)}
_RICH: dict[str, Shape] = {
    "rich_text_section": _SECTION,
    "rich_text_preformatted": Shape({"elements": _WORDS}, {"border": number(0, 1), "language": string(50)}),
    "rich_text_quote": Shape({"elements": _WORDS}, _BORDER),
    "rich_text_list": Shape(
        {
            "style": one_of("bullet", "ordered"),
            "elements": each(typed({"rich_text_section": _SECTION}), 1000),
        },
        {**_BORDER, "offset": number(0, 100_000)},
    ),
}
_RICH_TEXT = Shape({"elements": each(typed(_RICH), 1000)})
_CELL = typed(
    {
        "raw_text": Shape({"text": string(3000)}),
        "raw_number": Shape({"value": number(-1e15, 1e15, whole=False)}, {"text": string(3000)}),
        "rich_text": _RICH_TEXT,
    }
)
_COLUMN = shaped(Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag}))

_LABEL = string(20)
_POINT = shaped(Shape({"label": _LABEL, "value": number(-1e15, 1e15, whole=False)}))
_SLICE = shaped(Shape({"label": _LABEL, "value": number(1e-9, 1e15, whole=False)}))
_SERIES = shaped(Shape({"name": _LABEL, "data": each(_POINT, 20)}))
_AXES = shaped(Shape({"categories": each(_LABEL, 20)}, {"x_label": string(50), "y_label": string(50)}))


def _points_match(value: object, path: str) -> Iterator[str]:
    """Every series has one point for each category, in the same order."""
    if not isinstance(value, dict) or not isinstance(value.get("axis_config"), dict):
        return
    wanted = value["axis_config"].get("categories")
    series = value.get("series")
    for index, one in enumerate(series if isinstance(series, list) else []):
        points = one.get("data") if isinstance(one, dict) else None
        if isinstance(points, list) and [point.get("label") for point in points] != wanted:
            yield f"{path}/series/{index}: its labels are not the categories"


_PLOT = Shape(
    {"series": each(_SERIES, 6), "axis_config": _AXES},
    {},
    rules(_points_match, unique("name", inside="series")),
)
_CHART = typed({"pie": Shape({"segments": each(_SLICE, 6)}), **dict.fromkeys(("bar", "line", "area"), _PLOT)})


def _block(required: dict[str, Check], /, rule: Check | None = None, **optional: Check) -> Shape:
    return Shape(required, {"block_id": string(255), **optional}, rule)


BLOCKS: dict[str, Shape] = {
    "section": _block(
        {},
        any_field("text", "fields"),
        text=text(3000),
        fields=each(text(2000), 10),
        accessory=elements.accessory,
        expand=flag,
    ),
    "header": _block({"text": plain(150)}, level=number(1, 4)),
    "divider": _block({}),
    "context": _block({"elements": each(elements.context_item, 10)}),
    "actions": _block({"elements": each(elements.action, 25)}, unique("action_id", inside="elements")),
    "context_actions": _block(
        {"elements": each(elements.context_action, 5)}, unique("action_id", inside="elements")
    ),
    "image": _block(
        {"alt_text": string(2000)},
        just_one_field("image_url", "slack_file"),
        image_url=string(3000, like=WEB),
        slack_file=anything,
        title=plain(2000),
    ),
    "input": _block(
        {"label": plain(2000), "element": elements.field_of_input},
        hint=plain(2000),
        optional=flag,
        dispatch_action=flag,
    ),
    "rich_text": _block({"elements": each(typed(_RICH), 1000)}),
    "markdown": _block({"text": string(MARKDOWN)}),
    "data_visualization": _block({"title": string(50), "chart": _CHART}),
    "table": _block({"rows": each(each(_CELL, 20), 100)}, column_settings=each(_COLUMN, 20)),
    "video": _block(
        {
            "title": plain(200),
            "video_url": string(3000, like=WEB),
            "thumbnail_url": string(3000, like=WEB),
            "alt_text": string(2000),
        },
        title_url=string(3000, like=WEB),
        author_name=string(50),
        provider_name=string(100),
        provider_icon_url=string(3000, like=WEB),
        description=plain(200),
    ),
}
_EVERYWHERE = frozenset(BLOCKS) - {"markdown", "table", "context_actions", "data_visualization"}
ALLOWED = {
    Surface.MESSAGE: frozenset(BLOCKS),
    Surface.MODAL: _EVERYWHERE,
    Surface.HOME: _EVERYWHERE,
}
_COMMON: dict[str, Check] = {
    "blocks": anything,
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_MODAL = Shape(
    {"title": plain(24), "blocks": anything},
    {
        **_COMMON,
        "close": plain(24),
        "submit": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
_VIEWS = {"modal": _MODAL, "home": Shape({"blocks": anything}, _COMMON)}
_METADATA = shaped(Shape({"event_type": string(255), "event_payload": anything}, {"entities": anything}))


def faults(blocks: object, surface: Surface | str) -> list[str]:
    """All that Slack would refuse in these blocks on this surface."""
    where = Surface(surface)
    most = MESSAGE_BLOCKS if where is Surface.MESSAGE else VIEW_BLOCKS
    least = 0 if where is Surface.MESSAGE else 1
    found = list(each(typed(BLOCKS, only=ALLOWED[where]), most, least=least)(blocks, "/blocks"))
    if not isinstance(blocks, list):
        return found
    known = [one for one in blocks if isinstance(one, dict)]
    return [*found, *unique("block_id")(known, "/blocks"), *_together(known)]


def view_faults(view: object) -> list[str]:
    """All that Slack would refuse in this view."""
    found = list(typed(_VIEWS)(view, "/view"))
    if not isinstance(view, dict) or view.get("type") not in _VIEWS:
        return found
    blocks = view.get("blocks")
    found += [f"/view{one}" for one in faults(blocks, str(view["type"]))]
    kinds = [one.get("type") for one in blocks if isinstance(one, dict)] if isinstance(blocks, list) else []
    if view["type"] == "modal" and "input" in kinds and not view.get("submit"):
        found.append("/view: submit is missing, and there are inputs to submit")
    return found


def message_faults(args: Mapping[str, object]) -> list[str]:
    """All that Slack would refuse in the blocks and metadata of a message; text has errors of its own."""
    found: list[str] = []
    if args.get("blocks") is not None:
        found += faults(args["blocks"], Surface.MESSAGE)
    if args.get("metadata") is not None:
        found += _METADATA(args["metadata"], "/metadata")
    if args.get("markdown_text") is not None and (args.get("text") or args.get("blocks")):
        found.append("/markdown_text: cannot stand beside text or blocks")
    return found


def _together(blocks: Sequence[Json]) -> Iterator[str]:
    """What is right one by one and wrong in sum."""
    kinds = [one.get("type") for one in blocks]
    if kinds.count("table") > 1:
        yield "/blocks: one table a message is all that Slack takes"
    if kinds.count("data_visualization") > 2:
        yield "/blocks: two charts a message are all that Slack takes"
    prose = [one.get("text") for one in blocks if one.get("type") == "markdown"]
    if sum(len(one) for one in prose if isinstance(one, str)) > MARKDOWN:
        yield f"/blocks: markdown of more than {MARKDOWN} characters together"
    focused = [one for one in _all_elements(blocks) if one.get("focus_on_load") is True]
    if len(focused) > 1:
        yield "/blocks: focus_on_load on more than one element"


def _all_elements(blocks: Sequence[Json]) -> Iterator[Json]:
    for block in blocks:
        inside = [block.get("accessory"), block.get("element")]
        nested = block.get("elements")
        inside += nested if isinstance(nested, list) else []
        yield from (one for one in inside if isinstance(one, dict))
