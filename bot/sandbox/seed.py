"""Northwind: the people, places and earlier chatter of the sandbox, as Slack knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from .state import App, Channel, Command, Json, Kind, Message, Now, Shortcut, State, User
from .text import rich_text, typed

TEAM_ID = "T0N0RTHW1ND"
COLORS = ("#7c5cbf", "#2f7d6d", "#b4552d", "#3a6ea5", "#a23b72", "#5b7f2b", "#8a6d1f", "#446688")
SCOPES = (
    "app_mentions:read channels:history channels:join channels:read chat:write commands dnd:read files:write "
    "groups:history groups:read im:history im:write reactions:read reactions:write team:read usergroups:read "
    "users:read users:read.email"
)
COMMANDS = (
    Command(
        "/afterglow",
        "help | ask | win | pause | cadence | champions | report",
        "Ask a question, log a win, choose your rhythm, configure the team",
    ),
)
SHORTCUTS = (
    Shortcut("log_win_message", "message", "Log an AI win"),
    Shortcut("ask_champion_message", "message", "Ask an AI champion"),
    Shortcut("save_prompt_message", "message", "Save as prompt"),
    Shortcut("draft_card_message", "message", "Draft a card"),
    Shortcut("log_win", "global", "Log an AI win"),
)


@dataclass(frozen=True)
class Persona:
    """A person whom a visitor can be, what they are to the product, and what to try as them."""

    user: User
    kinds: tuple[str, ...]
    hint: str
    channels: tuple[str, ...]


def _persona(
    handle: str, name: str, zone: str, title: str, kinds: str, channels: str, hint: str, *, standing: str = ""
) -> Persona:
    user = User(
        f"U0{name.split()[0].upper():0<9}"[:11],
        handle,
        name,
        title,
        zone,
        f"{handle}@northwind.example",
        is_admin=standing == "admin",
        is_owner=standing == "owner",
    )
    return Persona(user, tuple(kinds.split()), hint, ("general", *channels.split()))


PERSONAS = (
    _persona(
        "ana", "Ana Ruiz", "Europe/Madrid", "Content Manager, Marketing", "learner", "marketing",
        "Answer a nudge in your DM, then ask #marketing how to do something with AI.",
    ),
    _persona(
        "maya", "Maya Chen", "Europe/Berlin", "Campaign Lead, Marketing", "learner champion",
        "marketing leads",
        "Claim a colleague's question in its thread and answer it.",
    ),
    _persona(
        "tom", "Tom Becker", "Europe/Berlin", "Performance Marketer, Marketing", "learner champion",
        "marketing",
        "Say that you are away: type /afterglow away fri. Maya alone is then asked.",
    ),
    _persona(
        "priya", "Priya Nair", "Europe/London", "Learning & Development Lead, People", "admin",
        "people-ops marketing leads",
        "Set a team's cadence: type /afterglow cadence.", standing="admin",
    ),
    _persona(
        "jonas", "Jonas Weber", "Europe/Berlin", "HR Business Partner, People", "learner", "people-ops",
        "You take no part yet: be Priya, invite Jonas with /afterglow roster, press “Next nudge”, come back.",
    ),
    _persona(
        "leila", "Leila Haddad", "Europe/London", "Financial Controller, Finance", "learner", "finance",
        "Share a win in #finance: “Claude saved me two hours on the month-end notes.”",
    ),
    _persona(
        "sam", "Sam Okafor", "Europe/London", "Staff Engineer, Engineering", "learner champion",
        "engineering",
        "Be Kenji and ask in #engineering, then see what waits for you: type /afterglow queue.",
    ),
    _persona(
        "kenji", "Kenji Tanaka", "Asia/Tokyo", "Operations Planner, Operations", "learner", "engineering",
        "Look at your local time: nothing arrives in your night.",
    ),
    _persona(
        "rosa", "Rosa Martin", "America/New_York", "Account Executive, Sales", "learner", "sales",
        "Use the message shortcut “Log an AI win” on one of your own messages.",
    ),
    _persona(
        "ben", "Ben Novak", "America/New_York", "Sales Manager, Sales", "learner champion", "sales leads",
        "Be Rosa and ask in #sales. Then take it as Ben, release it, and see who is asked next.",
    ),
    _persona(
        "dana", "Dana Levi", "Europe/London", "Managing Director", "admin", "leads people-ops",
        "Look at the team's numbers: type /afterglow report.", standing="owner",
    ),
)  # fmt: skip

GUEST = User(
    "U0GUEST0000", "gail", "Gail Foster", "Agency copywriter", "Europe/London", "gail@agency.example",
    is_restricted=True,
)  # fmt: skip
LEAVER = User(
    "U0LEAVER000", "otto", "Otto Lang", "Marketer", "Europe/Berlin", "otto@northwind.example", deleted=True
)
OTHER_BOT = User("U0TRACKER00", "tracker", "Tracker", is_bot=True, bot_id="B0TRACKER00")
BOT = User("U0AFTERGL0W", "afterglow", "Afterglow", is_bot=True, bot_id="B0AFTERGL0W")

TOPICS = {
    "general": "Company-wide announcements and work-based matters",
    "marketing": "Campaigns, copy, launches",
    "sales": "Deals, calls, follow-ups",
    "people-ops": "Hiring, onboarding, policies",
    "engineering": "Builds, reviews, incidents",
    "finance": "Month end, budgets, forecasts",
    "leads": "Team leads only",
}
# Where the bot is not: it must be invited here first.
WITHOUT_BOT = ("people-ops", "leads")

# Hours before a Monday morning: all of it was said in working hours of the Thursday and Friday before.
CHATTER = (
    (
        "general",
        "dana",
        92,
        "Eight weeks since our workshop day: thank you for keeping at it. Slides are in the wiki.",
    ),
    (
        "general",
        "priya",
        91,
        "A reminder: Afterglow writes to you at most once a day, and one tap in its Home stops it.",
    ),
    ("marketing", "maya", 71, "The spring landing page is live, feedback welcome."),
    ("marketing", "ana", 70, "Looks great! I will write the newsletter teaser today."),
    ("marketing", "tom", 66, "Ad budget for next week is in the sheet."),
    ("sales", "ben", 64, "Pipeline review moves to Thursday."),
    ("sales", "rosa", 63, "Two demos booked for next week."),
    ("people-ops", "jonas", 69, "Updated the onboarding checklist, please have a look."),
    ("engineering", "sam", 67, "Deploy freeze from Friday noon."),
    ("engineering", "kenji", 70, "The stock sync runs again, thanks for the fix."),
    ("finance", "leila", 68, "Month-end close is on the 3rd, please hand in receipts."),
    ("leads", "dana", 67, "Agenda for Monday: hiring plan and the AI programme."),
)


def color(user_id: str) -> str:
    """This account's avatar colour, the same in every run."""
    seeded = [one.user.id for one in PERSONAS]
    place = seeded.index(user_id) if user_id in seeded else sum(map(ord, user_id))
    return COLORS[place % len(COLORS)]


