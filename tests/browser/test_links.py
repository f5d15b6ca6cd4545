"""A link to a message of this workspace is followed within the page."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.test_story import ASK

pytestmark = pytest.mark.browser


@pytest.fixture
def sandbox(shared_sandbox: str) -> str:
    return shared_sandbox


@pytest.fixture
def maya(person: Person) -> Person:
    """Maya, elsewhere, after Ana has asked in #marketing."""
    person.go("marketing")
    expect(person.page.locator(".main .message").first).to_be_visible()
    if not person.page.locator(".main .message", has_text=ASK).count():
        said = person.say(ASK, to="marketing")
        expect(said.locator(".replies")).to_be_visible()  # only then is it in anybody's queue
    person.be("Maya")
    person.messages()
    return person


def link_in(shown: Locator) -> Locator:
    return shown.get_by_role("link", name="Open the thread").last


def found(person: Person) -> Locator:
    """The question in its open thread, which has the focus."""
    expect(person.page.locator(".place-top h1")).to_contain_text("marketing")
    message = person.page.locator(".thread .message:focus")
    expect(message).to_contain_text(ASK)
    expect(message).to_be_in_viewport()
    return message


def test_a_link_leads_to_the_thread_within_the_page(maya: Person) -> None:
    maya.command("/afterglow queue")
    link_in(maya.page.locator(".main")).click()
    found(maya)
    assert len(maya.page.context.pages) == 1


def test_a_link_on_home_works_by_keyboard_and_the_next_keys_work_in_the_thread(maya: Person) -> None:
    keyboard = maya.page.keyboard
    link_in(maya.home()).focus()
    keyboard.press("Enter")
    found(maya)
    keyboard.press("ArrowDown")
    expect(maya.page.locator(".thread .message:focus")).to_contain_text("I'll take it")
    keyboard.press("Escape")
    expect(maya.page.locator(".thread")).to_be_hidden()


def test_a_link_in_a_modal_closes_it_and_leads_to_the_thread(maya: Person) -> None:
    maya.command("/afterglow")
    maya.press("Your queue")
    link_in(maya.modal("Your queue")).press("Enter")
    found(maya)
    expect(maya.page.locator(".modal")).to_have_count(0)


def test_a_link_in_a_window_of_its_own_finds_the_message_too(maya: Person) -> None:
    address = link_in(maya.home()).get_attribute("href")
    second = maya.page.context.new_page()
    second.goto(f"{maya.page.url.partition('#')[0]}{address}")
    found(Person(second, None))


def test_a_link_to_a_deleted_message_says_so_and_still_leads_to_its_channel(maya: Person) -> None:
    page = maya.page
    maya.command("/afterglow queue")
    expect(link_in(page.locator(".main"))).to_be_visible()
    maya.be("Ana")
    maya.go("marketing")
    asked = page.locator(".main .message", has_text=ASK)
    asked.hover()
    asked.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(asked).to_have_count(0)
    maya.be("Maya")
    link_in(maya.messages()).click()
    expect(page.get_by_role("alert")).to_contain_text("That message is no longer there.")
    expect(page.locator(".place-top h1")).to_contain_text("marketing")
