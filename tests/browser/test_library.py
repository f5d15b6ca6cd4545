"""A prompt goes from a message into the library, and a champion verifies it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

TOLD = "My prompt for tenders: turn [notes] into one page, open points last. Thanks to ana@client.example"

pytestmark = pytest.mark.browser


@pytest.fixture
def sandbox(shared_sandbox: str) -> str:
    return shared_sandbox


def test_a_message_becomes_a_prompt_that_a_champion_verifies(person: Person) -> None:
    said = person.say(TOLD, to="marketing")
    said.hover()
    said.get_by_role("button").last.click()
    person.page.get_by_role("menuitem", name=re.compile("^Save as prompt")).click()
    form = person.modal("Save as prompt")
    expect(form).to_contain_text("I took something out: [e-mail address].")
    form.get_by_label("What is it for?").fill("Tenders on one page")
    person.press("Save", within=form)
    expect(form).to_have_count(0)
    expect(person.messages()).to_contain_text("Your team (Marketing) finds it, marked as a draft")
    person.be("Maya")
    person.command("/afterglow library tenders")
    person.press("Mark as verified")
    expect(person.page.locator(".main")).to_contain_text(
        "Verified: everybody in this workspace finds it now."
    )
    person.be("Rosa")
    person.press("Search prompts", within=person.home())
    found = person.modal("Prompt library")
    expect(found).to_contain_text("Tenders on one page")
