"""The form in which a model drafts a card, and what of its words may stand in one."""

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.authoring.rules import MOST_MINUTES, WORDINGS, Draft, Wording
from bot.llm import templates
from bot.llm.port import Declined, Drafted, Failed, Material, Trouble
from bot.llm.replies import content, of_all
from bot.packs import parse
from bot.packs.schema import Benefit

MOST_CHOICES = 4
LONGEST = 4  # times what there is room for: a little too much is cut, a flood is malformed
TEXTS = {
    "title": parse.TITLE,
    "problem": parse.CARD_BODY["Problem"],
    "before": parse.CARD_BODY["Before"],
    "after": parse.CARD_BODY["After"],
    "prompt": parse.PROMPT,
    "guardrail": parse.GUARDRAIL,
    "tool": parse.TOOL,
}
_BLANK = re.compile(r"<([^<>\n]{1,60})>")
_SIGNS = str.maketrans("", "", "<>")
_FENCE = re.compile(r"^```\w*\s*$|```", re.MULTILINE)


class _Question(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    ask: str = Field(repr=False)
    choices: list[str] = Field(max_length=10, repr=False)
    answer: int
    because: str = Field(repr=False)


class _Reply(BaseModel):
    """What the schema asks for; anything else is malformed."""

    model_config = ConfigDict(strict=True, extra="forbid")

    can_draft: bool
    title: str = Field(repr=False)
    problem: str = Field(repr=False)
    before: str = Field(repr=False)
    after: str = Field(repr=False)
    prompt: str = Field(repr=False)
    guardrail: str = Field(repr=False)
    tool: str = Field(repr=False)
    place: str
    benefit: str
    minutes: int
    questions: list[_Question] = Field(max_length=10, repr=False)

    @property
    def texts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in TEXTS}


def schema(material: Material) -> dict[str, Any]:
    """A card, placed in one of the places given."""
    text, number = {"type": "string"}, {"type": "integer"}
    question = of_all(
        {"ask": text, "choices": {"type": "array", "items": text}, "answer": number, "because": text}
    )
    return of_all(
        {
            "can_draft": {"type": "boolean"},
            **dict.fromkeys(TEXTS, text),
            "place": {"type": "string", "enum": list(material.places)} if material.places else text,
            "benefit": {"type": "string", "enum": [str(one) for one in Benefit]},
            "minutes": number,
            "questions": {"type": "array", "items": question},
        }
    )


def drafted(body: bytes, material: Material) -> Drafted | Declined | Failed:
    """The card with harmless words that fit; what the model got wrong is left for its owner to fill in."""
    said = content(body)
    if said is None:
        return Declined()
    reply = _Reply.model_validate(json.loads(said))
    if not reply.can_draft:
        return Declined()
    asked = [text for one in reply.questions for text in (one.ask, *one.choices, one.because)]
    is_flood = any(len(text) > LONGEST * TEXTS[name] for name, text in reply.texts.items())
    told = (*reply.texts.values(), *asked)
    if is_flood or any(templates.gives_us_away(text, name=templates.CARD) for text in told):
        return Failed(Trouble.MALFORMED)
    kept = {name: fitting(text, TEXTS[name]) for name, text in reply.texts.items()}
    if not kept["title"] or not kept["prompt"]:
        return Declined()
    wordings = [_wording(one) for one in reply.questions[:WORDINGS]]
    wordings += [Wording()] * (WORDINGS - len(wordings))
    draft = Draft(
        title=kept["title"],
        problem=kept["problem"],
        before=kept["before"],
        after=kept["after"],
        prompt=kept["prompt"],
        guardrail=kept["guardrail"],
        tool=kept["tool"],
        place=reply.place if reply.place in material.places else "",
        benefit=reply.benefit if reply.benefit in list(Benefit) else "",
        minutes=min(max(reply.minutes, 1), MOST_MINUTES),
        wordings=tuple(wordings),
    )
    return Drafted(draft)


def fitting(text: str, longest: int) -> str:
    """A model's words as a card may hold them: a blank in <signs> is one in [brackets]."""
    plain = templates.harmless(_FENCE.sub("", text), longest)
    return _BLANK.sub(r"[\1]", plain).translate(_SIGNS).strip()


def _wording(one: _Question) -> Wording:
    choices = tuple(fitting(each, parse.CHOICE) for each in one.choices[:MOST_CHOICES])
    is_there = 1 <= one.answer <= len(choices)
    return Wording(
        fitting(one.ask, parse.ASK),
        choices,
        one.answer if is_there else 0,
        fitting(one.because, parse.BECAUSE),
    )
