"""The record as text to take along: a page, Markdown, and data."""

import json
from collections.abc import Iterator
from html import escape

from bot.record.blocks import skill_name
from bot.record.rules import OwnWin, Record

NOTE = (
    "Made by its owner from what they answered and logged themselves; nobody graded it. A skill counts as "
    "read when a question about it was answered right, as tried when a task on own work worked."
)
STYLE = """body { font: 16px/1.55 system-ui, sans-serif; max-width: 44em; margin: 6vh auto; padding: 0 20px; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2em; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35em .8em .35em 0;
border-bottom: 1px solid #8884; }
blockquote { margin: .6em 0; padding-left: 1em; border-left: 3px solid #8886; }
.soft { opacity: .7; } @media print { .links { display: none; } }"""


def markdown(record: Record) -> str:
    """The record in Markdown; people's words are quoted."""
    return "\n".join(_markdown(record)) + "\n"


def _markdown(record: Record) -> Iterator[str]:
    yield f"# Skill record of {_line(record.name)}"
    yield f"{_line(record.workspace)}, {record.made_on.isoformat()}"
    if record.skills:
        names = _steps(record)
        yield "\n## Skills\n"
        yield f"| Skill | {' | '.join(name.capitalize() for name in names)} |"
        yield f"|{'---|' * (len(names) + 1)}"
        for skill in record.skills:
            days = (skill.steps[name].isoformat() if name in skill.steps else "" for name in names)
            yield f"| {skill_name(skill.name)} | {' | '.join(days)} |"
    if record.badges:
        yield "\n## Done for the first time\n"
        for badge in record.badges:
            yield f"- {badge.on.isoformat()} **{badge.name}**: {badge.why}"
    if record.wins:
        yield "\n## In my own words\n"
        for win in record.wins:
            yield f"{_about(win)}\n"
            yield "\n".join(f"> {line}" for line in win.text.splitlines()) + "\n"
    if record.thanks:
        yield "\n## What helped others\n"
        for one in record.thanks:
            yield f"- {one.on.isoformat()}: “{_line(one.said)}”"
    yield f"\n{NOTE}"


def data(record: Record) -> str:
    """The same as JSON."""
    told = {
        "name": record.name,
        "workspace": record.workspace,
        "made_on": record.made_on.isoformat(),
        "skills": [
            {"skill": one.name, **{step: day.isoformat() for step, day in one.steps.items()}}
            for one in record.skills
        ],
        "badges": [
            {"badge": one.fact.value, "name": one.name, "on": one.on.isoformat()} for one in record.badges
        ],
        "wins": [
            {"on": one.on.isoformat(), "text": one.text, "minutes": one.minutes, "worked": one.worked}
            for one in record.wins
        ],
        "thanks": [{"on": one.on.isoformat(), "said": one.said} for one in record.thanks],
        "note": NOTE,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def html(record: Record, *, query: str, nonce: str) -> str:
    """A page to print or save, with the other two behind links."""
    links = " · ".join(
        f'<a href="{name}?{escape(query)}">{label}</a>'
        for name, label in (("record.md", "Markdown"), ("record.json", "Data (JSON)"))
    )
    body = "\n".join(_html(record))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>Skill record of {escape(record.name)}</title>"
        f'<style nonce="{nonce}">{STYLE}</style></head>\n<body>{body}\n'
        f'<p class="soft">{escape(NOTE)}</p>\n<p class="links">{links}</p></body></html>\n'
    )


def _html(record: Record) -> Iterator[str]:
    yield f"<h1>Skill record of {escape(record.name)}</h1>"
    yield f'<p class="soft">{escape(record.workspace)}, {record.made_on.isoformat()}</p>'
    if record.skills:
        names = _steps(record)
        heads = "".join(f"<th>{name.capitalize()}</th>" for name in names)
        yield f"<h2>Skills</h2>\n<table><tr><th>Skill</th>{heads}</tr>"
        for skill in record.skills:
            cells = "".join(f"<td>{skill.steps.get(name, '')}</td>" for name in names)
            yield f"<tr><td>{escape(skill_name(skill.name))}</td>{cells}</tr>"
        yield "</table>"
    if record.badges:
        yield "<h2>Done for the first time</h2>\n<ul>"
        for badge in record.badges:
            yield f"<li>{badge.on.isoformat()} <b>{escape(badge.name)}</b>: {escape(badge.why)}</li>"
        yield "</ul>"
    if record.wins:
        yield "<h2>In my own words</h2>"
        for win in record.wins:
            words = escape(win.text).replace("\n", "<br>")
            yield f'<p class="soft">{escape(_about(win))}</p><blockquote>{words}</blockquote>'
    if record.thanks:
        yield "<h2>What helped others</h2>\n<ul>"
        for one in record.thanks:
            yield f"<li>{one.on.isoformat()}: “{escape(one.said)}”</li>"
        yield "</ul>"


def _about(win: OwnWin) -> str:
    what = "A win" if win.worked else "What did not work"
    minutes = f", about {win.minutes} minutes saved as I put it" if win.minutes and win.worked else ""
    return f"{what}, {win.on.isoformat()}{minutes}"


def _steps(record: Record) -> list[str]:
    """The steps that stand in it, in the order in which they are taken."""
    known = {step for one in record.skills for step in one.steps}
    order = [name for name in ("read", "tried", "taught") if name in known]
    return order + sorted(known - set(order))


def _line(text: str) -> str:
    return " ".join(text.split())
