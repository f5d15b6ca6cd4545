"""What admins see of cohorts: the list, the form, and the plan as a calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.cadence.rules import Cadence, brief
from bot.cohorts.rules import Dates, Entry, Kind, Template, Tier, Timing, timing
from bot.people import blocks as people_blocks
from bot.people.blocks import date_text
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

LIST = "cohorts.list"
NEW = "cohorts.new"
EDIT = "cohorts.edit"
EXPAND = "cohorts.expand"
LIKE = "like:"  # before the id of a pilot in the form of those who follow it
PLAN = "cohorts.plan"
READY = "cohorts.ready"
WAITS = "cohorts.waits"
DELETE = "cohorts.delete"
FILE = "cohorts.file"
FORM = "cohorts.form"

NAME = "name"
TEAMS = "teams"
PEOPLE = "people"
PILOT = "pilot"
TEMPLATE = "template"
TIER = "tier"
TRAINED = "trained"
LIVE = "live"
MOST_SHOWN = 40
MOST_TEAMS = 100

TOO_MANY = "These are too many people for one change. Choose fewer, or make them a team."
COHORT_GONE = "This cohort is no longer there. `/afterglow cohort` shows those that are."
_TEMPLATES = {
    Template.SKILLS: "Foundation, role, supervised practice, continuous",
    Template.CHAMPIONS: "Literacy, role workshops, embedding, champions",
}
_TIERS = {
    Tier.LITERACY: "Literacy: knows what it can do, and the rules",
    Tier.FLUENCY: "Fluency: uses it in own daily tasks",
    Tier.COMPETENCE: "Competence: has made it part of a workflow",
}
_TIMINGS = {
    Timing.EARLY: "The training is more than four weeks before the go-live: much is forgotten before it can "
    "be used. Two to four weeks before are best.",
    Timing.LATE: "The training is less than two weeks before the go-live: there is little time to practise. "
    "Two to four weeks before are best.",
    Timing.AFTER: "The training is after the go-live: people start without it. Two to four weeks before are "
    "best.",
}


@dataclass(frozen=True)
class CohortForm:
    """A cohort as an admin describes it."""

    cohort_id: int | None = None
    name: str = field(default="", repr=False)
    template: Template = Template.SKILLS
    tier: Tier = Tier.FLUENCY
    trained_on: date | None = None
    live_on: date | None = None
    team_ids: tuple[int, ...] = ()
    user_ids: tuple[str, ...] = ()
    is_pilot: bool = False
    like_id: int | None = None  # the pilot that is expanded

    @property
    def dates(self) -> Dates | None:
        return Dates(self.trained_on, self.live_on) if self.trained_on and self.live_on else None

    @property
    def told(self) -> "CohortForm":
        """What was described, whichever cohort it is of and in whatever order."""
        return replace(
            self,
            cohort_id=None,
            like_id=None,
            team_ids=tuple(sorted(self.team_ids)),
            user_ids=tuple(sorted(self.user_ids)),
        )


@dataclass(frozen=True)
class CohortLine:
    """A cohort in one line."""

    id: int
    name: str = field(repr=False)
    teams: tuple[str, ...] = field(repr=False)
    dates: Dates
    phase: Entry | None
    people: int = 0  # chosen by name
    is_pilot: bool = False
    is_ready: bool = True
    next: tuple[Entry, ...] = ()

    @property
    def is_alive(self) -> bool:
        """Whether anything of its plan runs or is ahead."""
        return bool(self.phase or self.next)


def taken(teams: Sequence[str]) -> str:
    listed = ", ".join(teams[:3])
    return f"In another cohort already: {listed}. A team is in one cohort: take it out there first."


def people_taken(names: Sequence[str]) -> str:
    listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"Chosen for another cohort already: {listed}. Take them out there first."


def cohort_list(cohorts: Sequence[CohortLine], *, said: str = "") -> View:
    """Every cohort with its plan, and a way to a new one."""
    blocks: Blocks = [kit.section(said)] if said else []
    if not cohorts:
        blocks.append(
            kit.section(
                "There is no cohort yet. A cohort is a team or more, or people you choose, with a training "
                "date and a go-live date; the plan of its 90 days follows from these."
            )
        )
    for cohort in cohorts[:MOST_SHOWN]:
        blocks.append(kit.section(f"*{kit.escape(cohort.name)}*\n{_line(cohort)}"))
        ready = [] if cohort.is_ready else [kit.button("Access is ready", READY, cohort.id, style="primary")]
        blocks.append(
            kit.actions(
                *ready,
                kit.button("See the plan", PLAN, cohort.id),
                kit.button("Edit or move", EDIT, cohort.id),
            )
        )
    if len(cohorts) > MOST_SHOWN:
        blocks.append(kit.small(f"The latest {MOST_SHOWN} of {len(cohorts)}."))
    new = kit.button("New cohort", NEW, style="primary")
    blocks.append(kit.actions(new, kit.button("Training dates of teams", people_blocks.COHORTS)))
    blocks.append(kit.small("A team in no cohort has a training date of its own, and no plan."))
    return kit.modal(people_blocks.NOTICE, "Cohorts", blocks, close="Close")


def _line(cohort: CohortLine, *, whose: str = "you") -> str:
    dates = cohort.dates
    parts = [
        who(cohort),
        f"trained on {date_text(dates.trained_on)}",
        f"live on {date_text(dates.live_on)}",
    ]
    if cohort.phase is not None:
        parts.append(f"now: {cohort.phase.title.lower()}")
    waits = "" if cohort.is_ready else f"\n*Waits for access.* {_waiting(whose)}"
    return f"{'Pilot · ' if cohort.is_pilot else ''}{' · '.join(parts)}{waits}"


def _waiting(who: str) -> str:
    says = "say" if who == "you" else "says"
    return (
        f"Until {who} {says} that people can reach the tool, they get the company's rules and no other card "
        "or challenge."
    )


def who(cohort: CohortLine) -> str:
    """Which teams, and how many people besides."""
    listed = ", ".join(kit.escape(name) for name in cohort.teams[:5])
    more = f" and {len(cohort.teams) - 5} more" if len(cohort.teams) > 5 else ""
    chosen = {0: "", 1: "one person by name"}.get(cohort.people, f"{cohort.people} people by name")
    return ", ".join(part for part in (f"{listed}{more}", chosen) if part) or "nobody"


def form(shown: CohortForm, teams: Sequence[tuple[int, str]], *, said: str = "") -> View:
    """The inputs of a cohort; its id in them keeps Slack from carrying values over to another one."""
    title = "Edit cohort" if shown.cohort_id else "New cohort"
    key = str(shown.cohort_id or "new")
    blocks: Blocks = [kit.section(said)] if said else []
    blocks.append(
        kit.input_block(NAME, "Name", kit.text_input(f"{NAME}.{key}", initial=shown.name, longest=80))
    )
    blocks += _who_fields(shown, teams, key=key)
    blocks += [
        _date_field(TRAINED, "Training date", shown.trained_on, key=key, hint="Day 0 of the plan."),
        _date_field(
            LIVE,
            "Go-live date",
            shown.live_on,
            key=key,
            hint="When the tool is there for daily work. Best is two to four weeks after the training.",
        ),
        *_how_fields(shown, key=key),
        kit.small(
            "Saving writes to nobody. Where a date moves you see first what changes: what has begun stays."
        ),
    ]
    like = f"{LIKE}{shown.like_id}" if shown.like_id else ""
    return kit.modal(FORM, title, blocks, submit="Save", private=str(shown.cohort_id or like))


def _who_fields(shown: CohortForm, teams: Sequence[tuple[int, str]], *, key: str) -> Blocks:
    chosen = kit.people_select(f"{PEOPLE}.{key}", chosen=shown.user_ids)
    fields: Blocks = [
        kit.input_block(
            PEOPLE,
            "People, besides or instead",
            chosen,
            hint="Whoever is chosen here follows this plan, whichever cohort their team is in. "
            "Who joins a team later joins its cohort.",
            optional=True,
        )
    ]
    if not teams:
        return fields
    select = _team_select(shown, teams, key=key)
    whole = kit.input_block(TEAMS, "Teams", select, hint="A team is in one cohort.", optional=True)
    return [whole, *fields]


def _how_fields(shown: CohortForm, *, key: str) -> Blocks:
    templates = [Option(text, value) for value, text in _TEMPLATES.items()]
    tiers = [Option(text, value) for value, text in _TIERS.items()]
    pilot = [Option("They go first; the plan can be expanded to others", PILOT)]
    return [
        kit.input_block(TEMPLATE, "Phases", kit.radio(f"{TEMPLATE}.{key}", templates, chosen=shown.template)),
        kit.input_block(
            TIER, "How far they want to get", kit.radio(f"{TIER}.{key}", tiers, chosen=shown.tier)
        ),
        kit.input_block(
            PILOT,
            "Is it a pilot group?",
            kit.checkboxes(f"{PILOT}.{key}", pilot, chosen=[PILOT] if shown.is_pilot else []),
            optional=True,
        ),
    ]


def _team_select(shown: CohortForm, teams: Sequence[tuple[int, str]], *, key: str) -> Block:
    ordered = sorted(teams, key=lambda team: team[0] not in shown.team_ids)[:MOST_TEAMS]
    options = [Option(name, str(team_id)) for team_id, name in ordered]
    chosen = [str(team_id) for team_id in shown.team_ids]
    return kit.multi_select(f"{TEAMS}.{key}", options, chosen=chosen, placeholder="Choose teams")


def _date_field(block: str, label: str, day: date | None, *, key: str, hint: str) -> Block:
    picker = kit.datepicker(f"{block}.{key}", on=day.isoformat() if day else None)
    return kit.input_block(block, label, picker, hint=hint)


def calendar(
    cohort: CohortLine,
    plan: Sequence[Entry],
    *,
    today: date,
    url: str = "",
    said: str = "",
    may_change: bool = True,
) -> View:
    """The plan under its phases, each day with what happens on it; `url` leads to it as a calendar file."""
    blocks: Blocks = [kit.section(said)] if said else []
    ready = kit.button("Access is ready", READY, cohort.id, style="primary")
    head = f"*{kit.escape(cohort.name)}*\n{_line(cohort, whose='you' if may_change else 'an admin')}"
    blocks.append(kit.section(head, accessory=ready if may_change and not cohort.is_ready else None))
    warning = _TIMINGS.get(timing(cohort.dates))
    if warning and may_change:
        blocks.append(kit.section(warning))
    for heading, entries in _by_phase(plan):
        lines = "\n".join(_entry(one, today=today) for one in entries)
        blocks.append(kit.section("\n".join(part for part in (heading, lines) if part)))
    blocks.append(
        kit.small(
            "Besides, each week has one challenge, on the team's challenge day. ✓ is over."
            " Cards and challenges come by themselves, at most one message a day;"
            f" the rest of the plan is for {'you' if may_change else 'your admins and champions'} to hold."
        )
    )
    if may_change:
        blocks.append(kit.actions(*_plan_buttons(cohort)))
    if url:
        blocks.append(kit.actions(kit.link("Calendar file (.ics)", FILE, url)))
        blocks.append(kit.small("The link to the file is for you alone and lasts 15 minutes."))
    return kit.modal(people_blocks.NOTICE, "Plan of a cohort", blocks, close="Close")


def _plan_buttons(cohort: CohortLine) -> list[Block]:
    waits = [kit.button("Access is not ready", WAITS, cohort.id)] if cohort.is_ready else []
    expand = [kit.button("Expand to others", EXPAND, cohort.id)] if cohort.is_pilot else []
    asked = kit.confirm("Delete this cohort?", DELETED, yes="Delete", style="danger")
    return [
        *waits,
        kit.button("Edit or move", EDIT, cohort.id),
        *expand,
        kit.button("All cohorts", LIST),
        kit.button("Delete", DELETE, cohort.id, style="danger", confirm=asked),
    ]


DELETED = (
    "Its plan ends: no phases, sets and refreshers any more. Its teams and people keep their training date "
    "as their own, and everybody their cards, answers and rhythm. Nobody is told."
)


def deleted(name: str) -> str:
    return (
        f"Deleted {kit.escape(name)}. Its teams and people keep their training date as their own, and "
        "everybody their cards, answers and rhythm."
    )


def ready_now(*, is_ready: bool) -> str:
    if is_ready:
        return "Noted: they can reach the tool. From their next card on the plan goes its way."
    return f"Noted: they cannot reach the tool yet. {_waiting('you')}"


def expanded(pilot: CohortForm, rhythm: str) -> str:
    """Above the form of those who follow a pilot; `rhythm` says what becomes of its cadence."""
    dates = pilot.dates
    days = (dates.live_on - dates.trained_on).days if dates else 0
    return (
        f"As in {kit.escape(pilot.name)}: the same phases and the same aim. {rhythm}"
        f"There the go-live was {days} days after the training. Choose who follows, and their dates."
    )


def rhythm_line(cadence: Cadence | None, *, differs: bool) -> str:
    """What those who follow a pilot take over of its teams' own cadence."""
    if differs:
        return "Its teams keep different cadences, so none of them goes along. "
    if cadence is None:
        return ""
    return f"Its own cadence, {brief(cadence)}, goes along too: you see what changes before it is saved. "


