"""Slack's text and the names of tools, as a person reads them."""

import re

from bot.reading import tools

_NAMES = {
    "chatgpt": "ChatGPT",
    "notebooklm": "NotebookLM",
    "dall-e": "DALL-E",
    "deepl": "DeepL",
    "elevenlabs": "ElevenLabs",
    "deepseek": "DeepSeek",
    "heygen": "HeyGen",
    "notion ai": "Notion AI",
}
_MENTION = re.compile(r"<(?:(?P<person>@[UW]\w*)|#\w+\|(?P<channel>[^<>]*)|!(?P<call>[a-z]+))[^<>]*>")
_LINK = re.compile(r"<(?P<address>(?:https?|mailto):[^<|>\s]*)(?:\|(?P<words>[^<>]*))?>")


def readable(text: str) -> str:
    """A Slack message as a person reads it: no ids, no link syntax."""
    plain = _MENTION.sub(_named, text)
    return _LINK.sub(lambda link: link["words"] or link["address"], plain).strip()


def _named(match: re.Match[str]) -> str:
    if match["person"]:
        return "a colleague"
    return f"#{match['channel']}" if match["channel"] is not None else f"@{match['call']}"


def tool_of(typed: str, *, longest: int) -> str | None:
    """The tool as we call it, else as it was typed; None for nothing."""
    named = tools.named(typed)
    if named:
        return named[0]
    plain = "".join(letter for letter in typed if letter.isprintable())
    return " ".join(plain.split())[:longest] or None


def tool_name(tool: str) -> str:
    """A tool as its maker writes it, or as its user typed it."""
    return _NAMES.get(tool) or (tool.title() if tools.named(tool) == (tool,) else tool)
