"""What admins see of the workspace itself: settings, pauses, what was changed, where the data goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.rereading.blocks import fields as rereading_fields
from bot.rereading.rules import OFF, Standing
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View
from bot.workspaces.rules import Company

SETTINGS = "workspaces.settings"
SETTINGS_FORM = "workspaces.settings_form"
RESUME = "workspaces.resume"
PAUSE = "workspaces.pause"
PAUSE_FORM = "workspaces.pause_form"
AUDIT = "workspaces.audit"
EXPORT = "workspaces.export"
SWITCHES = "switches"
READS = "reads_channels"
DRAFTS = "model_drafts"
PAUSE_WHAT = "pause_what"
PAUSE_UNTIL = "pause_until"
RED_LINES = "workspace.red_lines"
POLICY_OWNER, TOOLS, RULES_AT = "workspace.policy_owner", "workspace.tools", "workspace.rules_at"
IN_CARDS = "Cards and challenges then say this instead of speaking of your company in general."
IN_POLICY = "People find it with /afterglow policy."
LISTENERS = "listeners"
CHAMPIONS = "champions_channel"
ADMINS = "admins"
WHOLE = "0"
LONGEST_RED_LINES = 3000
NO_NEW_PAUSE = "Leave empty for no new pause."
RESTS = "No cards, challenges and digests before that day; questions go on."
PAUSE_BY_NAME = "The programme's pause, as an admin: `/afterglow pause everyone`, or the name of a team."
RESUME_BY_NAME = "To end the programme's pause: `/afterglow resume everyone`, or the name of a team."

ACTS = {
    "team.saved": "saved the team {subject}",
    "team.trained_on": "set the training date of {subject}",
    "cohort.saved": "saved {subject}",
    "cohort.ready": "said that {subject} can reach the tool",
    "cohort.waits": "said that {subject} cannot reach the tool yet",
    "cohort.deleted": "deleted {subject}",
    "coverage.left": "left {subject} without more champions",
    "champions.saved": "chose the champions of {subject}",
    "champions.topics": "wrote down what the champions of {subject} know best",
    "cadence.changed": "changed the cadence of {subject}",
    "programme.paused": "paused the programme for {subject}",
    "programme.resumed": "resumed the programme for {subject}",
    "people.invited": "invited {subject}",
    "people.removed": "took {subject} off the roster",
    "settings.changed": "changed the settings: {subject}",
    "listeners.named": "named who listens to doubts: {subject}",
    "red_lines.drawn": "changed the company's own red lines; there are now {subject}",
    "admins.granted": "let {subject} administer",
    "admins.withdrawn": "withdrew the right to administer from {subject}",
    "office_hours.saved": "set the office hours of {subject}",
    "office_hours.ended": "ended the office hours of {subject}",
    "hackathon.planned": "planned a hackathon: {subject}",
    "hackathon.called_off": "called off a hackathon: {subject}",
    "goal.saved": "set the goal of {subject}",
    "goal.dropped": "dropped the goal of {subject}",
    "buddies.rhythm": "set how often buddies are paired: {subject}",
    "card.put_back": "put the card {subject} back into its pack",
    "setup.finished": "finished the set-up of {subject}",
}


@dataclass(frozen=True)
class Pause:
    """A pause in force: for one team, or for the whole workspace (None)."""

    team_id: int | None
    name: str = field(repr=False)
    until: date


@dataclass(frozen=True)
class Configuration:
    """The workspace's settings as they are now."""

    reads_channels: bool
    model_drafts: bool
    company: Company
    admin_ids: tuple[str, ...]
    listener_ids: tuple[str, ...]
    teams: tuple[tuple[int, str], ...] = field(repr=False)
    pauses: tuple[Pause, ...]
    champions_channel: str | None = None
    red_lines: str = field(default="", repr=False)
    rereading: Standing = OFF


@dataclass(frozen=True)
class Act:
    """One thing that an admin did."""

    at: datetime
    actor_id: str
    act: str
    subject: str = field(repr=False)


def settings_form(now_set: Configuration, *, said: str = "") -> View:
    blocks: Blocks = [kit.section(said)] if said else []
    switches = [
        Option("Notice questions and wins in team channels", READS),
        Option("Let a model draft answers for champions", DRAFTS),
    ]
    on = [name for name, is_on in ((READS, now_set.reads_channels), (DRAFTS, now_set.model_drafts)) if is_on]
    blocks.append(
        kit.input_block(
            SWITCHES,
            "What I may do",
            kit.checkboxes(SWITCHES, switches, chosen=on),
            hint="Without the first, people still ask by mention, DM, shortcut and command.",
            optional=True,
        )
    )
    blocks += rereading_fields(now_set.rereading)
    blocks += [*_company(now_set.company), _red_lines(now_set.red_lines)]
    blocks += [
        *_running(now_set),
        _pause_what(now_set),
        _pause_until(hint=f"{NO_NEW_PAUSE} {RESTS}", optional=True),
    ]
    blocks.append(
        kit.input_block(
            ADMINS,
            "Who may administer besides Slack's own admins and owners",
            kit.people_select(ADMINS, chosen=now_set.admin_ids),
            optional=True,
        )
    )
    blocks += [_listeners(now_set.listener_ids), _champions(now_set.champions_channel)]
    return kit.modal(SETTINGS_FORM, "Settings", blocks, submit="Save", close="Close")


