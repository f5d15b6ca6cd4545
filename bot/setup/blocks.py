"""The set-up as an admin walks through it: team, champions, cadence, review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cadence import blocks as cadence_blocks
from bot.champions import blocks as champion_blocks
from bot.enrolment.blocks import role_name
from bot.people import blocks as people_blocks
from bot.people.blocks import Choices, TeamForm, TeamLine
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

OPEN = "setup.open"
NEW = "setup.new"
TO_TEAM = "setup.to_team"
TO_CHAMPIONS = "setup.to_champions"
TO_CADENCE = "setup.to_cadence"
TEAM_FORM = "setup.team_form"
CHAMPIONS_FORM = "setup.champions_form"
TOPICS_FORM = "setup.topics_form"
CADENCE_FORM = "setup.cadence_form"
MOVES_FORM = "setup.moves_form"
REVISE_TEAM = "setup.revise_team"
REVIEW_FORM = "setup.review_form"
PREVIEW = "setup.preview"
PREVIEW_FORM = "setup.preview_form"
PERSON = "person"
INVITE = "invite"
NOW = "now"
CANNOT_LEARN = "Guests, apps and people who left cannot take part."
SAVED = "Saved so far: you can close this and type `/afterglow setup` to go on."


@dataclass(frozen=True)
class Summary:
    """What the last step shows before anybody is written to."""

    team: TeamLine
    cadence: Sequence[tuple[str, str]]
    changes: Sequence[str]
    deck: cadence_blocks.Deck
    warning: str


def gone_on(team: TeamLine) -> Blocks:
    """Above the step at which a set-up stopped: whose it is, and a way to leave it for a new one."""
    line = f"You go on with *{kit.escape(team.name)}*, where the set-up stopped."
    return [kit.section(line, accessory=kit.button("Set up another team", NEW))]


def team_step(form: TeamForm, choices: Choices, *, said: str = "") -> View:
    """Step 1: the team."""
    blocks: Blocks = [kit.section(said)] if said else []
    blocks += people_blocks.team_fields(form, choices)
    private = str(form.team_id or "")
    return kit.modal(TEAM_FORM, "Set up 1/4: team", blocks, submit="Next", private=private)


def champions_step(team: TeamLine, *, said: str = "", above: Sequence[Block] = ()) -> View:
    blocks: Blocks = [*above, *([kit.section(said)] if said else [])]
    blocks += [
        kit.section(f"*{kit.escape(team.name)}*. {champion_blocks.advice(team)}"),
        champion_blocks.people_field(team),
        _back("Back to the team", TO_TEAM, team.id),
        kit.small(SAVED),
    ]
    return _step(CHAMPIONS_FORM, "Set up 2/4: champions", blocks, private=str(team.id))


def topics_step(team_id: int, fields: Blocks, *, above: Sequence[Block] = ()) -> View:
    back = _back("Back to the champions", TO_CHAMPIONS, team_id)
    blocks = [*above, *fields, back, kit.small(SAVED)]
    return _step(TOPICS_FORM, "Set up 2/4: topics", blocks, private=str(team_id))


def cadence_step(team_id: int, values: Mapping[str, str], *, above: Sequence[Block] = ()) -> View:
    blocks = [
        *above,
        kit.section("When may people be written to? Most teams keep what stands here."),
        *cadence_blocks.fields(values, key=str(team_id)),
        _back("Back to the champions", TO_CHAMPIONS, team_id),
        kit.small(SAVED),
    ]
    return _step(CADENCE_FORM, "Set up 3/4: cadence", blocks, private=str(team_id))


def _step(callback: str, title: str, blocks: Blocks, *, private: str) -> View:
    """A step after the first: what came before is saved, so there is nothing to cancel."""
    return kit.modal(callback, title, blocks, submit="Next", close="Close", private=private)


def review_step(summary: Summary, *, private: str, above: Sequence[Block] = ()) -> View:
    """Step 4: everything at a glance, and whether people are asked now."""
    team = summary.team
    blocks: Blocks = [
        *above,
        kit.section(f"*{kit.escape(team.name)}*\n{people_blocks.team_line(team)}"),
        kit.section("\n".join(f"{label}: {value}" for label, value in summary.cadence)),
    ]
    if summary.changes:
        listed = cadence_blocks.differences(summary.changes)
        blocks.append(kit.section(f"People here take part already. For them, this changes:\n{listed}"))
    if summary.deck.is_too_large:
        blocks.append(kit.small(cadence_blocks.deck_line(summary.deck)))
    if summary.warning:
        blocks.append(kit.section(summary.warning))
    if not team.champion_ids:
        blocks.append(kit.section("There is no champion, so questions go to an admin."))
    blocks.append(
        kit.actions(
            kit.button("Change the team", TO_TEAM, team.id),
            kit.button("Change the champions", TO_CHAMPIONS, team.id),
            kit.button("Change the cadence", TO_CADENCE, team.id),
        )
    )
    blocks += _invitation(team)
    if not summary.changes:
        blocks.append(kit.small(SAVED))
    close = "Cancel" if summary.changes else "Close"
    return kit.modal(REVIEW_FORM, "Set up 4/4: review", blocks, submit="Finish", close=close, private=private)


def _invitation(team: TeamLine) -> Blocks:
    if not team.unasked:
        return [kit.small("Nobody in this team is waiting to be invited.")]
    who = "the one person" if team.unasked == 1 else f"the {team.unasked} people"
    box = kit.checkboxes(INVITE, [Option(f"Invite {who} not asked yet", NOW)])
    return [
        kit.input_block(
            INVITE,
            "Invite people now?",
            box,
            hint="One message each, in their own window, with a one-tap no. Later: /afterglow roster.",
            optional=True,
        )
    ]


def finished(team: TeamLine, *, said: str) -> View:
    line = f"{kit.escape(team.name)} is set up. {said}".strip()
    after = (
        "`/afterglow team`, `champions`, `cadence` and `roster` change each part; "
        "`/afterglow preview` shows what people will get."
    )
    return kit.modal(
        people_blocks.NOTICE, "Set-up finished", [kit.section(line), kit.small(after)], close="Close"
    )


def _back(text: str, action: str, team_id: int) -> Block:
    return kit.actions(kit.button(text, action, team_id))


@dataclass(frozen=True)
class Planned:
    """One message of a preview, at the person's own local time."""

    at: datetime
    title: str
    is_challenge: bool


