"""From the text of one file to a pack, a card or a challenge, by the rules of its format."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Generic, TypeVar

from bot.packs.form import Form
from bot.packs.schema import Benefit, Card, Challenge, Pack, Question, Role, Status, Task, Tier
from bot.packs.source import FENCE, Front, Page, Section, compose, nearest, sections, split, unplain

Item = TypeVar("Item", Pack, Card, Challenge)

TITLE, OWNER, TOOL, DESCRIPTION = 60, 60, 30, 240
GUARDRAIL, DELIVERABLE, DO = 140, 140, 240
ASK, CHOICE, BECAUSE = 200, 75, 280
POINT, EXAMPLE = 120, 500
PROMPT = 700
CARD_BODY = {"Problem": 160, "Before": 160, "After": 240, "Prompt": PROMPT}
CHALLENGE_BODY = {"Why": 240, "Do": 600, "Done when": 200}

PACK_KEYS = ("id", "title", "role", "description", "owner", "status", "order")
SHARED_KEYS = ("id", "title", "skill", "tier", "minutes", "guardrail", "owner", "review_by")
CARD_KEYS = (*SHARED_KEYS, "topic", "benefit", "tool")
CHALLENGE_KEYS = (*SHARED_KEYS, "deliverable")
CHOICE_KEYS = ("choices", "answer", "because")
WRITTEN_KEYS = ("rubric", "example")
TASK_KEYS = ("do", "deliverable", "minutes")


@dataclass(frozen=True)
class Draft(Generic[Item]):
    """What a file holds and the lines of its keys; a key that is missing or faulty has no place."""

    item: Item
    file: str
    places: Mapping[str, int]


def pack(text: str, page: Page, *, folder: str) -> Draft[Pack] | None:
    front = Front(text, 1)
    node = compose(front, page)
    if node is None:
        return None
    form = Form(node, front, page, needs=PACK_KEYS)
    item = Pack(
        id=_named(form, folder, of="the folder"),
        title=form.text("title", most=TITLE),
        role=form.word("role", Role),
        description=form.text("description", most=DESCRIPTION),
        owner=form.text("owner", most=OWNER),
        status=form.word("status", Status),
        order=form.slugs("order", fewest=1, most=20),
    )
    return Draft(item, page.file, form.places)


def card(text: str, page: Page, *, folder: str) -> Draft[Card] | None:
    opened = _open(text, page, needs=CARD_KEYS, may=("requires", "questions", "task"))
    if opened is None:
        return None
    form, parts = opened
    body = _body(parts, page, sizes=CARD_BODY)
    item = Card(
        id=_named(form, PurePath(page.file).stem, of="the file"),
        pack=folder,
        title=form.text("title", most=TITLE),
        skill=form.slug("skill"),
        topic=form.slug("topic"),
        tier=form.word("tier", Tier),
        requires=form.slugs("requires", fewest=0, most=10),
        benefit=form.word("benefit", Benefit),
        tool=_tool(form),
        minutes=form.number("minutes", 1, 10),
        guardrail=form.text("guardrail", most=GUARDRAIL),
        owner=form.text("owner", most=OWNER),
        review_by=form.day("review_by"),
        problem=body["Problem"],
        before=body["Before"],
        after=body["After"],
        prompt=body["Prompt"],
        questions=_questions(form),
        task=_task(form),
    )
    return Draft(item, page.file, form.places)


def challenge(text: str, page: Page, *, folder: str) -> Draft[Challenge] | None:
    opened = _open(text, page, needs=CHALLENGE_KEYS)
    if opened is None:
        return None
    form, parts = opened
    body = _body(parts, page, sizes=CHALLENGE_BODY)
    item = Challenge(
        id=_named(form, PurePath(page.file).stem, of="the file"),
        pack=folder,
        title=form.text("title", most=TITLE),
        skill=form.slug("skill"),
        tier=form.word("tier", Tier),
        minutes=form.number("minutes", 5, 60),
        deliverable=form.text("deliverable", most=DELIVERABLE),
        guardrail=form.text("guardrail", most=GUARDRAIL),
        owner=form.text("owner", most=OWNER),
        review_by=form.day("review_by"),
        why=body["Why"],
        do=body["Do"],
        done_when=body["Done when"],
    )
    return Draft(item, page.file, form.places)


def _open(
    text: str, page: Page, *, needs: tuple[str, ...], may: tuple[str, ...] = ()
) -> tuple[Form, tuple[Section, ...]] | None:
    parts = split(text, page)
    if parts is None:
        return None
    front, lines, first_line = parts
    body = sections(lines, first_line, page)
    node = compose(front, page)
    return None if node is None else (Form(node, front, page, needs=needs, may=may), body)


def _named(form: Form, name: str, *, of: str) -> str:
    slug = form.slug("id")
    if slug and slug != name:
        form.fault("id", f'is "{slug}" and {of} is named "{name}"', "give both the same name")
    return slug


def _tool(form: Form) -> str:
    tool = form.text("tool", most=TOOL)
    if tool != tool.lower():
        form.fault("tool", f'is "{tool}"', f'write it in lower case: "{tool.lower()}"')
    return tool


def _questions(form: Form) -> tuple[Question, ...]:
    if form.has("questions") and form.has("task"):
        form.fault("task", "stands beside 'questions'", "keep one of the two")
    if not form.has("questions") and not form.has("task"):
        form.fault("questions", "and 'task' are both missing", "add one of the two")
    inner = form.forms("questions", needs=("ask",), may=(*CHOICE_KEYS, *WRITTEN_KEYS), fewest=2, most=3)
    questions = tuple(_question(one) for one in inner)
    asked: set[str] = set()
    for one, question in zip(inner, questions, strict=True):
        if question.ask and question.ask.casefold() in asked:
            one.fault("ask", "is the same as in a wording before", "ask it in another situation")
        asked.add(question.ask.casefold())
    return questions


def _question(form: Form) -> Question:
    if any(form.has(key) for key in WRITTEN_KEYS):
        return _written(form)
    form.require(*CHOICE_KEYS)
    choices = form.texts("choices", fewest=2, most=4, size=CHOICE)
    answer = form.number("answer", 1, 4)
    if {"answer", "choices"} <= form.places.keys() and answer > len(choices):
        form.fault("answer", f"is {answer} and there are {len(choices)} choices", f"use 1 to {len(choices)}")
    return Question(
        ask=form.text("ask", most=ASK),
        choices=choices,
        answer=answer - 1,
        because=form.text("because", most=BECAUSE),
    )


def _written(form: Form) -> Question:
    """A wording that is answered in one's own words."""
    for key in CHOICE_KEYS:
        if form.has(key):
            form.fault(key, "stands beside a rubric", "keep choices, or 'rubric' and 'example'")
    form.require(*WRITTEN_KEYS)
    return Question(
        ask=form.text("ask", most=ASK),
        rubric=form.texts("rubric", fewest=2, most=4, size=POINT),
        example=form.text("example", most=EXAMPLE),
    )


