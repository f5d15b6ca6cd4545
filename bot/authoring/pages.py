"""A draft as the file of a pack: written, read by the packs' own rules, each fault at its field."""

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.authoring.rules import Draft, Wording
from bot.guard.rules import Cleaner, Guard
from bot.packs import parse
from bot.packs.catalog import Catalog
from bot.packs.form import SLUG_SIZE
from bot.packs.schema import Fault, Pack, Role, Tier
from bot.packs.source import FENCE, Page
from bot.slack.blockkit import visible

# The fields of the form, by the step that asks for them.
CARD_FIELDS = (
    "place", "title", "problem", "before", "after", "prompt", "guardrail", "tool", "benefit", "minutes",
)  # fmt: skip
WORDING_FIELDS = tuple(
    f"{name}_{turn}" for turn in (1, 2) for name in ("ask", "choices", "answer", "because")
)
TASK_FIELDS = ("do", "deliverable", "task_minutes")
NO_PLACE = "Choose the pack and the skill that it belongs to."
CHOOSE = "Choose one."
EMPTY = "This is empty."
FEW_CHOICES = "Give two to four choices, each on a line of its own."
NO_NUMBER = "not a number"
SOMEBODY = "a champion"

_PLAINLY = {
    "reads as markup": "Slack does not show the signs < and > as written: say it in words.",
    "holds markdown": "Write plain text, without links and stars.",
}
_PICKED = ("benefit", "minutes", "task_minutes", "answer_1", "answer_2")
_HEADING = re.compile(r"^#+\s*")
_FENCED = re.compile(rf"^[ \t]*{FENCE}\w*[ \t]*\n?", re.MULTILINE)
_KEY = re.compile(r"^'[^']*' ")


@dataclass(frozen=True)
class Label:
    """What a file says of a card besides what its writer wrote."""

    id: str
    owner: str
    review_by: date


def settled(draft: Draft) -> Draft:
    """The draft as a file can hold it: single lines, and no line that would begin a section."""
    made = _each(draft, _line)
    return replace(
        made,
        prompt=_FENCED.sub("", visible(draft.prompt)).replace(FENCE, "").strip(),
        tool=made.tool.lower(),
        problem=_prose(made.problem),
        before=_prose(made.before),
        after=_prose(made.after),
    )


def _each(draft: Draft, change: Callable[[str], str]) -> Draft:
    """The draft with each of its texts changed."""
    return replace(
        draft,
        title=change(draft.title),
        problem=change(draft.problem),
        before=change(draft.before),
        after=change(draft.after),
        prompt=change(draft.prompt),
        guardrail=change(draft.guardrail),
        tool=change(draft.tool),
        wordings=tuple(_wording(one, change) for one in draft.wordings),
        do=change(draft.do),
        deliverable=change(draft.deliverable),
    )


def _wording(one: Wording, change: Callable[[str], str]) -> Wording:
    choices = tuple(told for each in one.choices if (told := change(each)))
    return Wording(change(one.ask), choices, one.answer, change(one.because))


def _line(text: str) -> str:
    return " ".join(visible(text).split())


def _prose(line: str) -> str:
    return _HEADING.sub("", line).replace(FENCE, "").strip()


@dataclass(frozen=True)
class Checked:
    """A draft without red lines in it, and what was taken out."""

    draft: Draft
    found: tuple[str, ...]


def checked(draft: Draft, guard: Guard) -> Checked:
    """Red lines are taken out of every field before anything is stored."""
    clean = Cleaner(guard)
    return Checked(_each(draft, clean), clean.found)


def places(catalog: Catalog) -> dict[str, list[str]]:
    """Where a card may go: the skills of each pack, by the pack's id."""
    return {pack.id: list(pack.order) for pack in catalog.packs}


def pack_of(catalog: Catalog, draft: Draft) -> Pack | None:
    """The pack of the draft, if it teaches its skill."""
    here = next((pack for pack in catalog.packs if pack.id == draft.pack), None)
    return here if here is not None and draft.skill in here.order else None


def card_id(draft: Draft, taken: Collection[str]) -> str:
    """The pack's name and the title's words; with a number where that is taken."""
    plain = unicodedata.normalize("NFKD", draft.title.casefold()).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain)) or "card"
    stem = f"{draft.pack}-{words}"[: SLUG_SIZE - 4].strip("-")
    names = (stem, *(f"{stem}-{turn}" for turn in range(2, 1000)))
    return next((name for name in names if name not in taken), stem)