def told(post: kit.Post, *, title: str) -> View:
    """A modal that says what a command answers."""
    return kit.modal(people_blocks.NOTICE, title, post.blocks, close="Close")


def preview_form(shown: kit.Post | None = None, *, user_id: str | None = None) -> View:
    """Asks for the person; once one is chosen, their fortnight stands below."""
    blocks: Blocks = [
        kit.input_block(
            PERSON,
            "Whose fortnight?",
            kit.person_select(PERSON, chosen=user_id),
            hint="The person is not told. Nothing is sent.",
        )
    ]
    if shown is not None:
        blocks += [kit.divider(), *shown.blocks]
    return kit.modal(PREVIEW_FORM, "Preview", blocks, submit="Show", close="Close")


def gets_nothing(user_id: str) -> str:
    return f"<@{user_id}> gets nothing. {CANNOT_LEARN}"


def preview(
    user_id: str,
    planned: Sequence[Planned],
    *,
    team: str | None,
    role: str,
    zone: str,
    paused_until: date | None,
    plan: str = "",
) -> kit.Post:
    """What somebody with this person's role, team and time gets in a fortnight."""
    where = f"in {kit.escape(team)}" if team else "in no team"
    cards = "general cards" if role == "general" else f"{role_name(role)} cards"
    head = f"A fortnight for somebody like <@{user_id}>, {where}: {cards}, times in {zone}."
    lines = [
        f"{each.at:%a} {each.at.day} {each.at:%b %H:%M} {kit.escape(each.title)}" for each in planned[:20]
    ]
    if paused_until is not None:
        lines.insert(0, f"The programme is paused until {people_blocks.date_text(paused_until)}.")
    if plan:
        lines.insert(0, plan)
    body = "\n".join(lines) or "Nothing: there is no card for this role yet."
    blocks: Blocks = [
        kit.section(f"*{head}*"),
        kit.section(body),
        kit.small(
            "As for somebody who starts today and answers well. What this person answered, and whether they "
            "take part, is theirs and is not used here."
        ),
    ]
    return kit.Post(kit.cut(f"{head}\n{body}", 3500), blocks)
