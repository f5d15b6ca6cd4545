"""The whole story as a stranger plays it in the browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

ASK = "How do I get Claude to write a campaign brief from call notes?"
WIN = "Claude drafted the whole spring brief from my notes, saved me two hours"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sandbox(fresh: str) -> str:
    """One for the whole story: each goes on where the last one left it."""
    return fresh


def test_a_learner_answers_a_nudge(person: Person) -> None:
    messages = person.messages()
    expect(messages).to_contain_text("Only you see your answers")
    person.picture("nudge")
    messages.get_by_role("button", name=re.compile("^C: ")).last.click()
    expect(messages.get_by_role("button", name="Change answer")).to_be_visible()
    expect(messages).to_contain_text(re.compile("that is it|Better:"))


def test_a_champion_claims_a_question_in_its_thread(person: Person) -> None:
    said = person.say(ASK, to="marketing")
    expect(said).to_contain_text("1 reply")
    person.be("Maya")
    person.go("marketing")
    question = person.page.locator(".main .message", has_text=ASK[:40]).last
    thread = person.thread_of(question)
    person.picture("question")
    person.press("I'll take it", within=thread)
    expect(thread).to_contain_text("is on it.")
    person.press("Solved", within=thread)
    expect(thread).to_contain_text("Solved, says")


def test_a_win_is_logged_by_its_author_only(person: Person) -> None:
    person.say(WIN, to="marketing")
    asked = person.page.locator(".only-you").last
    expect(asked).to_be_visible()
    person.picture("win")
    person.press("Log it")
    expect(person.page.locator(".main")).to_contain_text("Withdraw")
    person.be("Maya")
    person.go("marketing")
    expect(person.page.locator(".main .message", has_text=WIN[:40])).to_be_visible()
    expect(person.page.locator(".only-you")).to_have_count(0)


def test_a_leader_opens_the_report_from_slack(person: Person) -> None:
    person.be("Priya")
    person.command("/afterglow report")
    link = person.page.locator(".main").get_by_role("link", name="Open the report").last
    with person.page.context.expect_page() as opened:
        link.click()
    report = opened.value
    expect(report.locator("h1")).to_be_visible()
    person.picture_of(report, "report")


def test_a_question_that_was_answered_leaves_no_dead_button(person: Person) -> None:
    person.be("Tom")
    person.say(WIN, to="marketing")
    person.press("Not a win")
    expect(person.page.locator(".only-you")).to_have_count(1)
    expect(person.page.locator(".main .message", has_text="I have deleted my copy")).to_be_visible()
    expect(person.page.locator(".main").get_by_role("button", name="Log it", exact=True)).to_have_count(0)
