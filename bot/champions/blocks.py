"""What champions see of their duty, and admins of who has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.people.blocks import MOST_TEAMS, TeamLine, champions_text
from bot.people.rules import mention
from bot.questions.blocks import REPLY
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post, View

LIST = "champions.list"
EDIT = "champions.edit"
FORM = "champions.form"
TOPICS_FORM = "champions.topics_form"
QUEUE = "champions.queue"
TAKE = "champions.take"
SOLVE = "champions.solve"
SAY_ANSWERED = "champions.say_answered"
REMIND = "champions.remind"
OPEN_THREAD = "champions.open_thread"
LOOK_BACK = "champions.look_back"
NOTICE = "champions.notice"
MINE = "me"
PEOPLE = "people"
TOPICS = "topics"
MOST_SHOWN = 10
HOURS = range(1, 41)
USUAL_ABSENCE = "a week"


@dataclass(frozen=True)
class Waiting:
    """A question in a champion's queue; `url` is empty where only the asker may be written to."""

    id: int
    asker_id: str
    text: str = field(repr=False)
    since: datetime
    url: str
    private: bool
    is_answered: bool = False


@dataclass(frozen=True)
class Duty:
    """What a champion has said about their part in one team."""

    id: int
    name: str = field(repr=False)
    topics: str = field(repr=False)
    hours: int
    away_until: datetime | None
    languages: Sequence[str] = ()  # by name


def not_a_champion(admin_ids: Sequence[str], *, is_admin: bool = False) -> str:
    """The one kind line for somebody who champions nobody."""
    if is_admin:
        return (
            "This is for champions, who answer their team's questions about AI. "
            "`/afterglow champions` makes you or somebody else one."
        )
    ask = f" If you would like to become one, ask <@{admin_ids[0]}>." if admin_ids else ""
    return f"This is for champions, who answer their team's questions about AI.{ask}"


def team_list(teams: Sequence[TeamLine], *, said: str = "") -> View:
    """Who champions which team, each to be changed."""
    blocks: Blocks = [kit.section(said)] if said else []
    if not teams:
        blocks.append(kit.section("There is no team yet. `/afterglow setup` makes one."))
    for team in teams[:MOST_TEAMS]:
        text = champions_text(team.champion_ids)
        line = f"{text[:1].upper()}{text[1:]}"
        edit = kit.button("Edit", EDIT, team.id)
        blocks.append(kit.section(f"*{kit.escape(team.name)}*\n{line}. {advice(team)}", accessory=edit))
    return kit.modal(NOTICE, "Champions", blocks, close="Close")


def advice(team: TeamLine) -> str:
    """How many champions a team of this size does well with."""
    if not team.people:
        return "Nobody is in this team yet."
    few, many = max(1, round(team.people / 15)), max(1, round(team.people / 10))
    people = "one person" if team.people == 1 else f"{team.people} people"
    if many == 1:
        return f"One champion is enough for {people}."
    wanted = str(few) if few == many else f"{few} to {many}"
    return f"For {people}, {wanted} champions are a good number."


def saved(teams: Sequence[TeamLine]) -> str:
    """Said above the list when somebody was made a champion."""
    return f"Saved the champions of {', '.join(kit.escape(team.name) for team in teams)}."


def form(team: TeamLine) -> View:
    return kit.modal(
        FORM,
        "Champions",
        [kit.section(f"*{kit.escape(team.name)}*. {advice(team)}"), people_field(team)],
        submit="Next",
        private=str(team.id),
    )


def people_field(team: TeamLine) -> Block:
    return kit.input_block(
        PEOPLE,
        "Who answers this team's questions?",
        kit.people_select(f"{PEOPLE}.{team.id}", chosen=team.champion_ids),
        hint="Two to four hours a week each. Without champions, questions go to an admin.",
        optional=True,
    )


def topics_form(team_id: int, fields: Blocks) -> View:
    return kit.modal(TOPICS_FORM, "What they know best", fields, submit="Save", private=str(team_id))


def topic_fields(duties: Sequence[Duty]) -> Blocks:
    """One line of topics for each champion: the one who knows is asked first among equally busy ones."""
    return [
        kit.input_block(
            f"{TOPICS}.{duty.id}",
            f"{duty.name or 'This champion'} knows best about",
            kit.text_input(
                TOPICS, initial=duty.topics, placeholder="spreadsheets, prompts, claude", longest=250
            ),
            hint="Single words with commas between.",
            optional=True,
        )
        for duty in duties
    ]


def queue(mine: Sequence[Waiting], waiting: Sequence[Waiting], *, now: datetime, said: str = "") -> Blocks:
    """What a champion holds and what waits for anybody, oldest first."""
    blocks: Blocks = [kit.section(said)] if said else []
    if not mine and not waiting:
        return [*blocks, kit.section("Nothing waits, and you hold no question.")]
    blocks.append(kit.section(f"*Yours* ({len(mine)})" if mine else "You hold no question."))
    for one in mine[:MOST_SHOWN]:
        blocks += entry(one, [_reply(one), kit.button("Solved", SOLVE, one.id)], now=now)
    blocks.append(
        kit.section(f"*Waiting for a champion* ({len(waiting)})" if waiting else "Nothing else waits.")
    )
    for one in waiting[:MOST_SHOWN]:
        take = kit.button("I'll take it", TAKE, one.id, style="primary")
        blocks += entry(one, [take, _reply(one)], now=now)
    blocks.append(
        kit.small(
            "Only you see this list. Release or hand over in the thread; for a private question, in the "
            "message that says it is yours."
        )
    )
    return blocks


def see_queue() -> Block:
    """The way from a short list to the whole one."""
    return kit.button("Open the queue", QUEUE, MINE)