def _listeners(chosen: Sequence[str]) -> Block:
    return kit.input_block(
        LISTENERS,
        "Who listens to doubts about AI, in confidence",
        kit.people_select(LISTENERS, chosen=chosen),
        hint="Shown to whoever writes of a doubt in a team's channel, privately, once a month at most.",
        optional=True,
    )


def _champions(channel: str | None) -> Block:
    return kit.input_block(
        CHAMPIONS,
        "The champions' channel",
        kit.channel_select(CHAMPIONS, chosen=channel),
        hint="There I say when one team solved what another waits for, three times a week at most.",
        optional=True,
    )


def _company(company: Company) -> Blocks:
    """What cards, challenges and `/afterglow policy` say of the company, in its own words."""
    owner = kit.text_input(
        POLICY_OWNER, placeholder="the data protection officer", initial=company.policy_owner, longest=80
    )
    tools = kit.text_input(TOOLS, placeholder="Copilot and Claude", initial=company.tools, longest=120)
    rules = kit.text_input(
        RULES_AT, placeholder="https://intranet.example.com/ai", initial=company.rules_at, longest=200
    )
    return [
        kit.input_block(
            POLICY_OWNER, "Who answers for your rules about AI", owner, hint=IN_CARDS, optional=True
        ),
        kit.input_block(TOOLS, "Which AI tools people may use", tools, hint=IN_CARDS, optional=True),
        kit.input_block(RULES_AT, "Where your rules about AI are", rules, hint=IN_POLICY, optional=True),
    ]


def _red_lines(typed: str) -> Block:
    """What the company itself wants out of what is kept, beside keys, cards and people's data."""
    hint = (
        "One to a line: a name that its author reads, a colon, words or shapes with commas between. "
        "# is a digit, @ a letter, * the rest of a word. They are taken out as cards and passwords are."
    )
    example = "customer number: KD-######\nproject: Bluebird, Night Owl\nhost: *.corp.example.com"
    text = kit.text_input(
        RED_LINES, initial=typed, multiline=True, placeholder=example, longest=LONGEST_RED_LINES
    )
    return kit.input_block(RED_LINES, "What else I must never keep or show", text, hint=hint, optional=True)


def red_lines_now(count: int) -> str:
    if not count:
        return "I take out no red lines of your own any more, only the usual ones."
    lines = "one red line" if count == 1 else f"{count} red lines"
    return f"From now on I take out {lines} of your own too. What I kept before stays as it is."


def company_now() -> str:
    return "Cards, challenges and `/afterglow policy` now name your company's own tools and rules."


def pause_form(
    now_set: Configuration, *, team_id: int | None = None, until: str = "", said: str = ""
) -> View:
    """What rests now, and a pause of the programme for a team or everybody."""
    blocks: Blocks = [kit.section(said)] if said else []
    blocks += _running(now_set)
    blocks.append(_pause_what(now_set, team_id=team_id))
    blocks.append(_pause_until(hint=RESTS, until=until))
    return kit.modal(PAUSE_FORM, "Pause the programme", blocks, submit="Pause", close="Close")


def _running(now_set: Configuration) -> Blocks:
    return [
        kit.section(
            f"{kit.escape(pause.name)} is paused until {_date(pause.until)}.",
            accessory=kit.button("Resume", RESUME, pause.team_id or WHOLE),
        )
        for pause in now_set.pauses[:40]
    ]


def _pause_what(now_set: Configuration, *, team_id: int | None = None) -> Block:
    # Slack lists a hundred: the one that was asked for is among them.
    teams = sorted(now_set.teams, key=lambda team: team[0] != team_id)[:99]
    options = [Option("The whole workspace", WHOLE), *(Option(name, str(each)) for each, name in teams)]
    chosen = WHOLE if team_id is None else str(team_id)
    return kit.input_block(
        PAUSE_WHAT, "Pause the programme for", kit.select(PAUSE_WHAT, options, chosen=chosen)
    )


def _pause_until(*, hint: str, until: str = "", optional: bool = False) -> Block:
    typed = kit.text_input(PAUSE_UNTIL, placeholder="monday, 2 weeks, 2026-12-24", initial=until, longest=40)
    return kit.input_block(PAUSE_UNTIL, "Pause until", typed, hint=hint, optional=optional)


def unknown_until() -> str:
    return "Give a day ahead, such as monday, 2 weeks or 2026-12-24."


def saved(changes: Sequence[str]) -> str:
    return " ".join(["Saved.", *changes]) if changes else "Nothing was changed."


def reads_now(*, is_on: bool) -> str:
    if is_on:
        return "I notice questions and wins in team channels again."
    return "I no longer read team channels; mentions, DMs, shortcuts and commands still reach me."


