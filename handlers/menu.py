"""For whoever does not know what to ask for: the menu, the nearest right form, old buttons."""

import difflib
import re

from bot.enrolment import blocks as enrolment_blocks
from bot.home import menu_blocks
from bot.home import service as home
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.people import service as people
from bot.people.allowance import MOST
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post
from handlers.doors import Answer, Command, Desk, FieldErrors, Posted, Press, Reply, Shortcut, Submission

SMALL_TALK = re.compile(
    r"^\W*(help|hi|hello|hey|hallo|hola|menu|start|thanks?|thank you|thx|merci|danke|ok(ay)?)?\W*$",
    re.IGNORECASE,
)
QUIET = re.compile(
    r"\b(stop|unsubscribe|pause|opt[ -]?out|leave me alone|no more (cards|messages|nudges))\b", re.IGNORECASE
)
TOO_MUCH = (
    f"That was {MOST} commands within a minute, more than I take from one person. "
    "I leave out what comes now: please wait a minute, then type it again."
)
OLD_SHORTCUT = "I do not know this shortcut in this version. `/afterglow help` shows what I can do today."
OLD_BUTTON = "This button is from an older version. `/afterglow help` shows what I can do today."
FOR_EVERYONE = (
    ("ask <question>", "put a question to your team's champion"),
    ("win <what happened>", "log something AI helped you do"),
    ("challenge", "this week's challenge, and your part in it"),
    ("buddies", "fifteen minutes with a colleague, every few weeks, if you like"),
    ("me", "your settings, and what is stored about you"),
    ("record", "your skills, badges and wins, to take along"),
    ("why", "why you got the last message, and who sees your answer"),
    ("pause [until]", "no messages for a while"),
    ("resume", "start again"),
    ("library <words>", "find a prompt to copy"),
    ("policy", "what may go into an AI tool"),
)
FOR_CHAMPIONS = (
    ("queue", "questions that wait, and yours"),
    ("gaps", "what is asked again and again, and nothing covers"),
    ("goal", "your team's goal: set it; for everybody else how far it is"),
    ("office", "office hours: set them; for everybody else when the next ones are"),
    ("away [until]", "send me no questions until then"),
    ("hours <n>", "how many hours a week you have"),
    ("topics <words>", "what you know best about"),
    ("languages <names>", "what you answer in"),
)
FOR_ADMINS = (
    ("setup", "team, channel, champions and cadence in one go"),
    ("cadence [team]", "when people are written to"),
    ("team", "teams and their channels"),
    ("champions", "who answers questions"),
    ("roster", "who takes part"),
    ("cohort", "who learns together, from when, and the plan of the 90 days"),
    ("packs", "which content is active"),
    ("preview @person", "what this person will get"),
    ("pause everyone", "no messages of the programme for a while; with a team's name for that team"),
    ("resume everyone", "the programme goes on"),
    ("report", "adoption at a glance"),
    ("settings", "workspace settings"),
    ("audit", "what admins changed"),
    ("export", "your data as a file"),
)

EVERYTHING = (*FOR_EVERYONE, *FOR_CHAMPIONS, *FOR_ADMINS)
# What people type for a command of another name; what only admins may use falls back to the nearest other.
MEANT = {
    "stop": "pause", "quit": "pause", "leave": "pause", "snooze": "pause", "unsubscribe": "pause",
    "mute": "pause", "start": "resume", "join": "me", "status": "me", "profile": "me", "preferences": "me",
    "privacy": "me", "target": "goal", "okr": "goal", "badges": "record", "skills": "record",
    "certificate": "record", "session": "office", "buddy": "buddies", "pair": "buddies", "partner": "buddies",
    "question": "ask", "log": "win", "prompt": "library", "prompts": "library", "search": "library",
    "find": "library", "rules": "policy", "task": "challenge", "back": "away", "vacation": "away",
    "invite": "roster", "users": "roster", "people": "roster", "schedule": "cadence", "numbers": "report",
    "stats": "report", "config": "settings", "training": "cohort", "content": "packs", "history": "audit",
}  # fmt: skip


def is_small_talk(text: str) -> bool:
    """Nothing, a greeting or a cry for help: answered with the menu."""
    return SMALL_TALK.match(text.strip()) is not None


def wants_quiet(text: str) -> bool:
    """A short message that asks us to stop or to pause: answered with the way out."""
    return "?" not in text and len(text) <= 80 and QUIET.search(text) is not None