def taken(*, private: bool) -> str:
    if private:
        return "It is yours: my message to you says whom to write to."
    return "It is yours: the thread shows that you are on it."


def solved() -> str:
    return "Marked as solved. Its asker can reopen it."


def answered() -> str:
    return "Noted: its asker is asked whether that solved it."


def queue_text(mine: Sequence[Waiting], waiting: Sequence[Waiting]) -> str:
    """The queue in one line, for screen readers and notifications."""
    return f"You hold {len(mine)}, and {len(waiting)} wait for a champion."


def oldest(mine: Sequence[Waiting], waiting: Sequence[Waiting], *, now: datetime) -> Blocks:
    """A few of a champion's questions, each with the one press that it waits for."""
    blocks: Blocks = []
    for one in mine:
        blocks += entry(one, [_reply(one)], now=now)
    for one in waiting:
        blocks += entry(one, [kit.button("I'll take it", TAKE, one.id)], now=now)
    return blocks


def still_waiting(oldest: Sequence[Waiting], *, of: int, has_queue: bool, now: datetime) -> Post:
    """The oldest of what everybody was asked about and nobody took, for one of those who can."""
    one = "One question still waits, though everybody who could take it was asked."
    more = f"{of} questions still wait, though everybody who could take them was asked."
    line = one if of == 1 else more
    blocks: Blocks = [kit.section(line)]
    for each in oldest:
        blocks += entry(each, [kit.button("I'll take it", TAKE, each.id, style="primary")], now=now)
    if of > len(oldest) and has_queue:
        blocks.append(kit.actions(see_queue()))
    which = "Oldest first" if of == len(oldest) else f"The {len(oldest)} oldest"
    blocks.append(
        kit.small(
            f"{which}, every two working days until somebody takes them, to one champion after another. "
            "If nobody can help, say so in the thread; only people close a question."
        )
    )
    return Post(line, blocks)


def _reply(one: Waiting) -> Block:
    return kit.button("Reply", REPLY, one.id)


def queue_view(blocks: Blocks) -> View:
    return kit.modal(NOTICE, "Your queue", blocks, close="Close")


def entry(one: Waiting, buttons: list[Block], *, now: datetime, last: Sequence[Block] = ()) -> Blocks:
    """One question of a list, with these buttons first and last."""
    if one.url and not one.private:
        buttons = [*buttons, kit.link("Open the thread", OPEN_THREAD, one.url)]
    buttons = [*buttons, kit.button("History", LOOK_BACK, one.id), *last]
    private = ", privately" if one.private else ""
    answered = " You have answered; solved?" if one.is_answered else ""
    head = f"{mention(one.asker_id, 'Without a name')}{private}, {_ago(one.since, now)}:{answered}"
    return [kit.section(f"{head}\n{kit.quote(one.text, 300)}"), kit.actions(*buttons)]


def _ago(since: datetime, now: datetime) -> str:
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 2:
        return "just now"
    if minutes < 120:
        return f"{minutes} minutes ago"
    hours = minutes // 60
    return f"{hours} hours ago" if hours < 48 else f"{hours // 24} days ago"


def away(until: datetime, zone: ZoneInfo, *, held: int) -> str:
    """Said when a champion goes away: until when, what they still hold, how to come back."""
    day = until.astimezone(zone).date()
    line = f"I send you no questions until {day:%A} {day.day} {day:%B}. `/afterglow away off` ends it sooner."
    if held:
        questions = "one question" if held == 1 else f"{held} questions"
        line += f" You still hold {questions}: release or hand over what cannot wait."
    return line


def back() -> str:
    return "Welcome back. You are asked again from now on."


def unknown_until(text: str) -> str:
    shown = kit.escape(kit.cut(text, 40))
    return (
        f"I cannot read “{shown}” as a day ahead. Try `/afterglow away monday`, `/afterglow away 2 weeks` "
        "or `/afterglow away 2026-12-24`."
    )


def hours_are(duties: Sequence[Duty]) -> str:
    return f"You have {_hours(duties[0].hours)} a week for questions. `/afterglow hours 3` changes it."


def hours_saved(hours: int) -> str:
    return f"Noted: {_hours(hours)} a week."


def unknown_hours(text: str) -> str:
    shown = kit.escape(kit.cut(text, 40))
    return (
        f"I cannot read “{shown}” as hours. Give a number from 1 to {HOURS[-1]}, as in `/afterglow hours 3`."
    )


def _hours(hours: int) -> str:
    return "one hour" if hours == 1 else f"{hours} hours"


def topics_are(duties: Sequence[Duty]) -> str:
    """What a champion said they know best."""
    topics = ", ".join(dict.fromkeys(duty.topics for duty in duties if duty.topics))
    if not topics:
        return "You have named no topics yet. `/afterglow topics spreadsheets, prompts` names two."
    return f"You know best about: {kit.escape(topics)}. `/afterglow topics <words>` changes it."


def languages_are(duties: Sequence[Duty]) -> str:
    """What a champion is taken to answer in."""
    names = duties[0].languages
    if not names:
        return "Slack has not told me your language. `/afterglow languages english, deutsch` names two."
    return f"You answer in {_named(names)}. `/afterglow languages english, deutsch` changes it."


def languages_saved(names: Sequence[str]) -> str:
    if not names:
        return "Noted: as Slack says."
    return f"Noted: {_named(names)}. Questions in another language go to others first, where there are any."


def unknown_languages(known: Sequence[str]) -> str:
    return f"I know these languages: {', '.join(known)}. Try `/afterglow languages english, deutsch`."


def _named(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def topics_saved(topics: Sequence[str]) -> str:
    if not topics:
        return "Noted: no topics. You are asked by turn."
    listed = kit.escape(", ".join(topics))
    return f"Noted: {listed}. Of equally busy champions, you are asked first about these."
