"""Tools are told apart from people and everyday words, and have one name each."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading import tools
from bot.reading.tools import ai_spans, look, named

NAMES = [
    ("asked gpt for it", ("chatgpt",)),
    ("Chat GPT wrote it", ("chatgpt",)),
    ("GPT-4o is fine", ("chatgpt",)),
    ("ran Claude Code over it", ("claude",)),
    ("GitHub Copilot in VS Code", ("copilot",)),
    ("Copilot Studio agent", ("copilot",)),
    ("Notebook LM podcast", ("notebooklm",)),
    ("DALL·E or Midjourney", ("dall-e", "midjourney")),
    ("ChatGPTで英語のメールを", ("chatgpt",)),
    ("ChatGPT'ye sordum", ("chatgpt",)),
    ("paired with Cursor today", ("cursor",)),
    ("claude, claude and Claude", ("claude",)),
]
NOT_TOOLS = [
    "the cursor jumps to the end of the input",
    "whisper mode on the headset",
    "please welcome Claude Dubois, our new plant manager",
    "Claude is out sick today",
    "Claude from the Metz depot",
    "I used Claude's spreadsheet, he thinks of everything",
    "Project Gemini kickoff moved",
    "otters at the zoo",
]


@pytest.mark.parametrize(("text", "tools"), NAMES)
def test_a_tool_has_one_name(text: str, tools: tuple[str, ...]) -> None:
    assert named(text) == tools


@pytest.mark.parametrize("text", NOT_TOOLS)
def test_people_and_everyday_words_are_no_tools(text: str) -> None:
    assert named(text) == ()


@pytest.mark.parametrize(
    "text", ["with AI", "per KI", "con la IA", "l'IA", "an LLM", "=AI() in sheets", "AIで要約", "gen AI"]
)
def test_ai_is_heard_in_many_languages(text: str) -> None:
    assert look(text)


@pytest.mark.parametrize(
    "text", ["j'ai fini le rapport", "ho mandato ai clienti che sono in ritardo", "email the .ai file"]
)
def test_the_letters_of_ai_inside_other_words_are_not_heard(text: str) -> None:
    assert ai_spans(text) == []


LETTERS = st.characters(codec="utf-8", categories=["Ll", "Lu", "Nd", "Zs", "Po", "Pd"], max_codepoint=0x2FF)


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [(tools._TOOL, tools._TOOL_BEGINS), (tools._AI, tools._AI_BEGINS)],
    ids=["tools", "words for AI"],
)
@settings(max_examples=400)
@given(data=st.data())
def test_every_name_is_found_by_the_letters_it_begins_with(
    pattern: re.Pattern[str], begins: re.Pattern[str], data: st.DataObject
) -> None:
    name = data.draw(st.from_regex(pattern, fullmatch=True, alphabet=LETTERS))
    text = f"we use {name}, and it works"
    found = [match.span() for match in tools._matches(pattern, begins, text)]
    assert found == [match.span() for match in pattern.finditer(text)]


def test_letters_inside_a_word_are_no_word_for_ai() -> None:
    assert not look("Boję się, dopóki nie wiem")
    assert not look("A degenerative disease")
