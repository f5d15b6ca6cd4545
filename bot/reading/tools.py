"""Which AI tool a message names, and whether it speaks of AI at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ALIASES: dict[str, str] = {
    "chatgpt": r"chat[\s-]?gpt(?:s|em|a)?|gpts?(?:[\s-]?(?:[345](?:\.\d)?o?|mini|turbo))?",
    "claude": r"claude(?:[\s-](?:code|cowork|desktop|sonnet|opus|haiku))?|クロード",
    "copilot": r"(?:github |ms |microsoft |m365 )?copilot(?: studio| chat|s|em|a|owi|ie)?|github co-pilot",
    "gemini": r"(?:google )?gemini",
    "notebooklm": r"notebook[\s-]?lm",
    "perplexity": r"perplexity",
    "midjourney": r"mid[\s-]?journey",
    "dall-e": r"dall[\s·•-]?e(?:[\s-]?[23])?",
    "whisper": r"whisper",
    "otter": r"otter(?:\.ai)?",
    "deepl": r"deepl",
    "elevenlabs": r"eleven ?labs",
    "cursor": r"cursor",
    "mistral": r"mistral|le chat",
    "llama": r"llama(?:[\s-]?\d)?|ollama",
    "grok": r"grok",
    "deepseek": r"deep ?seek",
    "stable diffusion": r"stable diffusion",
    "firefly": r"(?:adobe )?firefly",
    "runway": r"runway(?:ml)?",
    "sora": r"sora",
    "suno": r"suno",
    "synthesia": r"synthesia",
    "heygen": r"hey ?gen",
    "gamma": r"gamma(?:\.app)?",
    "jasper": r"jasper",
    "devin": r"devin",
    "fireflies": r"fireflies(?:\.ai)?",
    "fathom": r"fathom",
    "grammarly": r"grammarly",
    "notion ai": r"notion ai",
    "canva": r"canva(?: ai)?",
    "descript": r"descript",
    "windsurf": r"windsurf",
    "lovable": r"lovable",
    "codex": r"codex",
    "langdock": r"langdock",
    "bard": r"bard",
    "tabnine": r"tabnine",
    "rovo": r"rovo",
    "joule": r"joule",
}
_TOOL = re.compile(
    r"(?<![a-z0-9_@.'’])(?:"
    + "|".join(f"(?P<t{i}>{pattern})" for i, pattern in enumerate(_ALIASES.values()))
    + r")(?![a-z0-9_])",
    re.IGNORECASE,
)
_CANONICAL = tuple(_ALIASES)
# Words of daily life or names: a tool only when the words around them do not say otherwise.
_EVERYDAY = {"cursor", "whisper", "otter", "gamma", "runway", "sora", "llama", "firefly", "canva"} | {
    "jasper", "devin", "fathom", "lovable", "bard", "joule", "codex", "descript", "windsurf", "fireflies",
}  # fmt: skip
_ARTICLE = re.compile(r"\b(?:the|a|an|my|der|den|le|la|el|il|de)\s+$", re.IGNORECASE)
_EVERYDAY_AFTER = re.compile(
    r"\s*(?:mode|position|jumps?|radiation|rays?|project|deal|object|\d\b|sein|wird|will|is (?:on|out|off"
    r"|in)\b|stays?\b|takes over|, the escape)",
    re.IGNORECASE,
)
_PERSON_AFTER = re.compile(
    r"\s(?:(?-i:[A-Z])[\w.-]+\b(?<!Code)(?<!Desktop)(?<!Opus)(?<!Sonnet)(?<!Haiku)(?<!Projects)(?<!Project)(?<!API)"
    r"(?<!Enterprise)(?<!Team)(?<!Teams)(?<!Pro)(?<!Max)(?<!Artifacts)(?<!Excel)(?<!Work)(?<!Skills)(?<!Chrome)\s?"
    r"|\(the|from (?:the|our)? ?\w+ (?:office|depot|team|plant|site|department|branch)"
    r"|from (?:accounting|finance|hr|sales|legal|it|purchasing|logistics|marketing|controlling)\b"
    r"|is (?:out|sick|ill|off|away|on (?:holiday|vacation|leave|call|parental)|joining|leaving|retiring"
    r"|in (?:the|a) \w+)"
    r"|(?:est|ist|está|è) (?:en|im|in|krank|malade|de|absent|parti)|du service|aus (?:der|dem)|vom \w+"
    r"|de la compta"
    r"|(?:and|und|et|y|e) (?:his|her|seine?|ihre?|(?-i:[A-Z])\w+ (?:are|sind|sont))\b)",
    re.IGNORECASE,
)
_PERSON_BEFORE = re.compile(
    r"\b(?:mr|mrs|ms|herr|frau|monsieur|madame|m|colleague|kollege|collègue|reach|call|phone|welcome"
    r"|congrats|congratulations"
    r"|birthday|anniversaire|geburtstag|cumple|named|called|baby|dear|merci à|danke)\s*,?\.?\s+$",
    re.IGNORECASE,
)
_USED = re.compile(
    r"\b(?:use[sd]?|using|with|via|by|ask(?:ed)?|told|tell|got|get|in|into|let|through|have|had|to|gave"
    r"|give|mit|avec|con|com)\s+$",
    re.IGNORECASE,
)
_BELONGINGS = re.compile(r"['’]s (?:spreadsheet|macro|template|birthday|desk|team|office|phone|car|report)")
_PROJECT_AFTER = re.compile(r"\s*(?:deal|project|kickoff|hotel)", re.IGNORECASE)
_PROJECT_BEFORE = re.compile(r"project\s+$", re.IGNORECASE)
_REACH = 60  # how far before a name it is looked for what tells that it is no tool's
_PERSON_WORDS = re.compile(
    r"\b(?:he|he's|she's?|colleague|holiday|sick|vacation|farewell|retire\w*|birthday|day off)\b"
    r"|^\s*claude\s*,\s*(?:can|could|did|do|are|have|will|when|where|please|pls|thanks|your?)",
    re.IGNORECASE,
)

_AI = re.compile(
    r"(?<![a-z0-9_.'’@/-])(?:gen)?a\.?i\.?(?:s|-\w+)?(?![a-z0-9_'’])|(?<![a-z0-9_.])(?:KI|IA|I\.A\.|YZ"
    r"|SI)(?:-\w+)?(?![a-z0-9_])"
    r"|\b(?:l'|(?:la|una|une|con|de|by|avec|die|der|mit|per|the) )(?:ia|ki)\b|\bki[ -](?:tool|prompt"
    r"|assistent)\w*"
    r"|l['’]ia\b|all['’]ia\b|dell['’](?:ia|ai)\b|(?<=[lL]['’])AI\b"
    r"|\b(?:llm|slm|lm)s?\b|\bgen ?ai\b|\bprompt(?:s|ing|ed|en|uri|y|ów|u|a)?\b|\bchat ?bots?\b|\bbots?\b"
    r"|\bgpt\w*"
    r"|\bopen ?ai\b|\bcursorrules|\bhelp me write\b|\b(?:which|the|a) model\b|プロンプト"
    r"|\bcustom instructions\b"
    r"|\bagente[ns]?\b|\bdeep research\b"
    r"|\b(?:language"
    r"|reasoning|image) models?\b|\bassistant\b|\bmcp\b|\brag\b|\bvibe.?cod\w+"
    r"|\bai[ -]?agents?\b|\bagents?\b|\bagent mode\b|\b(?:voice|image|text) generator\b"
    r"|künstliche[nr]? intelligenz|sprachmodell\w*|intelligence artificielle|inteligencia artificial"
    r"|inteligência artificial|intelligenza artificiale|kunstmatige intelligentie|sztuczn\w+ inteligenc\w+"
    r"|artificial intelligence|machine learning|yapay zek[aâ]\w*|generative|generativ\w+"
    r"|人工知能|生成系|画像生成",
    re.IGNORECASE,
)
# Case matters here: lower-case "ai" is a preposition in Italian and a verb in French.
_ROMANCE = re.compile(r"\b(?:il|che|della|dei|gli|sono|ho|anche|grazie|je|nous|vous|est|pour|dans|pas)\b")
_LOWER_AI = re.compile(r"\bai\b")
_CJK_AI = re.compile(r"(?:AI|ＡＩ)(?=[\u3000-\u9fff])|(?<=[\u3000-\u9fff])(?:AI|ＡＩ)")


def _beginnings(starts: str, *more: str) -> re.Pattern[str]:
    """Where a word begins with one of these."""
    return re.compile(rf"\b(?:{'|'.join([*starts.split(), *more])})")


# How every name of a tool, and every word for AI, can begin: the patterns are tried there alone, which costs
# a tenth of trying them at every letter.
_TOOL_BEGINS = _beginnings(
    "cha gpt cla cop git ms mic m36 gem goo not per mid dal whi ott dee ele cur mis le\\b lla oll gro sta fir"
    " ado run sor sun syn hey gam jas dev fat gra can des win lov cod lan bar tab rov jou"
)
_AI_BEGINS = _beginnings(
    "ai gen ki\\b ia\\b yz\\b si\\b llm slm lms?\\b prom cha bot gpt ope cur hel age dee lan rea ima ass"
    " mcp rag\\b vib voi tex kün spr int kun szt art mac yap",
    r"a\.",
    r"i\.a",
    r"(?:l|all|dell)['’]",
    r"(?:la|una|une|con|de|by|avec|die|der|mit|per|the) (?:ia|ki)\b",
    r"(?:which|the|a) model\b",
    r"custom",
)
_EAST_ASIAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def _matches(pattern: re.Pattern[str], begins: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `finditer` finds at the beginnings of words; East Asian text has no spaces to tell words by."""
    lower = text.lower()
    if len(lower) != len(text) or not (text.isascii() or not _EAST_ASIAN.search(text)):
        yield from pattern.finditer(text)
        return
    free_from = 0
    for begun in begins.finditer(lower):
        at = begun.start()
        match = pattern.match(text, at) if at >= free_from else None
        if match:
            free_from = match.end()
            yield match