def faults(draft: Draft, catalog: Catalog, *, today: date) -> dict[str, str]:
    """What keeps this from being a card, by field, in words for whoever wrote it."""
    told: dict[str, str] = {}
    pack = pack_of(catalog, draft)
    if pack is None:
        told["place"] = NO_PLACE
    label = Label(card_id(draft, ()), SOMEBODY, today)
    rows = list(_rows(draft, label, _tier(pack)))
    page = Page(f"{label.id}.md")
    parse.card("\n".join(line for _, line in rows), page, folder=draft.pack)
    for fault in page.faults:
        field = rows[fault.line - 1][0] if fault.line <= len(rows) else ""
        told.setdefault(field or "title", _in_words(field, fault))
    return told


def _in_words(field: str, fault: Fault) -> str:
    """A fault without the keys of the file."""
    if field in _PICKED:
        return CHOOSE
    if field.startswith("choices") and "lists" in fault.reason:
        return FEW_CHOICES
    for sign, plain in _PLAINLY.items():
        if sign in fault.reason:
            return plain
    reason = _KEY.sub("", fault.reason)
    if reason == "is empty":
        return EMPTY
    return f"This {reason}; {fault.hint}." if fault.hint else f"This {reason}."


def markdown(draft: Draft, label: Label, pack: Pack) -> str:
    """The file."""
    return "\n".join(line for _, line in _rows(draft, label, _tier(pack))) + "\n"


def _tier(pack: Pack | None) -> Tier:
    # What a pack of everybody's may hold, and the first of what a role's may.
    return Tier.LITERACY if pack is None or pack.role is Role.GENERAL else Tier.FLUENCY


def _rows(draft: Draft, label: Label, tier: Tier) -> Iterator[tuple[str, str]]:
    """Each line of the file with the field that it shows."""
    yield "", "---"
    yield "title", f"id: {_text(label.id)}"
    yield "title", f"title: {_text(draft.title)}"
    yield "place", f"skill: {_text(draft.skill or 'none')}"
    yield "title", f"topic: {_text(_topic(label.id, draft.pack))}"
    yield "place", f"tier: {tier}"
    yield "benefit", f"benefit: {_text(draft.benefit)}"
    yield "tool", f"tool: {_text(draft.tool or 'any')}"
    yield "minutes", f"minutes: {draft.minutes or NO_NUMBER}"
    yield "guardrail", f"guardrail: {_text(draft.guardrail)}"
    yield "", f"owner: {_text(label.owner)}"
    yield "", f"review_by: {label.review_by.isoformat()}"
    yield from _task(draft) if draft.is_task else _questions(draft.wordings)
    yield "", "---"
    for name, text in (("Problem", draft.problem), ("Before", draft.before), ("After", draft.after)):
        yield name.lower(), f"## {name}"
        yield name.lower(), text
    yield "prompt", "## Prompt"
    yield "prompt", f"{FENCE}text"
    yield from (("prompt", line) for line in draft.prompt.split("\n"))
    yield "prompt", FENCE


def _topic(named: str, pack: str) -> str:
    return "-".join(named.removeprefix(f"{pack}-").split("-")[:3])


def _questions(wordings: Collection[Wording]) -> Iterator[tuple[str, str]]:
    yield "ask_1", "questions:"
    for turn, one in enumerate(wordings, start=1):
        yield f"ask_{turn}", f"  - ask: {_text(one.ask)}"
        yield f"choices_{turn}", "    choices:" if one.choices else "    choices: []"
        yield from ((f"choices_{turn}", f"      - {_text(each)}") for each in one.choices)
        yield f"answer_{turn}", f"    answer: {one.answer or NO_NUMBER}"
        yield f"because_{turn}", f"    because: {_text(one.because)}"


def _task(draft: Draft) -> Iterator[tuple[str, str]]:
    yield "do", "task:"
    yield "do", f"  do: {_text(draft.do)}"
    yield "deliverable", f"  deliverable: {_text(draft.deliverable)}"
    yield "task_minutes", f"  minutes: {draft.task_minutes or NO_NUMBER}"


def _text(text: str) -> str:
    # What JSON quotes, YAML reads as the same text.
    return json.dumps(text, ensure_ascii=False)
