"""The page itself: its drawer, its keys, and where the focus stays."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.test_story import ASK

pytestmark = pytest.mark.browser


@pytest.fixture
def sandbox(shared_sandbox: str) -> str:
    return shared_sandbox


def test_the_drawer_shows_each_event_in_and_each_call_out(person: Person) -> None:
    person.page.get_by_role("button", name="Traffic").click()
    person.say(ASK, to="marketing")
    log = person.page.locator(".log")
    expect(log).to_contain_text("message.channels")
    expect(log).to_contain_text("chat.postMessage")


def test_everything_is_reached_by_keyboard(person: Person) -> None:
    page = person.page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text(re.compile("Skip", re.IGNORECASE))
    person.command("/afterglow me")
    expect(page.locator(".modal, .only-you").last).to_be_visible()
    # Twice at once, before the page hears that it is closed.
    page.locator(".modal").evaluate(
        """modal => { for (let turn = 0; turn < 2; turn += 1)
        modal.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", cancelable: true })); }"""
    )
    expect(page.locator(".modal")).to_have_count(0)
    expect(page.locator(".toast.bad")).to_have_count(0)


def test_the_focus_stays_with_the_message_whose_button_is_gone(person: Person) -> None:
    answer = person.messages().get_by_role("button", name=re.compile("^A: ")).last
    answer.focus()
    person.page.keyboard.press("Enter")
    expect(person.page.locator(".main .message:focus-within")).to_contain_text("Change answer")
