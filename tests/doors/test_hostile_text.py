"""Whatever people write, wherever they write it: it notifies nobody, links nowhere and runs nowhere."""

import copy
import json
import re
from collections.abc import Iterator
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import update

import handlers
from bot.cadence import blocks as cadence
from bot.people.rules import Person
from bot.sandbox.delivery import Answer
from bot.sandbox.state import Json
from bot.slack import blockkit as kit
from bot.workspaces.models import Workspace
from tests.doors import filled
from tests.doors.acts import ACTS
from tests.doors.conftest import WHO, Street
from tests.doors.events import EVENTS, QUESTION, envelope
from tests.doors.junk import INJECTED
from tests.doors.rows import ANA, LEILA, MAYA, PRIYA
from tests.doors.tables import of

pytestmark = pytest.mark.long

HIDDEN = "\u202e\u200b\u2066\u200f\u00ad\U000e0041"
MARKUP = (
    "R&D <b> <!channel> <!here> <!everyone> <!subteam^S1> <@U1> <#C1> "
    f"<http://evil.example|Reset password> &lt;!channel&gt; @channel {HIDDEN}gnp.exe"
)
HOSTILE = f"Claude saved me two hours {MARKUP}"
# Of all that Slack obeys we say one thing ourselves: a moment, in these very words.
OBEYED = re.compile(r"<!(?!date\^\d+\^\{date_short_pretty\} at \{time\}\|)|<@U1>|<#C1>|<https?://evil|<b>")
UNSEEN = re.compile(f"[{HIDDEN}]")
TWICE = re.compile(r"R&amp;amp;D|&amp;lt;b&amp;gt;")
AGAIN = re.compile(r"R&amp;D|&lt;b&gt;")
DOERS = (filled.OWNER, filled.CHAMPION, filled.ADMIN)
ENDING = ("tokens_revoked", "app_uninstalled", "channel_archive")
LEFT_ALONE = {*cadence.FIELDS, "minutes", "pause_until"}
SEEN_ON = {"chat.postMessage", "chat.postEphemeral", "views.open", "views.publish", "answer"}


def escaped(words: str) -> str:
    """What Slack makes of it in a message or after a command: mentions and links of people stay markup."""
    plain = words.replace("&", "&amp;")
    return plain.replace("<b>", "&lt;b&gt;")


def overwritten(body: Json, words: str) -> Json:
    """The same request, with these words in every field that somebody types in."""
    made = copy.deepcopy(body)
    if "command" in made:
        word, _, rest = made["text"].partition(" ")
        made["text"] = f"{word} {escaped(words)}" if rest else made["text"]
    for values in _inputs(made):
        values["value"] = words
    for holder in (made.get("message"), made.get("event"), (made.get("event") or {}).get("message")):
        if isinstance(holder, dict) and isinstance(holder.get("text"), str):
            holder["text"] = f"{holder['text']} {escaped(words)}"
    user = (made.get("event") or {}).get("user")
    if isinstance(user, dict):
        user["profile"] = {"real_name": words, "display_name": words}
    return made


def _inputs(body: Json) -> Iterator[Json]:
    typed = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    for block, elements in typed.items():
        for element in elements.values():
            if block not in LEFT_ALONE and element.get("type") == "plain_text_input":
                yield element


async def all_done(street: Street, words: str) -> list[Answer]:
    """Every act and event, by whoever may, with these words in it."""
    here, answers = street.here.workspace_id, []
    for number, event in enumerate(EVENTS.values()):
        if event["type"] not in ENDING:
            body = envelope(event, team_id=here, event_id=f"Ev{number}")
            answers.append(await street.deliver(overwritten(body, words)))
    for act in ACTS:
        role = next(role for role in DOERS if role in act.may)
        body = street.tells(act, WHO[role], street.here, team_id=here)
        answers.append(await street.deliver(overwritten(body, words)))
    assert {one.status for one in answers} == {200}
    return answers


async def asked_and_told(street: Street) -> None:
    """A question that a champion takes, and a win for the digest, in a channel that exists."""
    workspace = street.stage.workspace
    asked = await workspace.say("ana", f"<@{workspace.bot.id}> {QUESTION} {MARKUP}", channel="marketing")
    await workspace.press("maya", "I'll take it", on=workspace.thread(asked)[0])
    await workspace.command("maya", f"/afterglow win {HOSTILE}")
    assert await workspace.submit("maya", {"share": ["yes"]}) == {}


async def a_while_later(street: Street) -> None:
    """What was promised goes out, digests come, and everybody looks at Home."""
    await street.stage.pass_time(days=5)
    for user in (ANA, MAYA, PRIYA):
        home = EVENTS["Home opened"] | {"user": user}
        await street.deliver(envelope(home, team_id=street.here.workspace_id, event_id=f"EvHome{user}"))
    await street.stage.play.settle()


