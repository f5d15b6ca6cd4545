"""The question desk as two askers and three champions play it: raced for, handed on, solved, found again."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import opened
from tests.browser.person import Person
from tests.conftest import KEY
from tests.originals import Originals

ASK = "How do I get Gemini to compare two supplier contracts without missing a clause?"
AGAIN = "How can Gemini compare two supplier contracts and miss no clause?"
ANSWER = "Give it both contracts clause by clause and ask for a table."
QUIETLY = "How do I get Copilot to shorten my weekly status mail?"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def sandbox(
    request: pytest.FixtureRequest,
    originals: Callable[[str], Originals],
    tmp_path_factory: pytest.TempPathFactory,
    unused_tcp_port_factory: Callable[[], int],
) -> Iterator[str]:
    """One of each database for the whole story: each goes on where the last one left it."""
    kind = originals(request.param)
    url = kind.empty()
    folder = tmp_path_factory.mktemp("sandbox")
    with opened(folder, unused_tcp_port_factory(), DATABASE_URL=url, AFTERGLOW_ENCRYPTION_KEY=KEY) as address:
        yield address
    kind.drop(url)


@pytest.fixture
def tom(browser: Browser, sandbox: str) -> Iterator[Person]:
    """A second champion, at a screen of his own."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(sandbox)
    other = Person(page, None)
    other.be("Tom")
    yield other
    context.close()


def thread_of(person: Person, words: str) -> Locator:
    person.go("marketing")
    return person.thread_of(person.page.locator(".main .message", has_text=words[:40]).first)


def test_of_two_who_press_at_once_one_has_it(person: Person, tom: Person) -> None:
    person.say(ASK, to="marketing")
    person.be("Maya")
    threads = [thread_of(one, ASK) for one in (person, tom)]
    for thread in threads:
        expect(thread.get_by_role("button", name="I'll take it")).to_be_visible()
    threads[0].get_by_role("button", name="I'll take it").click()
    tom.page.get_by_role("button", name="I'll take it").last.click(force=True)
    for thread in threads:
        expect(thread).to_contain_text("is on it.")
    expect(tom.page.locator("body")).to_contain_text(re.compile("got there first|is on it"))


def test_a_holder_hands_it_to_another_champion(person: Person) -> None:
    person.be("Maya")
    thread = thread_of(person, ASK)
    person.press("Hand over", within=thread)
    form = person.modal("Hand over")
    tom = form.locator("option", has_text="Tom").inner_text()
    form.get_by_label("To which champion?").select_option(label=tom)
    person.press("Hand over", within=form)
    expect(person.page.locator(".modal")).to_contain_text("has it now and was told.")
    person.press("Close", within=person.page.locator(".modal"))
    expect(person.page.locator(".modal")).to_have_count(0)


def test_who_stays_silent_gives_it_back(person: Person) -> None:
    person.be("Tom")
    for _ in range(3):
        person.wait("by one day")
    messages = person.messages()
    expect(messages).to_contain_text("went back to the other champions, so that nobody waits.")
    person.be("Maya")
    expect(thread_of(person, ASK).get_by_role("button", name="I'll take it")).to_be_visible()


def test_its_answer_is_solved_and_kept(person: Person) -> None:
    person.be("Maya")
    thread = thread_of(person, ASK)
    person.press("I'll take it", within=thread)
    field = person.page.locator(".thread").get_by_role("textbox")
    field.fill(ANSWER)
    field.press("Enter")
    expect(thread).to_contain_text("did that solve it?")
    person.be("Ana")
    thread = thread_of(person, ASK)
    person.press("Solved", within=thread)
    expect(thread).to_contain_text("Solved, says")
    person.be("Maya")
    thread = thread_of(person, ASK)
    person.press("Save the answer", within=thread)
    form = person.page.locator(".modal")
    expect(form.get_by_label("The answer")).to_have_value(ANSWER)
    person.press("Save", within=form)
    expect(form).to_have_count(0)


def test_another_asker_finds_it_before_anybody_is_asked(person: Person) -> None:
    person.be("Leila")
    person.command(f"/afterglow ask {AGAIN}")
    expect(person.page.locator(".main")).to_contain_text("This may have been answered before:")
    person.press("This solved it")
    expect(person.page.locator(".main")).to_contain_text("Nobody else was asked.")


def test_without_a_champion_of_the_team_the_next_ones_are_asked(person: Person) -> None:
    person.be("Leila")
    said = person.say("How do I get Copilot to explain a variance in plain words?", to="finance")
    thread = person.thread_of(said)
    expect(thread).to_contain_text(
        re.compile("can you take this one|I am asking an admin|working day begins")
    )
    person.wait("by one day")
    expect(thread).to_contain_text(re.compile("Not taken yet|office hours"))


def test_asked_without_a_name_it_is_answered_and_solved(person: Person) -> None:
    person.be("Ana")
    person.command(f"/afterglow ask {QUIETLY}")
    person.press("Ask without my name")
    form = person.modal("Ask an AI champion")
    expect(form).to_contain_text("no champion or admin can look up who asked")
    person.press("Ask", within=form)
    expect(form).to_have_count(0)
    expect(person.messages()).to_contain_text("I pass on what they answer.")
    person.wait("by one day")
    champion = _asked(person)
    person.be(champion)
    expect(person.messages()).to_contain_text("Somebody who left their name out has a question")
    person.press("I'll take it")
    person.press("Write an answer")
    form = person.page.locator(".modal")
    form.get_by_label("Your answer").fill("Paste it and ask for three lines.")
    person.press("Post it", within=form)
    expect(form).to_have_count(0)
    person.be("Ana")
    expect(person.messages()).to_contain_text("Paste it and ask for three lines.")
    person.press("Solved")
    expect(person.messages()).to_contain_text("Solved, says its asker.")


def _asked(person: Person) -> str:
    """Which champion has the question in their messages."""
    for name in ("Maya", "Tom", "Ben", "Sam"):
        person.be(name)
        expect(person.messages()).to_be_visible()
        if QUIETLY[:40] in person.messages().inner_text():
            return name
    raise AssertionError("no champion was asked")
