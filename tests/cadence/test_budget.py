"""Every kind of message has its place in the attention budget, in the code and in its decision record."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.cadence.budget import BUDGETED, KINDS, Use

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "docs/decisions/0009-one-message-a-day-and-its-exception.md"
PROMISES = {"enqueue", "enqueue_all", "respond", "_row", "take_attention", "take_attention_of", "_taken"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("bot", "handlers", "schedules"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def texts(node: ast.AST, known: dict[str, ast.AST], depth: int = 3) -> Iterator[str]:
    """Every text that an expression may be: itself, either side of a choice, or what its name stands for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, known, depth)
        yield from texts(node.orelse, known, depth)
    elif isinstance(node, ast.Name) and node.id in known and depth:
        yield from texts(known[node.id], known, depth - 1)


def assigned(tree: ast.Module) -> dict[str, ast.AST]:
    """What each name of a module stands for; of `A, B = 1, 2` each its own."""
    found: dict[str, ast.AST] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Name):
                found[target.id] = node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=True)
                found |= {one.id: value for one, value in pairs if isinstance(one, ast.Name)}
    return found


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def kinds_sent() -> dict[str, set[str]]:
    """Every kind that is promised or uses a day's message, with the files that name it."""
    found: dict[str, set[str]] = {}
    for file, tree in sources():
        known = assigned(tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if name_of(call) not in PROMISES:
                continue
            for keyword in call.keywords:
                if keyword.arg == "kind":
                    for kind in texts(keyword.value, known):
                        found.setdefault(kind, set()).add(file)
    return found


def test_every_kind_of_message_has_a_decision() -> None:
    undecided = {kind: files for kind, files in kinds_sent().items() if kind not in KINDS}
    assert not undecided, f"say in bot/cadence/budget.py and decision 9 what these are: {undecided}"
    assert set(KINDS) - set(kinds_sent()) == set(), "decided on and never sent"


def test_what_uses_the_days_message_is_what_the_budget_names() -> None:
    takers = {kind for kind in kinds_sent() if KINDS[kind] is Use.BUDGET}
    assert takers == set(BUDGETED)


def test_the_record_says_each_kind_in_order_of_precedence() -> None:
    record = RECORD.read_text()
    missing = [kind for kind in KINDS if f"`{kind}`" not in record]
    assert not missing, f"decision 9 says nothing of {missing}"
    places = [record.index(f"`{kind}`") for kind in BUDGETED]
    assert places == sorted(places)