def texts(value: object, kind: str) -> Iterator[str]:
    """Every text of this kind in it."""
    if isinstance(value, dict):
        if value.get("type") == kind and isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from texts(inner, kind)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, kind)
    elif isinstance(value, str) and value.startswith(("{", "[")):
        yield from texts(_opened(value), kind)


def _opened(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def faults_of(title: str, args: Json) -> list[str]:
    """What in it Slack would obey, or show as it was not written."""
    marked = [*texts(args, "mrkdwn"), *([args["text"]] if isinstance(args.get("text"), str) else [])]
    plain = [*texts(args, "plain_text"), *texts(args, "text")]
    found = [text for text in marked if OBEYED.search(text) or TWICE.search(text)]
    found += [text for text in plain if AGAIN.search(text)]
    found += [text for text in (*marked, *plain) if UNSEEN.search(text)]
    wanted: set[str] = {key for key in ("link_names", "parse", "reply_broadcast", "username") if key in args}
    if title == "chat.postMessage":
        wanted |= {key for key in ("unfurl_links", "unfurl_media") if args.get(key) is not False}
    return [f"{title}: {text[:300]}" for text in found] + ([f"{title}: {wanted}"] if wanted else [])


async def seen_on_the_web(street: Street) -> None:
    """The report of a workspace that calls itself this."""
    stage = street.stage
    async with stage.db.begin() as session:
        await session.execute(update(Workspace).values(name=HOSTILE[:255]))
    link = stage.product.links.make(Person(street.here.workspace_id, PRIYA), stage.clock())
    path = link[link.index("/report") :]
    async with aiohttp.ClientSession() as http, http.get(stage.address + path) as page:
        assert page.status == 200
        policy, text = page.headers["Content-Security-Policy"], await page.text()
    assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src" not in policy
    assert "R&amp;D &lt;b&gt;" in text and "|Reset password&gt;" in text
    assert not re.search(r"<script|<b>|\son\w+=|javascript:|href=.http", text)


async def test_no_words_of_people_are_obeyed_in_anything_sent_shown_or_answered(street: Street) -> None:
    await asked_and_told(street)
    answers = await all_done(street, HOSTILE)
    await a_while_later(street)
    calls = [(call.title, call.args) for call in street.stage.workspace.calls()]
    said = [("answer", one.body or {"text": one.text}) for one in answers]
    assert [fault for title, args in (*calls, *said) for fault in faults_of(title, args)] == []
    quoting = {title for title, args in (*calls, *said) if "Reset password" in json.dumps(args)}
    print(f"quoted on {sorted(quoting)}, {len(calls)} calls, {len(said)} answers")
    assert quoting >= SEEN_ON
    digests = [args for title, args in calls if "What we learned with AI lately" in str(args.get("text"))]
    assert any("Reset password" in args["text"] for args in digests)
    await seen_on_the_web(street)


async def test_no_words_after_any_command_are_obeyed_where_they_are_read_back(street: Street) -> None:
    here, quoting = street.here.workspace_id, set()
    for word in (*handlers.COMMANDS, "xyzzy", "<!channel>", "<http://evil.example|help>", "pause everyone"):
        street.stage.clock.advance(timedelta(minutes=1))
        for who in (LEILA, MAYA, PRIYA):
            act = filled.command(f"{word} {escaped(MARKUP)}", filled.EVERYBODY)
            mark = street.mark(here)
            answer = await street.deliver(street.tells(act, who, street.here, team_id=here))
            assert answer.status == 200, word
            opened = [call.args for call in street.stage.workspace.calls() if call.id > mark]
            said = answer.body or {"text": answer.text}
            assert [fault for one in (said, *opened) for fault in faults_of("answer", one)] == [], word
            quoting |= {word} if "R&amp;D" in json.dumps((said, opened)) else set()
    print(f"read back after {sorted(quoting)}")
    assert len(quoting) > 20


@pytest.mark.parametrize("words", [" ".join(INJECTED)])
async def test_no_words_of_people_are_run_by_the_database(street: Street, words: str) -> None:
    before = of(street.tables.held(), street.there.workspace_id)
    await all_done(street, words)
    after = street.tables.held()
    assert of(after, street.there.workspace_id) == before
    here = of(after, street.here.workspace_id)
    assert all(here[name] for name in ("members", "wins", "questions", "teams", "prompts", "outbox"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("R&D <b>", "R&amp;D &lt;b&gt;"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("a*b* *c* `d` ~e~ _f_", "a*b* ∗c∗ ˋdˋ ∼e∼ ˍfˍ"),
        (f"{HIDDEN}gnp.exe", "gnp.exe"),
        ("one\ttwo\nthree", "one\ttwo\nthree"),
    ],
)
def test_a_text_is_escaped_once_and_loses_only_what_nobody_sees(typed: str, shown: str) -> None:
    assert kit.escape(typed) == shown