def _task(form: Form) -> Task | None:
    inner = form.form("task", needs=TASK_KEYS)
    if inner is None:
        return None
    return Task(
        do=inner.text("do", most=DO),
        deliverable=inner.text("deliverable", most=DELIVERABLE),
        minutes=inner.number("minutes", 1, 10),
    )


def _body(parts: tuple[Section, ...], page: Page, *, sizes: Mapping[str, int]) -> dict[str, str]:
    """Each section's text by its name; a missing or faulty one is empty."""
    body = dict.fromkeys(sizes, "")
    seen: dict[str, int] = {}
    for part in parts:
        if part.name not in sizes:
            page.fault(part.line, f"'## {part.name}' is not a known section", nearest(part.name, sizes))
        elif part.name in seen:
            page.fault(
                part.line, f"'## {part.name}' is there twice, first in line {seen[part.name]}", "keep one"
            )
        else:
            seen[part.name] = part.line
            body[part.name] = _section(part, page, most=sizes[part.name])
    for name in sizes:
        if name not in seen:
            page.fault(1, f"the section '## {name}' is missing", "add it below the front matter")
    return body


def _section(part: Section, page: Page, *, most: int) -> str:
    fenced = part.name == "Prompt"
    text = _fenced(part, page) if fenced else _prose(part)
    if text is None:
        return ""
    if not text:
        page.fault(part.line, f"'## {part.name}' is empty", "write it")
    elif len(text) > most:
        page.fault(part.line, f"'## {part.name}' has {len(text)} characters", f"{most} at most")
    for number, line in enumerate(part.lines, start=part.line + 1):
        slip = None if fenced and line.startswith(FENCE) else unplain(line, code=fenced)
        if slip:
            page.fault(number, f"'## {part.name}' {slip[0]}", slip[1])
    return text


def _prose(part: Section) -> str:
    """The section's text; only the steps of a challenge keep their lines, the rest is wrapped by Slack."""
    lines = "\n".join(part.lines).strip()
    return lines if part.name == "Do" else " ".join(lines.split())


def _fenced(part: Section, page: Page) -> str | None:
    lines = "\n".join(part.lines).strip().split("\n")
    inner = lines[1:-1]
    whole = len(lines) > 1 and lines[0] in (FENCE, FENCE + "text") and lines[-1] == FENCE
    if whole and not any(line.startswith(FENCE) for line in inner):
        return "\n".join(inner).strip()
    page.fault(part.line, "'## Prompt' is not one fenced block", "put it between '```text' and '```'")
    return None
