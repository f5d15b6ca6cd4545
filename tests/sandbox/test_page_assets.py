"""The sandbox page is self-contained, safe against people's text, and complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.sandbox import seed
from bot.sandbox.values import FIELDS

HERE = Path(__file__).resolve().parents[2] / "bot" / "sandbox"
FILES = sorted([*HERE.glob("page.*"), *(HERE / "page").iterdir()])
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
# An XML namespace is a name, not an address that a browser would fetch.
NAMESPACE = "http://www.w3.org/2000/svg"
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
HTML_SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_page_loads_nothing_from_outside_this_machine(path: Path) -> None:
    assert ADDRESS.findall(read(path).replace(NAMESPACE, "")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_what_people_write_never_becomes_html(path: Path) -> None:
    assert HTML_SINKS.findall(read(path)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_each_module_finds_the_modules_it_imports(path: Path) -> None:
    wanted = re.findall(r'from "(\.[^"]+)"', read(path))
    assert [name for name in wanted if not (path.parent / name).is_file()] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_each_imported_name_is_exported_where_it_is_looked_for(path: Path) -> None:
    for names, module in re.findall(r'import \{([^}]+)\} from "(\.[^"]+)"', read(path)):
        source = read(path.parent / module)
        wanted = {name.split(" as ")[0].strip() for name in names.split(",")}
        offered = set(re.findall(r"export (?:async )?(?:function|const) (\w+)", source))
        assert wanted <= offered, module


def test_the_page_holds_no_script_of_its_own_so_that_the_strict_policy_lets_it_run() -> None:
    page = read(HERE / "page.html")
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"\son[a-z]+=", page) == []


def test_each_file_that_the_page_names_is_there() -> None:
    wanted = re.findall(r'(?:href|src)="/sandbox/([^"]+)"', read(HERE / "page.html"))
    assert wanted
    assert [name for name in wanted if not (HERE / name).is_file()] == []


def test_a_visitor_begins_as_somebody_who_works_at_northwind() -> None:
    first = re.search(r'data-persona="(\w+)"', read(HERE / "page.html"))
    assert first is not None
    assert first[1] in {one.user.id for one in seed.PERSONAS}


def test_the_page_sends_the_value_of_each_field_that_the_fake_slack_keeps() -> None:
    kept = set(FIELDS) - {"rich_text_input", "file_input"}
    assert [kind for kind in sorted(kept) if f'"{kind}"' not in read(HERE / "page" / "forms.js")] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_of_the_page_stays_short_enough_to_read(path: Path) -> None:
    assert len(read(path).splitlines()) < 400


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_markup_of_text(path: Path) -> None:
    makes = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|eval\("
    assert re.findall(makes, read(path)) == []
