"""What somebody sees of their own cohort's plan, and champions and admins of those that concern them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.cohorts.blocks import LIST, CohortLine, span
from bot.cohorts.rules import Entry, Hold
from bot.people.blocks import date_text
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks

SHOW = "cohorts.show"
MOST_SHOWN = 5
WHO_SEES = "Everybody in the cohort sees the same plan; it says nothing about anybody."


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the plan of their cohort."""

    cohort_id: int
    name: str = field(repr=False)
    trained_on: date
    phase: Entry | None
    next: tuple[Entry, ...]
    hold: Hold | None

    @property
    def line(self) -> str:
        """The cohort and what runs, and what is waited for, to its own reader."""
        return " ".join(part for part in (_runs(self, whose="Your cohort"), _waits(self)) if part)


def _runs(place: Place, *, whose: str) -> str:
    name = kit.escape(place.name)
    if place.phase is not None:
        return f"{whose} is {name}, now in its phase {place.phase.title.lower()}, {span(place.phase)}."
    return f"{whose} is {name}."


def _waits(place: Place) -> str:
    match place.hold:
        case Hold.ACCESS:
            return (
                "Its cards begin when an admin has marked that you can reach the tool; until then only your "
                "company's rules come."
            )
        case Hold.TRAINING:
            return (
                f"Its cards begin with the training on {date_text(place.trained_on)}; until then only your "
                "company's rules come."
            )
        case Hold.RULES:
            return (
                "Your company's rules come first: when each of their cards is answered once, right or wrong, "
                "the others begin."
            )
        case None:
            return ""


def about(place: Place, user_id: str) -> str:
    """The same to an admin who previews somebody; what the person answered stays out of it."""
    told = _runs(place, whose=f"The cohort of <@{user_id}>")
    match place.hold:
        case Hold.ACCESS:
            return f"{told} *Held:* access is not marked ready, so only the company's rules come."
        case Hold.TRAINING:
            on = date_text(place.trained_on)
            return f"{told} *Held* until the training on {on}: only the company's rules come."
        case _:
            return f"{told} The company's rules come before all else."


def section(place: Place | None) -> Blocks:
    """What comes next in one's own cohort."""
    if place is None or not (place.phase or place.next or place.hold):
        return []
    lines = [place.line, *(_entry(one) for one in place.next)]
    see = kit.button("See the whole plan", SHOW, place.cohort_id)
    return [kit.section("\n".join(("*What comes next*", *lines)), accessory=see), kit.small(WHO_SEES)]


def _entry(entry: Entry) -> str:
    return f"• {span(entry)}: {entry.title}"


def led(cohorts: Sequence[CohortLine]) -> Blocks:
    """The plans of the teams that somebody champions."""
    return [
        kit.section(_listed(one), accessory=kit.button("See the whole plan", SHOW, one.id))
        for one in [one for one in cohorts if one.is_alive][:MOST_SHOWN]
    ]


def running(cohorts: Sequence[CohortLine]) -> Blocks:
    """What is next in the cohorts of a workspace, to its admins."""
    alive = [one for one in cohorts if one.is_alive]
    if not alive:
        return []
    told = "\n".join(_listed(one, most=1) for one in alive[:MOST_SHOWN])
    more = f"\nand {len(alive) - MOST_SHOWN} more" if len(alive) > MOST_SHOWN else ""
    return [
        kit.header("Cohorts"),
        kit.section(f"{told}{more}", accessory=kit.button("Cohorts", LIST, "plans")),
    ]


def waiting(cohorts: Sequence[CohortLine], *, today: date) -> Blocks:
    """The cohorts whose training was, or is within a week, and whose access nobody has marked ready."""
    near = [one for one in cohorts if one.is_alive and (one.dates.trained_on - today).days <= 7]
    late = [one for one in near if not one.is_ready]
    if not late:
        return []
    names = ", ".join(kit.escape(one.name) for one in late[:MOST_SHOWN])
    what = "waits" if len(late) == 1 else "wait"
    line = f"{names} {what} for access: until you mark it ready, only the company's rules come."
    return [kit.section(line, accessory=kit.button("Cohorts", LIST, "access"))]


def _listed(one: CohortLine, *, most: int = 3) -> str:
    now = f"now {one.phase.title.lower()}" if one.phase is not None else "not begun" if one.next else "over"
    state = now if one.is_ready else "waits for access"
    ahead = [f"{span(entry)} {entry.title}" for entry in one.next[:most]]
    return f"*{kit.escape(one.name)}*: {state}" + (f". Next: {'; '.join(ahead)}." if ahead else ".")
