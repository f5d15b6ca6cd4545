"""Message text as the reader's model sees it: names, figures and code become marker words."""

import html
import re
from dataclasses import dataclass, field

from bot.reading import tools
from bot.reading.tools import Named

_BLOCK = re.compile(r"```.*?```", re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_SHORT_CODE = 25
_SLACK = re.compile(r"<([@#!])[^<>]*>|<((?:https?|mailto):[^<|>\s]+)(?:\|([^<>]*))?>")
_URL = re.compile(r"https?://\S+")
_QUOTE = re.compile(r"^\s*>.*$", re.MULTILINE)
# What is quoted at length is a prompt, or somebody else's words: nothing that the author asks or tells.
_SAID = re.compile(
    r"\"[^\"\n]{30,}?\"|[“„][^“”„\n]{30,}?[”“]|«[^«»\n]{30,}?»|「[^「」\n]{15,}?」",
)
# The same without quotes: what follows «prompt …:» up to its last sentence, and a sentence that gives a role.
_PROMPT = re.compile(
    r"(\bprompt\w*\b[^:\n]{0,60}:|プロンプト[^:：\n]{0,30}[:：])\s*[^\n]{30,}?[.!?。？](?=\W{0,20}\w)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:\b(?:you are (?:an?|the|my)|act as|act like|du bist (?:ein|mein)|tu es une?|eres una?|sei una?"
    r"|je bent een|você é uma?|jesteś|du är en|aja como|actúa como|agis comme)\b|あなたは)"
    r"[^\n]{20,}?[.!?。？](?=\s|$)",
    re.IGNORECASE,
)
_EMOJI = re.compile(r":([a-z0-9_+-]+):")
_UNIT = (
    r"(?:min(?:ute|uten|utes|s|utos?|uti|uut)?|hours?|hrs?|h|stunden?|std|heures?|horas?|ore|ora|uur"
    r"|godzin\w*|timm\w+|saat|dakika"
    r"|days?|tage?n?|jours?|d[ií]as?|giorn[io]|dagen|dni|weeks?|wochen?|semanas?|semaines?|settiman[ae]"
    r"|weken)\b|時間|分"
)
_COUNT = (
    r"(?:\d+(?:[.,:]\d+)?(?:\s?(?:-|–|to|bis|à|a|o)\s?\d+)?|an?|one|two|three|four|five|six|seven|eight|ten"
    r"|half an?|few|couple of"
    r"|eine?r?|halbe|zwei|drei|vier|une?|deux|trois|quatre|una?|dos|tres|media|uma?|dois|duas|meia|due|tre"
    r"|twee|drie|half)"
)
_DURATION = re.compile(rf"\b{_COUNT}\s?(?:{_UNIT})", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_MENTION = {"@": " xmention ", "#": " xchannel ", "!": " xhere "}
_SPACE = re.compile(r"\s+")
LONGEST = 1500
SEEN = 2 * LONGEST  # of what was posted: markup becomes shorter words


@dataclass(frozen=True)
class Normal:
    """A message as one lower-case line of words and markers, and what the markers stand for."""

    line: str = field(repr=False)
    tools: tuple[str, ...]
    names_ai: bool


def normalise(text: str, named: Named | None = None) -> Normal:
    """Put markers for names, AI words, durations, figures, mentions, links and quotes into a message.

    `named` is what was found in `text` itself, where that is known already.
    """
    plain = _BLOCK.sub(" xcode ", html.unescape(text[:SEEN]))
    plain = _INLINE.sub(_code, plain)
    plain = _SLACK.sub(_slack, plain)
    plain = _URL.sub(" xurl ", plain)[:LONGEST]
    plain = _QUOTE.sub(lambda m: " xquote " + m.group().lstrip()[1:], plain)
    plain = _SAID.sub(" xsaid ", plain)
    plain = _ROLE.sub(" xsaid ", _PROMPT.sub(r"\1 xsaid ", plain))
    plain = _EMOJI.sub(r" emo_\1 ", plain)
    if named is None or plain != text:
        named = tools.look(plain)
    line = _marked(plain, named).lower().replace("’", "'")
    line = _NUMBER.sub(" xnum ", _DURATION.sub(" xdur ", line))
    return Normal(
        line=_SPACE.sub(" ", line).strip(),
        tools=tuple(dict.fromkeys(name for _, _, name in named.tools)),
        names_ai=bool(named),
    )


def _code(match: re.Match[str]) -> str:
    return f" xcode {match[1]} " if len(match[1]) <= _SHORT_CODE else " xcode "


def _slack(match: re.Match[str]) -> str:
    sign, _, label = match.groups()
    if sign:
        return _MENTION[sign]
    return f" xurl {label or ''} "


def _marked(text: str, named: Named) -> str:
    marks = [(start, end, " xtool ") for start, end, _ in named.tools]
    marks += [(start, end, " xperson ") for start, end in tools.people(text)]
    marks += [(start, end, " xai ") for start, end in named.ai]
    parts, at = [], 0
    for start, end, mark in sorted(marks):
        if start < at:
            continue
        parts += [text[at:start], mark]
        at = end
    return "".join([*parts, text[at:]])
