"""Writes packs into a folder: one good card, one good challenge, and small changes to them."""

from pathlib import Path

import pytest

from bot.packs.loader import load

CARD_PATH = "marketing/cards/marketing-brief.md"
CHALLENGE_PATH = "marketing/challenges/marketing-challenge-one-brief.md"
PACK_PATH = "marketing/pack.yaml"

PACK = """\
id: marketing
title: AI for marketing
role: marketing
description: Work a marketer does each week.
owner: Afterglow content team
status: active
order: [prompt-patterns, workflow-design]
"""

CARD = """\
---
id: marketing-brief
title: Turn a client call into a brief
skill: prompt-patterns
topic: briefs
tier: fluency
requires: []
benefit: faster
tool: any
minutes: 5
guardrail: Take client names and prices out before you paste.
owner: Afterglow content team
review_by: 2027-02-15
questions:
  - ask: You paste a 40-minute transcript. What do you add first?
    choices: [The reader and the decision, A request to be creative, The length you want]
    answer: 1
    because: Without reader and purpose you get a summary, not a brief.
  - ask: A colleague's brief reads like minutes. What was missing?
    choices:
      - A longer transcript
      - Who reads it and what they decide
    answer: 2
    because: The reader decides what belongs in it.
---
## Problem
A call of an hour becomes a brief of three lines.
## Before
About 40 minutes of typing after each call.
## After
Ten minutes: paste the notes, name the reader,
correct the draft.
## Prompt
```text
You write briefs for [team].
# Notes
[notes]
If something is missing, ask.
```
"""

TASK = """\
task:
  do: Run the prompt on the notes of your last call.
  deliverable: A half-page brief you would send.
  minutes: 10
"""

CHALLENGE = """\
---
id: marketing-challenge-one-brief
title: One brief, start to finish
skill: workflow-design
tier: fluency
minutes: 20
deliverable: One brief that went to a client.
guardrail: Names out first.
owner: Afterglow content team
review_by: 2027-02-15
---
## Why
A brief that is sent proves more than ten that are tried.
## Do
1. Take a call of this week.
2. Write the brief with the prompt.
## Done when
A colleague has answered it.
"""


def question_lines(card: str = CARD) -> str:
    return card[card.index("questions:") : card.index("---\n## Problem")]


def task_card(card: str = CARD) -> str:
    """The same card with a task in the place of its questions."""
    return card.replace(question_lines(card), TASK)


def changed(text: str, old: str, new: str) -> str:
    """The text with one change; the old words have to be there once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def write(root: Path, path: str, text: str) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def a_pack(
    root: Path, name: str = "marketing", *, role: str = "", order: str = "", status: str = "active"
) -> None:
    """A pack.yaml alone."""
    text = PACK.replace("id: marketing", f"id: {name}").replace("role: marketing", f"role: {role or name}")
    text = text.replace("status: active", f"status: {status}")
    text = text.replace("[prompt-patterns, workflow-design]", order or "[prompt-patterns, workflow-design]")
    write(root, f"{name}/pack.yaml", text)


def a_card(root: Path, card_id: str, **keys: str) -> None:
    """A good card in the pack its id begins with; keywords replace keys, tier follows the pack."""
    pack = keys.pop("pack", card_id.partition("-")[0])
    keys.setdefault("tier", "literacy" if pack == "foundation" else "fluency")
    text = CARD.replace("marketing-brief", card_id)
    for key, value in keys.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{key}:"))
        text = text.replace(old, f"{key}: {value}")
    write(root, f"{pack}/cards/{card_id}.md", text)


def a_task_card(root: Path, card_id: str, **keys: str) -> None:
    """The same with a task in the place of its questions."""
    a_card(root, card_id, **keys)
    pack = keys.get("pack", card_id.partition("-")[0])
    file = root / pack / "cards" / f"{card_id}.md"
    file.write_text(task_card(file.read_text(encoding="utf-8")), encoding="utf-8")


def a_challenge(root: Path, challenge_id: str, **keys: str) -> None:
    pack = challenge_id.partition("-")[0]
    tier = keys.get("tier", "literacy" if pack == "foundation" else "fluency")
    text = CHALLENGE.replace("marketing-challenge-one-brief", challenge_id).replace(
        "tier: fluency", f"tier: {tier}"
    )
    text = text.replace("2027-02-15", keys.get("review_by", "2027-02-15"))
    write(root, f"{pack}/challenges/{challenge_id}.md", text)


def good_marketing(root: Path) -> None:
    write(root, "marketing/pack.yaml", PACK)
    write(root, "marketing/cards/marketing-brief.md", CARD)
    write(root, "marketing/challenges/marketing-challenge-one-brief.md", CHALLENGE)


def told(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said of packs none of which may load."""
    monkeypatch.chdir(root)
    loaded = load(Path())
    assert loaded.catalog.packs == ()
    return [str(fault) for fault in loaded.faults]
