"""What people type and read: mentions and entities as Slack writes them, and all visible words of blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .state import Json, Kind, Message, State, View

_TOKEN = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>|]*)?>|<#C[A-Z0-9]+(?:\|[^<>|]*)?>|<https?://[^<>\s]+>")
_LINK = re.compile(r"(?<![<|\w])https?://[^\s<>|]+[^\s<>|.,;:!?)]")
_MENTION = re.compile(r"(?<![\w<@.])@([A-Za-z][\w.-]*\w|\w)")
_PLACE = re.compile(r"(?<![\w<#&/])#([a-z][\w-]*)")
_BROADCAST = ("here", "channel", "everyone")


def typed(state: State, text: str) -> str:
    """Typed text as Slack stores it: entities escaped, @name and #name turned into mentions, links marked."""
    return _typed(state, text, named=False)


def typed_command(state: State, text: str) -> str:
    """A command's text with should_escape: mentions carry the name behind the id."""
    return _typed(state, text, named=True)


def _typed(state: State, text: str, *, named: bool) -> str:
    found: list[str] = []
    at = 0
    for token in _TOKEN.finditer(text):
        before = text[at : token.start()]
        found += [_plain(state, before, named=named), _token(state, token.group(), named=named)]
        at = token.end()
    return "".join([*found, _plain(state, text[at:], named=named)])


def _token(state: State, token: str, *, named: bool) -> str:
    inner = token[1:-1]
    if inner.startswith("@"):
        return _mention_of(state, inner[1:].partition("|")[0], named=named) or escape(token)
    if inner.startswith("#"):
        return _place_of(state, inner[1:].partition("|")[0]) or escape(token)
    return token


def _plain(state: State, text: str, *, named: bool) -> str:
    found: list[str] = []
    at = 0
    for link in _LINK.finditer(text):
        found += [_names(state, text[at : link.start()], named=named), f"<{escape(link.group())}>"]
        at = link.end()
    return "".join([*found, _names(state, text[at:], named=named)])


def _names(state: State, text: str, *, named: bool) -> str:
    def person(match: re.Match[str]) -> str:
        if match.group(1) in _BROADCAST:
            return f"<!{match.group(1)}>"
        wanted = match.group(1).lower()
        user = next((one for one in state.users.values() if one.handle == wanted), None)
        return _mention_of(state, user.id, named=named) if user else match.group()

    def place(match: re.Match[str]) -> str:
        channel = state.channel_named(match.group(1))
        return _place_of(state, channel.id) if channel else match.group()

    return _PLACE.sub(place, _MENTION.sub(person, escape(text)))


def _mention_of(state: State, user_id: str, *, named: bool) -> str:
    user = state.users.get(user_id)
    if user is None:
        return ""
    return f"<@{user.id}|{user.handle}>" if named else f"<@{user.id}>"


def _place_of(state: State, channel_id: str) -> str:
    channel = state.channels.get(channel_id)
    if channel is None:
        return ""
    # Slack hides the names of private channels here.
    return f"<#{channel.id}|{channel.name if channel.kind is Kind.CHANNEL else ''}>"


def escape(text: str) -> str:
    """The three characters that Slack writes as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The entities as a person reads them."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


_PIECE = re.compile(r"<(?P<sign>[@#!]?)(?P<body>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")


def rich_text(text: str) -> Json:
    """The rich_text block that a person's client sends beside the text."""
    pieces: list[Json] = []
    at = 0
    for match in _PIECE.finditer(text):
        pieces += [_words(text[at : match.start()]), _piece(match)]
        at = match.end()
    pieces.append(_words(text[at:]))
    section = {"type": "rich_text_section", "elements": [one for one in pieces if one.get("text") != ""]}
    return {"type": "rich_text", "block_id": "typed", "elements": [section]}


def _words(text: str) -> Json:
    return {"type": "text", "text": unescape(text)}


def _piece(match: re.Match[str]) -> Json:
    body = match["body"]
    match match["sign"]:
        case "@":
            return {"type": "user", "user_id": body}
        case "#":
            return {"type": "channel", "channel_id": body}
        case "!":
            return {"type": "broadcast", "range": body}
        case _:
            return {"type": "link", "url": unescape(body)}


def visible(shown: Message | View) -> str:
    """All words that a person sees on a message or view, one line for each piece."""
    if isinstance(shown, View):
        title = shown.body.get("title") or {}
        return "\n".join([*filter(None, [title.get("text")]), *_walk(shown.blocks)])
    return "\n".join(_walk(shown.blocks)) if shown.blocks else shown.text


def _walk(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from _each(value)
    if not isinstance(value, dict):
        return
    if value.get("type") in ("rich_text_section", "rich_text_preformatted", "rich_text_quote"):
        yield "".join(_inline(one) for one in value["elements"])
        return
    own = value.get("text")
    if isinstance(own, str):
        yield own
    for key in ("label", "title", "text", "description", "fields", "accessory", "element", "hint"):
        if isinstance(value.get(key), (dict, list)):
            yield from _walk(value[key])
    for key in ("elements", "options", "option_groups", "rows", "alt_text"):
        inside = value.get(key)
        yield from _walk(inside) if not isinstance(inside, str) else iter([inside])


def _each(values: Sequence[object]) -> Iterator[str]:
    for one in values:
        yield from _walk(one)


def _inline(piece: Json) -> str:
    marks = {"user": "@{user_id}", "channel": "#{channel_id}", "broadcast": "@{range}", "emoji": ":{name}:"}
    mark = marks.get(piece["type"])
    return mark.format(**piece) if mark else str(piece.get("text") or piece.get("url") or "")