def _by_phase(plan: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """What stands before the first phase, then each phase with what falls into it."""
    heading, found = "", list[Entry]()
    for one in plan:
        if one.kind is Kind.CHALLENGE:
            continue
        if one.kind is not Kind.PHASE:
            found.append(one)
            continue
        if heading or found:
            yield heading, found
        heading, found = f"*{one.title}*, {span(one)}\n_{one.note}_", []
    yield heading, found


def _entry(entry: Entry, *, today: date) -> str:
    over = "✓ " if entry.last < today else ""
    return f"{over}{span(entry)}: {entry.title}. {entry.note}"


def span(entry: Entry) -> str:
    """When it is, as people write it."""
    first, last = entry.first, entry.last
    if first == last:
        return f"{first:%a} {first.day} {first:%b}"
    return f"{first.day} {first:%b} to {last.day} {last:%b}"


def saved(name: str, overlaps: Sequence[tuple[str, str]] = ()) -> str:
    """What was saved; and whose own choice outranks the cohort of their team."""
    told = [f"Saved {kit.escape(name)}. This is the plan; nobody was written to."]
    if overlaps:
        listed = ", ".join(f"<@{who}> (team in {kit.escape(other)})" for who, other in overlaps[:10])
        more = f" and {len(overlaps) - 10} more" if len(overlaps) > 10 else ""
        told.append(f"By name they follow this plan, not their team's: {listed}{more}.")
    return " ".join(told)
