"""The whole story as a stranger plays it in the browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

ASK = "How do I get Claude to turn client call notes into a brief?"
WIN = "Claude drafted the whole spring brief from my notes, saved me two hours"

pytestmark = pytest.mark.browser


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


def test_a_leader_opens_the_report_from_slack(person: Person) -> None:
    person.be("Priya")
    person.command("/afterglow report")
    link = person.page.locator(".main").get_by_role("link", name="Open the report").last
    with person.page.context.expect_page() as opened:
        link.click()
    report = opened.value
    expect(report.locator("h1")).to_be_visible()
    person.picture_of(report, "report")


def test_the_tour_leads_from_person_to_person_and_ticks_what_was_done(person: Person) -> None:
    page = person.page
    now, steps = page.locator(".guide-now"), page.locator(".guide .step")
    expect(now).to_contain_text("press the answer")
    page.locator(".main .messages").get_by_role("button", name=re.compile("^A: ")).last.click()
    expect(steps.nth(0)).to_have_class(re.compile("done"))
    now.get_by_role("button", name="Take me there").click()
    expect(steps.nth(1)).to_have_class(re.compile("next"))
    page.get_by_label("Message #marketing").press("Enter")
    expect(steps.nth(1)).to_have_class(re.compile("done"))
    now.get_by_role("button", name="Become Maya").click()
    expect(page.locator(".who")).to_contain_text("Maya")
    expect(steps.nth(2)).not_to_have_class(re.compile("done"))
    person.press("I'll take it", within=page.locator(".thread"))
    expect(steps.nth(2)).to_have_class(re.compile("done"))
    now.get_by_role("button", name="Become Priya").click()
    page.get_by_label("Message Afterglow").press("Escape")
    page.get_by_label("Message Afterglow").press("Enter")
    form = person.modal("Cadence")
    form.get_by_label("Thursday").first.uncheck()
    form.get_by_role("button", name="Review changes").click()
    person.modal("What will change").get_by_role("button", name="Save").click()
    expect(page.locator(".modal")).to_contain_text("Cadence saved")
    page.keyboard.press("Escape")
    expect(steps.nth(3)).to_have_class(re.compile("done"))
    expect(now).to_contain_text("That was the round")


def test_a_question_that_was_answered_leaves_no_dead_button(person: Person) -> None:
    person.say(WIN, to="marketing")
    person.press("Not a win")
    expect(person.page.locator(".only-you")).to_have_count(1)
    expect(person.page.locator(".main .message", has_text="I have deleted my copy")).to_be_visible()
    expect(person.page.locator(".main").get_by_role("button", name="Log it", exact=True)).to_have_count(0)