def spans(text: str) -> list[tuple[int, int, str]]:
    """Where tools are named, in order, with their canonical names; people and everyday words left out."""
    found = []
    speaks_of_people = _speaks_of_people(text)
    for match in _matches(_TOOL, _TOOL_BEGINS, text):
        name = _CANONICAL[int((match.lastgroup or "t0")[1:])]
        if not _is_other(match, name, speaks_of_people=speaks_of_people):
            found.append((match.start(), match.end(), name))
    return found


def people(text: str) -> list[tuple[int, int]]:
    """Where a tool's name is a person's name."""
    if "claude" not in text.lower():
        return []
    speaks_of_people = _speaks_of_people(text)
    return [
        m.span()
        for m in _matches(_TOOL, _TOOL_BEGINS, text)
        if m.group().lower() == "claude" and _is_person(m, speaks_of_people=speaks_of_people)
    ]


def _speaks_of_people(text: str) -> bool:
    return "claude" in text.lower() and bool(_PERSON_WORDS.search(text))


def _follows(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    return pattern.match(match.string, match.end()) is not None


def _precedes(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    return pattern.search(match.string, max(0, match.start() - _REACH), match.start()) is not None


def _is_person(match: re.Match[str], *, speaks_of_people: bool) -> bool:
    if _follows(_PERSON_AFTER, match) or _precedes(_PERSON_BEFORE, match) or _follows(_BELONGINGS, match):
        return True
    return speaks_of_people and not _precedes(_USED, match)


def _is_other(match: re.Match[str], name: str, *, speaks_of_people: bool) -> bool:
    if name == "claude":
        return match.group().lower() == "claude" and _is_person(match, speaks_of_people=speaks_of_people)
    if name == "gemini":
        return _follows(_PROJECT_AFTER, match) or _precedes(_PROJECT_BEFORE, match)
    if name not in _EVERYDAY and name != "perplexity":
        return False
    return _precedes(_ARTICLE, match) or _follows(_EVERYDAY_AFTER, match)


def named(text: str) -> tuple[str, ...]:
    """The canonical names of the tools a message mentions, each once, in order of appearance."""
    return tuple(dict.fromkeys(name for _, _, name in spans(text)))


def ai_spans(text: str) -> list[tuple[int, int]]:
    """Where a message speaks of AI without naming a tool."""
    found = {m.span() for m in _matches(_AI, _AI_BEGINS, text)}
    if not text.isascii():
        found.update(m.span() for m in _CJK_AI.finditer(text))
    lower = {span for span in found if _LOWER_AI.fullmatch(text, *span)}
    if lower and len(_ROMANCE.findall(text)) >= 2:
        found -= lower
    return sorted(found)


@dataclass(frozen=True)
class Named:
    """Where a message names tools, and where it speaks of AI without naming one."""

    tools: list[tuple[int, int, str]]
    ai: list[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.tools or self.ai)


def look(text: str) -> Named:
    """What of AI a message names: without anything it is neither question nor win."""
    return Named(spans(text), ai_spans(text))
