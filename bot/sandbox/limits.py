"""What Slack refuses in blocks, messages and views: one sentence for every fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from . import checks, elements
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


_STYLE = checks.shaped(
    checks.Shape(
        {},
        dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "unlink"), checks.flag),
    )
)
_INLINE: dict[str, checks.Shape] = {
    "text": checks.Shape({"text": checks.string(40_000)}, {"style": _STYLE}),
    "link": checks.Shape(
        {"url": checks.string(3000)}, {"text": checks.string(3000), "style": _STYLE, "unsafe": checks.flag}
    ),
    "user": checks.Shape({"user_id": checks.string(30, like=checks.USER_ID)}, {"style": _STYLE}),
    "channel": checks.Shape({"channel_id": checks.string(30)}, {"style": _STYLE}),
    "usergroup": checks.Shape({"usergroup_id": checks.string(30)}, {"style": _STYLE}),
    "emoji": checks.Shape(
        {"name": checks.string(100)},
        {"unicode": checks.string(100), "style": _STYLE, "skin_tone": checks.number(1, 6)},
    ),
    "broadcast": checks.Shape({"range": checks.one_of("here", "channel", "everyone")}, {"style": _STYLE}),
    "date": checks.Shape(
        {"timestamp": checks.number(0, 99_999_999_999), "format": checks.string(200)},
        {"url": checks.string(3000), "fallback": checks.string(3000), "style": _STYLE},
    ),
    "color": checks.Shape({"value": checks.string(20)}),
}
_WORDS = checks.each(checks.typed(_INLINE), 1000, least=0)
_SECTION = checks.Shape({"elements": _WORDS})
_BORDER: dict[str, checks.Check] = {"border": checks.number(0, 1), "indent": checks.number(0, 8)}
_RICH: dict[str, checks.Shape] = {
    "rich_text_section": _SECTION,
    "rich_text_preformatted": checks.Shape(
        {"elements": _WORDS}, {"border": checks.number(0, 1), "language": checks.string(50)}
    ),
    "rich_text_quote": checks.Shape({"elements": _WORDS}, _BORDER),
    "rich_text_list": checks.Shape(
        {
            "style": checks.one_of("bullet", "ordered"),
            "elements": checks.each(checks.typed({"rich_text_section": _SECTION}), 1000),
        },
        {**_BORDER, "offset": checks.number(0, 100_000)},
    ),
}
_RICH_TEXT = checks.Shape({"elements": checks.each(checks.typed(_RICH), 1000)})
_CELL = checks.typed(
    {
        "raw_text": checks.Shape({"text": checks.string(3000)}),
        "raw_number": checks.Shape(
            {"value": checks.number(-1e15, 1e15, whole=False)}, {"text": checks.string(3000)}
        ),
        "rich_text": _RICH_TEXT,
    }
)
_COLUMN = checks.shaped(
    checks.Shape({}, {"align": checks.one_of("left", "center", "right"), "is_wrapped": checks.flag})
)

_LABEL = checks.string(20)
_POINT = checks.shaped(checks.Shape({"label": _LABEL, "value": checks.number(-1e15, 1e15, whole=False)}))
_SLICE = checks.shaped(checks.Shape({"label": _LABEL, "value": checks.number(1e-9, 1e15, whole=False)}))
_SERIES = checks.shaped(checks.Shape({"name": _LABEL, "data": checks.each(_POINT, 20)}))
_AXES = checks.shaped(
    checks.Shape(
        {"categories": checks.each(_LABEL, 20)}, {"x_label": checks.string(50), "y_label": checks.string(50)}
    )
)


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


_PLOT = checks.Shape(
    {"series": checks.each(_SERIES, 6), "axis_config": _AXES},
    {},
    checks.rules(_points_match, checks.unique("name", inside="series")),
)
_CHART = checks.typed(
    {
        "pie": checks.Shape({"segments": checks.each(_SLICE, 6)}),
        **dict.fromkeys(("bar", "line", "area"), _PLOT),
    }
)


def _block(
    required: dict[str, checks.Check], /, rule: checks.Check | None = None, **optional: checks.Check
) -> checks.Shape:
    return checks.Shape(required, {"block_id": checks.string(255), **optional}, rule)


BLOCKS: dict[str, checks.Shape] = {
    "section": _block(
        {},
        checks.any_field("text", "fields"),
        text=checks.text(3000),
        fields=checks.each(checks.text(2000), 10),
        accessory=elements.accessory,
        expand=checks.flag,
    ),
    "header": _block({"text": checks.plain(150)}, level=checks.number(1, 4)),
    "divider": _block({}),
    "context": _block({"elements": checks.each(elements.context_item, 10)}),
    "actions": _block(
        {"elements": checks.each(elements.action, 25)}, checks.unique("action_id", inside="elements")
    ),
    "context_actions": _block(
        {"elements": checks.each(elements.context_action, 5)}, checks.unique("action_id", inside="elements")
    ),
    "image": _block(
        {"alt_text": checks.string(2000)},
        checks.just_one_field("image_url", "slack_file"),
        image_url=checks.string(3000, like=checks.WEB),
        slack_file=checks.anything,
        title=checks.plain(2000),
    ),
    "input": _block(
        {"label": checks.plain(2000), "element": elements.field_of_input},
        hint=checks.plain(2000),
        optional=checks.flag,
        dispatch_action=checks.flag,
    ),
    "rich_text": _block({"elements": checks.each(checks.typed(_RICH), 1000)}),
    "markdown": _block({"text": checks.string(MARKDOWN)}),
    "data_visualization": _block({"title": checks.string(50), "chart": _CHART}),
    "table": _block(
        {"rows": checks.each(checks.each(_CELL, 20), 100)}, column_settings=checks.each(_COLUMN, 20)
    ),
    "video": _block(
        {
            "title": checks.plain(200),
            "video_url": checks.string(3000, like=checks.WEB),
            "thumbnail_url": checks.string(3000, like=checks.WEB),
            "alt_text": checks.string(2000),
        },
        title_url=checks.string(3000, like=checks.WEB),
        author_name=checks.string(50),
        provider_name=checks.string(100),
        provider_icon_url=checks.string(3000, like=checks.WEB),
        description=checks.plain(200),
    ),
}
_EVERYWHERE = frozenset(BLOCKS) - {"markdown", "table", "context_actions", "data_visualization"}
ALLOWED = {
    Surface.MESSAGE: frozenset(BLOCKS),
    Surface.MODAL: _EVERYWHERE,
    Surface.HOME: _EVERYWHERE,
}
_COMMON: dict[str, checks.Check] = {
    "blocks": checks.anything,
    "private_metadata": checks.string(3000, least=0),
    "callback_id": checks.string(255, least=0),
    "external_id": checks.string(255, least=0),
}
_MODAL = checks.Shape(
    {"title": checks.plain(24), "blocks": checks.anything},
    {
        **_COMMON,
        "close": checks.plain(24),
        "submit": checks.plain(24),
        "clear_on_close": checks.flag,
        "notify_on_close": checks.flag,
        "submit_disabled": checks.flag,
    },
)
_VIEWS = {"modal": _MODAL, "home": checks.Shape({"blocks": checks.anything}, _COMMON)}
_METADATA = checks.shaped(
    checks.Shape(
        {"event_type": checks.string(255), "event_payload": checks.anything}, {"entities": checks.anything}
    )
)


_PROMPTS = checks.each(
    checks.shaped(checks.Shape({"title": checks.string(3000), "message": checks.string(3000)})), 4
)


def prompt_faults(prompts: object) -> list[str]:
    """All that Slack would refuse in what the agent pane suggests."""
    return list(_PROMPTS(prompts, "/prompts"))


def faults(blocks: object, surface: Surface | str) -> list[str]:
    """All that Slack would refuse in these blocks on this surface."""
    where = Surface(surface)
    most = MESSAGE_BLOCKS if where is Surface.MESSAGE else VIEW_BLOCKS
    least = 0 if where is Surface.MESSAGE else 1
    found = list(checks.each(checks.typed(BLOCKS, only=ALLOWED[where]), most, least=least)(blocks, "/blocks"))
    if not isinstance(blocks, list):
        return found
    known = [one for one in blocks if isinstance(one, dict)]
    return [*found, *checks.unique("block_id")(known, "/blocks"), *_together(known)]


def view_faults(view: object) -> list[str]:
    """All that Slack would refuse in this view."""
    found = list(checks.typed(_VIEWS)(view, "/view"))
    if not isinstance(view, dict) or view.get("type") not in list(_VIEWS):  # whatever it is
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
