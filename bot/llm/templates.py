"""What we say to a model, and what of its words may be shown: its text is never more than text."""

import json
import re
from functools import cache
from pathlib import Path

from bot.guard.rules import SHIPPED
from bot.llm.port import Ask, Material, Work
from bot.slack.blockkit import cut, visible

FOLDER = Path(__file__).parents[2] / "prompts" / "llm"
ANSWER = "draft_answer"
READ = "read_message"
GRADE = "grade_answer"
CARD = "draft_card"
LONGEST_QUESTION = 2000
LONGEST_SOURCE = 1500
LONGEST_ANSWER = 1500
LONGEST_STEP = 300
LONGEST_BECAUSE = 200
MOST_STEPS = 5
TELLTALE = 40  # a line of our instructions of this length does not come up by chance

_PERSON = re.compile(r"<@[^<>]*>")
_CHANNEL = re.compile(r"<#[^<>]*>")
_SPECIAL = re.compile(r"<![^<>]*>")
_SLACK_LINK = re.compile(r"<(?:https?|mailto|tel|slack):[^<>|]*(?:\|([^<>]*))?>", re.IGNORECASE)
# An address holds no bracket that begins the next one: so each sign of it is looked at once.
_MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\s\[]{1,2000}+\)")
_URL = re.compile(
    r"\b(?:https?|ftp|slack|mailto|javascript|data):[^\s<>\"')]+|\bwww\.[^\s<>\"')]+", re.IGNORECASE
)
_CALL = re.compile(r"@(?=(?:channel|here|everyone|group)\b)|(?<!\w)@(?=\w)", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


@cache
def instructions(name: str = ANSWER) -> str:
    """The system prompt of this name."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()


def question_text(text: str) -> str:
    """A person's words as a model may see them: nobody's id, no address, no secret."""
    plain = _PERSON.sub("a colleague", _CHANNEL.sub("a channel", _SPECIAL.sub("everyone", visible(text))))
    plain = _SLACK_LINK.sub(lambda link: link.group(1) or "[link]", plain)
    return cut(_URL.sub("[link]", SHIPPED.redact(plain).text).strip(), LONGEST_QUESTION)


def material(ask: Ask) -> str:
    """The user message: one JSON object, so that no text can pretend to be ours."""
    cards = [{"id": one.id, "title": one.title, "text": cut(one.text, LONGEST_SOURCE)} for one in ask.sources]
    return json.dumps({"question": question_text(ask.question), "cards": cards}, ensure_ascii=False)


def message(text: str) -> str:
    """A message to be read, in the same wrapping."""
    return json.dumps({"message": question_text(text)}, ensure_ascii=False)


def work(given: Work) -> str:
    """An answer to be graded, in the same wrapping."""
    told = {
        "question": given.question,
        "rubric": list(given.rubric),
        "example": given.example,
        "answer": question_text(given.answer),
    }
    return json.dumps(told, ensure_ascii=False)


def card(given: Material) -> str:
    """What a card is to be made of, in the same wrapping."""
    told = {
        "question": question_text(given.heard.question),
        "answer": question_text(given.heard.answer),
        "win": question_text(given.heard.win),
        "places": list(given.places),
    }
    return json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)


def harmless(text: str, longest: int) -> str:
    """A model's words without mentions, links and hidden characters, cut to length."""
    plain = _SLACK_LINK.sub(lambda link: link.group(1) or "", visible(text))
    plain = _PERSON.sub("", _CHANNEL.sub("", _SPECIAL.sub("", plain)))
    plain = _URL.sub("[link removed]", _MARKDOWN_LINK.sub(r"\1", plain))
    plain = _CALL.sub("", SHIPPED.redact(plain).text)
    return cut(_BLANK_LINES.sub("\n\n", plain).strip(), longest)


def gives_us_away(text: str, *, name: str = ANSWER) -> bool:
    """Whether a text repeats our instructions of this name."""
    told = " ".join(text.split()).casefold()
    lines = (" ".join(line.lstrip("- ").split()).casefold() for line in instructions(name).splitlines())
    return any(line[:TELLTALE] in told for line in lines if len(line) >= TELLTALE)