def drafts_now(*, is_on: bool) -> str:
    return "A model may draft answers for champions." if is_on else "No model drafts answers any more."


def paused(name: str, until: date) -> str:
    return f"Paused {kit.escape(name)} until {_date(until)}."


def not_paused(name: str) -> str:
    return f"{kit.escape(name)} is not paused."


def resumed(name: str) -> str:
    return f"The programme goes on for {kit.escape(name)}."


def granted(added: Sequence[str], lost: Sequence[str]) -> list[str]:
    """Who may administer from now on, and who no longer."""
    lines = []
    if added:
        lines.append(f"{_mentions(added)} may administer now.")
    if lost:
        lines.append(f"{_mentions(lost)} may no longer.")
    return lines


def listening(listeners: Sequence[str]) -> str:
    """Who listens to doubts from now on."""
    if not listeners:
        return "Nobody is named to whoever writes of a doubt."
    return f"{_mentions(listeners)} will be named, privately, to whoever writes of a doubt about AI."


def champions_read(channel: str | None) -> str:
    """Where champions read from now on."""
    if channel is None:
        return "The champions have no channel of their own any more."
    invite = "Invite me there: `/invite @afterglow`."
    return f"<#{channel}> reads when one team solved what another waits for. {invite}"


def cannot_listen(names: Sequence[str]) -> str:
    return f"Guests, apps and people who left cannot be named: {', '.join(names)}."


def cannot_administer(names: Sequence[str]) -> str:
    return f"Guests, apps and people who left cannot administer: {', '.join(names)}."


def audit(acts: Sequence[Act], *, zone: ZoneInfo, names: Mapping[str, str]) -> Post:
    """What admins changed last, newest first."""
    if not acts:
        line = "No admin has changed anything yet."
        return Post(line, [kit.section(line)])
    lines = [_act_line(act, zone=zone, names=names) for act in acts]
    # A section holds 3,000 characters; ten lines fit with room to spare.
    parts = ["\n".join(lines[start : start + 10]) for start in range(0, len(lines), 10)]
    blocks: Blocks = [kit.section(f"*The last {len(acts)} changes by admins*"), *map(kit.section, parts)]
    blocks.append(kit.small(f"Times are yours ({zone.key}). Only admins can see this list."))
    return Post("\n".join(lines)[:3500], blocks)


def _act_line(act: Act, *, zone: ZoneInfo, names: Mapping[str, str]) -> str:
    at = act.at.astimezone(zone)
    said = ACTS.get(act.act, f"{act.act.replace('.', ' ').replace('_', ' ')} {{subject}}")
    subject = _subject(act.subject, names)
    return f"{at.day} {at:%b %H:%M} <@{act.actor_id}> {said.replace('{subject}', subject).strip()}"


def _subject(subject: str, names: Mapping[str, str]) -> str:
    if subject == "workspace":
        return "the workspace"
    if subject.startswith("team:"):
        return kit.escape(names.get(subject, "a team that is gone"))
    if subject.startswith("cohort:"):
        return _cohort(subject, names)
    words = subject.split()
    if words and all(word[:1] in "UW" and word.isalnum() and word.isupper() for word in words):
        shown = _mentions(words[:5])
        return f"{shown} and {len(words) - 5} more" if len(words) > 5 else shown
    return kit.escape(kit.cut(subject, 100))


_CHANGED = {
    "training": "training {0} → {1}",
    "live": "go-live {0} → {1}",
    "tier": "aim {0} → {1}",
    "phases": "other phases",
    "name": "its name",
    "teams": "its teams",
    "people": "the people chosen by name",
    "pilot": "whether it is a pilot",
}


def _cohort(subject: str, names: Mapping[str, str]) -> str:
    """A cohort by its name, which is kept only of one that was deleted, with what was changed in it."""
    key, _, rest = subject.partition(" ")
    if rest.startswith("="):
        return f"the cohort {kit.escape(rest[1:])}"
    if key not in names:
        return "a cohort that is gone"
    changes = [_change(each) for each in rest.split() if each.partition(":")[0] in _CHANGED]
    return f"the cohort {kit.escape(names[key])}{': ' if changes else ''}{', '.join(changes)}"


def _change(told: str) -> str:
    name, _, change = told.partition(":")
    old, _, new = change.partition(">")
    return _CHANGED[name].format(_day_or_word(old), _day_or_word(new))


def _day_or_word(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return kit.escape(text)
    return f"{day.day} {day:%b %Y}"


def export() -> Post:
    """Where the workspace's own data can be had, and what is in it."""
    line = (
        "Numbers as CSV: `/afterglow report` opens the report, and its page has a CSV download. "
        "Everything as a file: `afterglow export` on the machine that runs me."
    )
    holds = (
        "The file holds teams, cadences, champions and the wins that people shared. People's answers, "
        "questions and own settings are not in it; each person sees theirs with `/afterglow me`."
    )
    return Post(f"{line} {holds}", [kit.section(line), kit.small(holds)])


def _mentions(user_ids: Sequence[str]) -> str:
    return ", ".join(f"<@{user_id}>" for user_id in user_ids)


def _date(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
