"""What admins see of cohorts: the list, the form, and the plan as a calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.cohorts.rules import Dates, Entry, Kind, Template, Tier, Timing, timing
from bot.people import blocks as people_blocks
from bot.people.blocks import date_text
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

LIST = "cohorts.list"
NEW = "cohorts.new"
EDIT = "cohorts.edit"
PLAN = "cohorts.plan"
FORM = "cohorts.form"

NAME = "name"
TEAMS = "teams"
TEMPLATE = "template"
TIER = "tier"
TRAINED = "trained"
LIVE = "live"
MOST_SHOWN = 40
MOST_TEAMS = 100

COHORT_GONE = "This cohort is no longer there. `/afterglow cohort` shows those that are."
NO_TEAM = "A cohort is made of teams, and there is none yet. `/afterglow setup` makes one."
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

    @property
    def dates(self) -> Dates | None:
        return Dates(self.trained_on, self.live_on) if self.trained_on and self.live_on else None

    @property
    def told(self) -> "CohortForm":
        """What was described, whichever cohort it is of and in whatever order."""
        return replace(self, cohort_id=None, team_ids=tuple(sorted(self.team_ids)))


@dataclass(frozen=True)
class CohortLine:
    """A cohort in one line."""

    id: int
    name: str = field(repr=False)
    teams: tuple[str, ...] = field(repr=False)
    dates: Dates
    phase: Entry | None


def taken(teams: Sequence[str]) -> str:
    listed = ", ".join(teams[:3])
    return f"In another cohort already: {listed}. A team is in one cohort: take it out there first."


def cohort_list(cohorts: Sequence[CohortLine], *, said: str = "") -> View:
    """Every cohort with its plan, and a way to a new one."""
    blocks: Blocks = [kit.section(said)] if said else []
    if not cohorts:
        blocks.append(
            kit.section(
                "There is no cohort yet. A cohort is one team or more with a training date and a go-live "
                "date; the plan of its 90 days follows from these."
            )
        )
    for cohort in cohorts[:MOST_SHOWN]:
        blocks.append(kit.section(f"*{kit.escape(cohort.name)}*\n{_line(cohort)}"))
        blocks.append(
            kit.actions(
                kit.button("See the plan", PLAN, cohort.id), kit.button("Edit or move", EDIT, cohort.id)
            )
        )
    if len(cohorts) > MOST_SHOWN:
        blocks.append(kit.small(f"The latest {MOST_SHOWN} of {len(cohorts)}."))
    new = kit.button("New cohort", NEW, style="primary")
    blocks.append(kit.actions(new, kit.button("Training dates of teams", people_blocks.COHORTS)))
    blocks.append(kit.small("A team in no cohort has a training date of its own, and no plan."))
    return kit.modal(people_blocks.NOTICE, "Cohorts", blocks, close="Close")


def _line(cohort: CohortLine) -> str:
    listed = ", ".join(kit.escape(name) for name in cohort.teams[:5])
    more = f" and {len(cohort.teams) - 5} more" if len(cohort.teams) > 5 else ""
    dates = cohort.dates
    parts = [
        f"{listed}{more}" or "no team",
        f"trained on {date_text(dates.trained_on)}",
        f"live on {date_text(dates.live_on)}",
    ]
    if cohort.phase is not None:
        parts.append(f"now: {cohort.phase.title.lower()}")
    return " · ".join(parts)


def form(shown: CohortForm, teams: Sequence[tuple[int, str]]) -> View:
    """The inputs of a cohort; its id in them keeps Slack from carrying values over to another one."""
    if not teams:
        return people_blocks.notice(NO_TEAM, title="Cohorts")
    title = "Edit cohort" if shown.cohort_id else "New cohort"
    key = str(shown.cohort_id or "new")
    blocks = [
        kit.input_block(NAME, "Name", kit.text_input(f"{NAME}.{key}", initial=shown.name, longest=80)),
        kit.input_block(TEAMS, "Teams", _team_select(shown, teams, key=key), hint="A team is in one cohort."),
        _date_field(TRAINED, "Training date", shown.trained_on, key=key, hint="Day 0 of the plan."),
        _date_field(
            LIVE,
            "Go-live date",
            shown.live_on,
            key=key,
            hint="When the tool is there for daily work. Best is two to four weeks after the training.",
        ),
        kit.input_block(
            TEMPLATE,
            "Phases",
            kit.radio(
                f"{TEMPLATE}.{key}",
                [Option(text, value) for value, text in _TEMPLATES.items()],
                chosen=shown.template,
            ),
        ),
        kit.input_block(
            TIER,
            "How far they want to get",
            kit.radio(
                f"{TIER}.{key}", [Option(text, value) for value, text in _TIERS.items()], chosen=shown.tier
            ),
        ),
        kit.small("Saving writes to nobody. Where a date moves, what has begun stays and all else follows."),
    ]
    return kit.modal(FORM, title, blocks, submit="Save", private=str(shown.cohort_id or ""))


def _team_select(shown: CohortForm, teams: Sequence[tuple[int, str]], *, key: str) -> Block:
    ordered = sorted(teams, key=lambda team: team[0] not in shown.team_ids)[:MOST_TEAMS]
    options = [Option(name, str(team_id)) for team_id, name in ordered]
    chosen = [str(team_id) for team_id in shown.team_ids]
    return kit.multi_select(f"{TEAMS}.{key}", options, chosen=chosen, placeholder="Choose teams")


def _date_field(block: str, label: str, day: date | None, *, key: str, hint: str) -> Block:
    picker = kit.datepicker(f"{block}.{key}", on=day.isoformat() if day else None)
    return kit.input_block(block, label, picker, hint=hint)


def calendar(cohort: CohortLine, plan: Sequence[Entry], *, today: date, said: str = "") -> View:
    """The plan under its phases, each day with what happens on it."""
    blocks: Blocks = [kit.section(said)] if said else []
    blocks.append(kit.section(f"*{kit.escape(cohort.name)}*\n{_line(cohort)}"))
    warning = _TIMINGS.get(timing(cohort.dates))
    if warning:
        blocks.append(kit.section(warning))
    for heading, entries in _by_phase(plan):
        lines = "\n".join(_entry(one, today=today) for one in entries)
        blocks.append(kit.section("\n".join(part for part in (heading, lines) if part)))
    blocks.append(
        kit.small(
            "Besides, each week has one challenge, on the team's challenge day. ✓ is over."
            " Cards and challenges come by themselves, at most one message a day;"
            " the rest of the plan is for you to hold."
        )
    )
    others = (kit.button("Edit or move", EDIT, cohort.id), kit.button("All cohorts", LIST))
    blocks.append(kit.actions(*others))
    return kit.modal(people_blocks.NOTICE, "Plan of a cohort", blocks, close="Close")


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
        heading, found = f"*{one.title}*, {_span(one)}\n_{one.note}_", []
    yield heading, found


def _entry(entry: Entry, *, today: date) -> str:
    over = "✓ " if entry.last < today else ""
    return f"{over}{_span(entry)}: {entry.title}. {entry.note}"


def _span(entry: Entry) -> str:
    first, last = entry.first, entry.last
    if first == last:
        return f"{first:%a} {first.day} {first:%b}"
    return f"{first.day} {first:%b} to {last.day} {last:%b}"


def saved(name: str) -> str:
    return f"Saved {kit.escape(name)}. This is the plan; nobody was written to."
