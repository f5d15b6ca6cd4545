"""Message text as the reader's model sees it: names, figures and code become marker words."""

import html
import re

from bot.reading import tools

_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_SLACK = re.compile(r"<([@#!])[^>]*>|<((?:https?|mailto):[^|>\s]+)(?:\|([^>]*))?>")
_URL = re.compile(r"https?://\S+")
_QUOTE = re.compile(r"^\s*>.*$", re.MULTILINE)
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


def normalise(text: str) -> str:
    """One lower-case line with marks for names, AI words, durations, figures, mentions, links and quotes."""
    plain = _CODE.sub(" xcode ", html.unescape(text[: LONGEST * 2]))
    plain = _SLACK.sub(_slack, plain)
    plain = _URL.sub(" xurl ", plain)[:LONGEST]
    plain = _QUOTE.sub(lambda m: " xquote " + m.group().lstrip()[1:], plain)
    plain = _EMOJI.sub(r" emo_\1 ", plain)
    plain = _marked(plain).lower().replace("’", "'")
    plain = _DURATION.sub(" xdur ", plain)
    plain = _NUMBER.sub(" xnum ", plain)
    return _SPACE.sub(" ", plain).strip()


def _slack(match: re.Match[str]) -> str:
    sign, _, label = match.groups()
    if sign:
        return _MENTION[sign]
    return f" xurl {label or ''} "


def _marked(text: str) -> str:
    marks = [(start, end, " xtool ") for start, end, _ in tools.spans(text)]
    marks += [(start, end, " xperson ") for start, end in tools.people(text)]
    marks += [(start, end, " xai ") for start, end in tools.ai_spans(text)]
    parts, at = [], 0
    for start, end, mark in sorted(marks):
        if start < at:
            continue
        parts += [text[at:start], mark]
        at = end
    return "".join([*parts, text[at:]])