async def offer_quiet(posted: Posted, desk: Desk) -> None:
    """The two ways out, each one tap."""
    async with desk.db.begin() as session:
        await outbox.enqueue(
            session,
            enrolment_blocks.ways_out(),
            to=posted.place,
            dedupe=f"quiet:{posted.channel}:{posted.ts}",
            kind="menu",
            now=desk.clock(),
        )


def commands(*, is_admin: bool) -> Post:
    """What can be typed; every line is a command that works as written."""
    parts = [("For you", FOR_EVERYONE), ("For champions", FOR_CHAMPIONS)]
    if is_admin:
        parts.append(("For admins", FOR_ADMINS))
    blocks: kit.Blocks = [kit.section(menu_blocks.WHAT_I_DO)]
    for title, lines in parts:
        listed = "\n".join(f"`/afterglow {kit.escape(form)}` {what}" for form, what in lines)
        blocks.append(kit.section(f"*{title}*\n{listed}"))
    blocks.append(
        kit.small("You can also write me your question in a direct message, or mention me in a channel.")
    )
    text = "Afterglow: " + "; ".join(f"/afterglow {form}" for _, lines in parts for form, _ in lines)
    return Post(kit.escape(text), blocks)


async def nothing_typed(command: Command, desk: Desk) -> Answer:
    """The menu."""
    async with desk.db.begin() as session:
        post = await home.menu(session, command.person, now=desk.clock())
    return Reply(post.text, post.blocks)


async def help_typed(command: Command, desk: Desk) -> Answer:
    """Every command; after the name of one, that one in a line."""
    told = [(form, what) for form, what in EVERYTHING if form.split()[0] == command.rest.casefold()]
    if told:
        form, what = told[0]
        return Reply(f"`/afterglow {kit.escape(form)}`: {what}.")
    async with desk.db.begin() as session:
        member = await people.member(session, command.person, now=desk.clock())
    post = commands(is_admin=people.administers(member))
    return Reply(post.text, post.blocks)


async def unknown_command(command: Command, desk: Desk) -> Answer:
    """One line with the nearest right form, among those that the person may use."""
    async with desk.db.read() as session:
        is_admin = await people.may_act_as_admin(session, command.person)
    offered = EVERYTHING if is_admin else (*FOR_EVERYONE, *FOR_CHAMPIONS)
    forms = {form.split()[0]: form for form, _ in reversed(offered)}
    near = [MEANT.get(command.word, ""), *difflib.get_close_matches(command.word, forms, n=1, cutoff=0.6)]
    form = next((forms[word] for word in near if word in forms), "help")
    word = kit.escape(kit.cut(command.word, 40))
    return Reply(f"I don't know `{word}`. Did you mean `/afterglow {kit.escape(form)}`?")


async def show_in_channel(posted: Posted, desk: Desk, *, key: str) -> None:
    """The menu, for the eyes of the one who mentioned us without asking anything."""
    async with desk.db.begin() as session:
        await outbox.enqueue(
            session,
            await home.menu(session, posted.person, now=desk.clock()),
            to=outbox.Place(
                posted.person.workspace_id, posted.channel, posted.thread_ts, posted.person.user_id
            ),
            dedupe=f"menu:{posted.channel}:{key}",
            kind="menu",
            now=desk.clock(),
        )


async def show_in_dm(posted: Posted, desk: Desk) -> None:
    async with desk.db.begin() as session:
        await outbox.enqueue(
            session,
            await home.menu(session, posted.person, now=desk.clock()),
            to=posted.place,
            dedupe=f"menu:{posted.channel}:{posted.ts}",
            kind="menu",
            now=desk.clock(),
        )


async def old_button_pressed(press: Press, desk: Desk) -> Answer:
    """A button of an older version: it answers, and loses nothing."""
    async with desk.db.begin() as session:
        await replies.tell(session, press.spot, Post(OLD_BUTTON), now=desk.clock())
    return None


async def old_modal_submitted(sent: Submission, _desk: Desk) -> Answer:
    blocks = list(sent.values)
    if not blocks:
        return None
    return FieldErrors(
        {blocks[0]: "This form is from an older version. Please copy your text and open it again."}
    )


async def unknown_shortcut(used: Shortcut, desk: Desk) -> Answer:
    """A shortcut that this version does not know is answered too, by DM."""
    spot = Spot(used.person, used.trigger_id)
    async with desk.db.begin() as session:
        await replies.tell(session, spot, Post(OLD_SHORTCUT), now=desk.clock())
    return None


COMMANDS = {"": nothing_typed, "help": help_typed}
