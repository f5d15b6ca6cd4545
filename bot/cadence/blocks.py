"""What admins see of a cadence: the form, what a change would do, and that it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cadence.rules import DAY_NAMES, ESCALATE_MINUTES
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Option, View

OPEN = "cadence.open"
PICK = "cadence.pick"
REVISE = "cadence.revise"
FORM = "cadence.form"
REVIEW_FORM = "cadence.review_form"
EVERYONE = "0"
FIELDS = (
    "days",
    "opens",
    "closes",
    "default_at",
    "challenge_day",
    "digest_day",
    "digest_at",
    "escalate_minutes",
    "workdays",
)
_FULL_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = tuple(Option(full, short) for full, short in zip(_FULL_NAMES, DAY_NAMES, strict=True))


@dataclass(frozen=True)
class Scope:
    """Whose cadence it is: one team's, or everybody's who has none of their own."""

    team_id: int | None
    name: str | None = field(repr=False)

    @property
    def words(self) -> str:
        return kit.escape(self.name) if self.name else "everyone whose team has no cadence of its own"


@dataclass(frozen=True)
class Example:
    """The next card of somebody who keeps the usual time, before and after the change."""

    zone: ZoneInfo
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Deck:
    """How many cards there are for these people, and of how many they can become sure."""

    cards: int
    room: int
    per_week: int
    has_free_day: bool  # a working day without a card

    @property
    def is_too_large(self) -> bool:
        return self.cards > self.room


def form(scope: Scope, values: Mapping[str, str], *, teams: Sequence[Scope]) -> View:
    """The cadence in force, to be changed; the menu above it chooses whose."""
    chosen = str(scope.team_id or EVERYONE)
    options = [Option("Everyone without their own", EVERYONE)]
    options += [Option(str(team.name), str(team.team_id)) for team in teams[:99]]
    blocks: Blocks = [
        kit.section("*Whose cadence?*", accessory=kit.select(PICK, options, chosen=chosen)),
        *fields(values, key=chosen),
        kit.small("Nothing is saved yet: next you see what would change, and for how many people."),
    ]
    return kit.modal(FORM, "Cadence", blocks, submit="Review changes", private=chosen)


def fields(values: Mapping[str, str], *, key: str) -> Blocks:
    """The inputs of a cadence; `key` keeps Slack from carrying one team's values into another's form."""
    return [
        _days("days", "Cards may come on", values, key=key, hint="One card a day at most."),
        _time("opens", "Not before", values, key=key, hint="Everybody's own local time."),
        _time("closes", "Not after", values, key=key),
        _time("default_at", "Usual time", values, key=key, hint="Whoever chose their own time keeps it."),
        _day("challenge_day", "Challenge day", values, key=key, hint="It takes that day's card's place."),
        _day("digest_day", "Day of the team's digest", values, key=key),
        _time("digest_at", "Time of the digest", values, key=key, hint="In the team's time zone."),
        kit.input_block(
            "escalate_minutes",
            "Ask more champions after so many working minutes",
            kit.text_input(f"escalate_minutes.{key}", initial=values["escalate_minutes"], longest=4),
            hint=f"Between {ESCALATE_MINUTES[0]} and {ESCALATE_MINUTES[-1]}.",
        ),
        _days("workdays", "Working days", values, key=key, hint="Questions escalate on these days only."),
    ]


def _days(name: str, label: str, values: Mapping[str, str], *, key: str, hint: str) -> kit.Block:
    boxes = kit.checkboxes(f"{name}.{key}", _DAYS, chosen=values[name].split())
    return kit.input_block(name, label, boxes, hint=hint)


def _day(name: str, label: str, values: Mapping[str, str], *, key: str, hint: str = "") -> kit.Block:
    return kit.input_block(name, label, kit.select(f"{name}.{key}", _DAYS, chosen=values[name]), hint=hint)


def _time(name: str, label: str, values: Mapping[str, str], *, key: str, hint: str = "") -> kit.Block:
    return kit.input_block(name, label, kit.timepicker(f"{name}.{key}", at=values[name]), hint=hint)


def review(
    scope: Scope,
    changes: Sequence[str],
    *,
    people: int,
    example: Example,
    deck: Deck,
    private: str,
    changed_meanwhile: bool = False,
) -> View:
    """What would change, for how many people, and what that means for one of them."""
    blocks: Blocks = []
    if changed_meanwhile:
        blocks.append(
            kit.section(
                "Somebody else changed this cadence meanwhile, so nothing is saved. What you want now:"
            )
        )
    blocks += [
        kit.section(f"*For {scope.words}* ({count(people)})\n{differences(changes)}"),
        kit.section(example_line(example)),
        *([kit.section(deck_line(deck))] if deck.is_too_large else []),
        kit.actions(kit.button("Change something", REVISE)),
        kit.small("Nobody is told about the change. Times that people chose themselves stay theirs."),
    ]
    return kit.modal(REVIEW_FORM, "What will change", blocks, submit="Save", private=private)


def unchanged(scope: Scope) -> View:
    """Said when the form holds what is in force already."""
    line = f"This is what {scope.words} have already, so there is nothing to save."
    return kit.modal(REVIEW_FORM, "Nothing changes", [kit.section(line)], close="Close")


def saved(scope: Scope, *, people: int) -> View:
    """Said when a change is in force."""
    line = f"Saved for {scope.words}. {count(people, capital=True)}: everything not yet sent is planned anew."
    return kit.modal(REVIEW_FORM, "Cadence saved", [kit.section(line)], close="Close")


def differences(changes: Sequence[str]) -> str:
    return "\n".join(f"• {kit.escape(change)}" for change in changes)


def example_line(example: Example) -> str:
    """The change as one person would notice it."""
    before, after = (_moment(each, example.zone) for each in (example.before, example.after))
    who = f"Somebody in {example.zone.key} who keeps the usual time"
    if before == after:
        return f"{who} gets the next card as before: {after}."
    return f"{who} gets the next card on {after}, instead of {before}."


def deck_line(deck: Deck) -> str:
    """What a rhythm can and cannot do with a deck that is too large for it."""
    rhythm = "one card a week" if deck.per_week == 1 else f"{deck.per_week} cards a week"
    mend = "add a day or leave" if deck.has_free_day else "leave"
    return (
        f"There are {deck.cards} cards for them. With {rhythm} about {deck.room} stick within three months: "
        "the most useful come first, and some come once or not at all. "
        f"For more of them to stick, {mend} cards out of the packs."
    )


def count(people: int, *, capital: bool = False) -> str:
    """So many people, in words that fit one and none."""
    words = {0: "nobody so far", 1: "one person"}.get(people, f"{people} people")
    return words.capitalize() if capital else words


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B} at {local:%H:%M}"