def app_of(team_id: str) -> App:
    """The app as installed in this workspace, with a token of its own."""
    return App(
        id="A0AFTERGL0W",
        bot_user=BOT.id,
        bot_id=BOT.bot_id,
        bot_token=f"xoxb-sandbox-{team_id.lower()}",
        app_token=f"xapp-1-sandbox-{team_id.lower()}",
        client_id="1000.2000",
        client_secret="sandbox-client-secret",
        signing_secret="sandbox-signing-secret",
        scopes=frozenset(SCOPES.split()),
        commands=COMMANDS,
        shortcuts=SHORTCUTS,
    )


def northwind(now: Now, *, team_id: str = TEAM_ID, name: str = "Northwind") -> State:
    """The seeded workspace at this moment."""
    state = State(team_id=team_id, name=name, app=app_of(team_id), now=now)
    for user in (*(one.user for one in PERSONAS), GUEST, LEAVER, OTHER_BOT, BOT):
        state.add_user(user)
    for channel in TOPICS:
        _add_channel(state, channel)
    state.usergroups["S0CHAMP10NS"] = [one.user.id for one in PERSONAS if "champion" in one.kinds]
    for place, handle, hours, text in sorted(CHATTER, key=lambda line: -line[2]):
        _add_line(state, place, handle, hours=hours, text=text)
    for persona in PERSONAS:
        state.dm(persona.user.id)
    return state


def channel_id(name: str) -> str:
    """The id of a seeded channel."""
    letters = "".join(one for one in name.upper() if one.isalnum())
    return f"C0{letters:0<9}"


def _add_channel(state: State, name: str) -> None:
    members = [one.user.id for one in PERSONAS if name in one.channels]
    if name in ("general", "marketing"):
        members.append(GUEST.id)
    if name not in WITHOUT_BOT:
        members.append(BOT.id)
    kind = Kind.PRIVATE if name == "leads" else Kind.CHANNEL
    created = int((state.now() - timedelta(days=400)).timestamp())
    dana = PERSONAS[-1].user.id
    state.add_channel(
        Channel(channel_id(name), name, kind, TOPICS[name], creator=dana, created=created, members=members)
    )


def _add_line(state: State, place: str, handle: str, *, hours: int, text: str) -> None:
    user = next(one.user for one in PERSONAS if one.user.handle == handle)
    words = typed(state, text)
    blocks: list[Json] = [rich_text(words)]
    stamp = state.ts(state.now() - timedelta(hours=hours))
    state.add_message(Message(stamp, channel_id(place), user.id, words, blocks=blocks))
