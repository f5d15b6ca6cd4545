"""Whoever speaks the language of a question is asked before who does not; nobody is left alone for it."""

import pytest
from sqlalchemy import update

from bot.champions.rules import Candidate, Load, in_turn, languages_of
from bot.people.models import Member
from tests.questions.test_flow import BERLIN, at, offer_in
from tests.questions.test_loads import took
from tests.stage import Stage

GERMAN = "Wie bekomme ich Claude dazu, ein Protokoll nicht zu lang zu machen?"
POLISH = "Czy ktoś wie, jak Claude może zrobić krótkie podsumowanie, żeby nic nie było zmyślone?"
MAYA = Candidate("U0MAYA", languages=frozenset(("en", "de")))
TOM = Candidate("U0TOM", languages=frozenset(("en",)))
NEW = Candidate("U0NEW")


async def offered(stage: Stage, words: str) -> str:
    return offer_in(stage, await stage.workspace.say("ana", words, channel="marketing")).text


async def test_slack_says_what_they_read_and_english_is_taken_for_granted(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    assert (await stage.member("tom")).language == "en"
    async with stage.db.begin() as session:
        who = Member.user_id == stage.person("tom").user_id
        await session.execute(update(Member).where(who).values(language="de"))
    assert f"{at(stage, 'tom')}, can you take this one?" in await offered(stage, GERMAN)


async def test_what_a_champion_says_counts_for_more(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.command("tom", "/afterglow languages english, deutsch")
    assert f"{at(stage, 'tom')}, can you take this one?" in await offered(stage, GERMAN)
    assert f"{at(stage, 'maya')}, can you take this one?" in await offered(
        stage, "How do I get Claude to keep minutes short?"
    )


async def test_a_language_that_nobody_speaks_is_asked_in_turn(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await took(stage, "maya", 2, days_ago=20)
    assert f"{at(stage, 'tom')}, can you take this one?" in await offered(stage, POLISH)


async def test_the_others_are_asked_next(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.command("tom", "/afterglow languages deutsch")
    asked = await stage.workspace.say("ana", GERMAN, channel="marketing")
    await stage.workspace.press("tom", "I'll take it", on=asked)
    await stage.workspace.press("tom", "Release", on=asked)
    assert f"{at(stage, 'maya')}, can you take this one?" in offer_in(stage, asked).text


async def test_the_home_page_says_in_what_they_are_asked(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.command("tom", "/afterglow languages english, deutsch")
    shown = stage.workspace.text_of(await stage.workspace.open_home("tom"))
    assert "You are asked in English and Deutsch first" in shown


@pytest.mark.parametrize(
    ("language", "first"),
    [("de", "U0MAYA"), ("en", "U0MAYA"), (None, "U0MAYA"), ("pl", "U0NEW")],
)
def test_who_is_first(language: str | None, first: str) -> None:
    assert in_turn([TOM, MAYA, NEW], topic=None, language=language)[0] == first


def test_who_speaks_it_comes_before_who_has_time() -> None:
    busy = Candidate("U0MAYA", Load(3, 20, 20), languages=frozenset(("de",)))
    assert in_turn([TOM, busy], topic=None, language="de") == ["U0MAYA", "U0TOM"]


def test_what_is_known_of_a_champion() -> None:
    assert languages_of("de,fr", "en") == {"de", "fr"}
    assert languages_of("", "sv") == {"sv", "en"}
    assert languages_of("", None) == frozenset()
