"""What moves the clock or changes a rhythm, each in a sandbox of its own."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.person import Person

pytestmark = pytest.mark.browser


def typed(field: Locator, words: str) -> Locator:
    """The field, once the tour has typed this into it."""
    expect(field).to_have_value(re.compile(words))
    return field


def test_a_challenge_is_taken_and_reflected_on_while_a_week_passes(person: Person) -> None:
    messages = person.messages()
    person.wait("by one day")
    expect(messages).to_contain_text("Your team's challenge until")
    person.press("I'm in", within=messages)
    expect(messages.get_by_role("button", name="I'm in", exact=True)).to_have_count(0)
    person.picture("challenge")
    person.press("I did it", within=messages)
    form = person.modal("How did it go?")
    form.get_by_label(re.compile("What did you try")).fill(
        "Three runs of the newsletter prompt, one change each"
    )
    form.get_by_role("button", name="Save").click()
    expect(person.page.locator(".modal")).to_have_count(0)
    expect(messages.get_by_role("button", name="Change my notes")).to_be_visible()
    for _ in range(6):
        person.wait("by one day")
    expect(person.page.locator(".time-words")).to_contain_text("Mon 30 Nov")
    expect(messages).to_contain_text("Only you see your answers")
    arrived = messages.locator(".message", has_text=re.compile("At most one card|Your team's challenge"))
    assert 4 <= arrived.count() <= 6  # one a working day at most, from Monday to Monday


def test_an_admin_sets_a_cadence_after_seeing_what_changes(person: Person) -> None:
    person.be("Priya")
    person.command("/afterglow cadence marketing")
    form = person.modal("Cadence")
    for day in ("Tuesday", "Thursday"):
        form.get_by_label(day).first.uncheck()
    form.get_by_label("Challenge day").select_option(label="Wednesday")
    form.get_by_role("button", name="Review changes").click()
    review = person.modal("What will change")
    expect(review).to_contain_text("Mon–Fri → Mon, Wed, Fri")
    person.picture("cadence")
    review.get_by_role("button", name="Save").click()
    expect(person.page.locator(".modal")).to_contain_text("Cadence saved")
    person.page.keyboard.press("Escape")
    person.be("Ana")
    expect(person.home()).to_contain_text("Next card on Wed")


def test_the_tour_leads_from_person_to_person_and_ticks_what_was_done(person: Person) -> None:
    page = person.page
    now, steps = page.locator(".guide-now"), page.locator(".guide .step")
    expect(now).to_contain_text("press the answer")
    page.locator(".main .messages").get_by_role("button", name=re.compile("^A: ")).last.click()
    expect(steps.nth(0)).to_have_class(re.compile("done"))
    now.get_by_role("button", name="Take me there").click()
    expect(steps.nth(1)).to_have_class(re.compile("next"))
    typed(page.get_by_label("Message #marketing"), "How do I").press("Enter")
    expect(steps.nth(1)).to_have_class(re.compile("done"))
    now.get_by_role("button", name="Become Maya").click()
    expect(page.locator(".who")).to_contain_text("Maya")
    expect(steps.nth(2)).not_to_have_class(re.compile("done"))
    person.press("I'll take it", within=page.locator(".thread"))
    expect(steps.nth(2)).to_have_class(re.compile("done"))
    now.get_by_role("button", name="Become Priya").click()
    command = typed(page.get_by_label("Message Afterglow"), "/afterglow cadence")
    command.press("Escape")
    command.press("Enter")
    form = person.modal("Cadence")
    form.get_by_label("Thursday").first.uncheck()
    form.get_by_role("button", name="Review changes").click()
    person.modal("What will change").get_by_role("button", name="Save").click()
    expect(page.locator(".modal")).to_contain_text("Cadence saved")
    page.keyboard.press("Escape")
    expect(steps.nth(3)).to_have_class(re.compile("done"))
    expect(now).to_contain_text("That was the round")
