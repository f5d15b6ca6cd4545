"""What admins see before a plan changes: what moves from when to when, and what has begun and stays."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.cohorts.blocks import CohortForm, span
from bot.cohorts.rules import Difference, Entry, Kind, Move
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, View

REVISE = "cohorts.revise"
REVIEW_FORM = "cohorts.review_form"
LONGEST_LINE = 190
LINES = 15  # of so many characters in a section


def review(
    form: CohortForm,
    difference: Difference,
    *,
    private: str,
    today: date,
    changed_meanwhile: bool = False,
    taken: Sequence[tuple[str, Sequence[str]]] = (),
) -> View:
    """What would change; nothing is saved before this is sent."""
    blocks: Blocks = []
    if changed_meanwhile:
        blocks.append(kit.section("The plan changed meanwhile, so nothing is saved. As it is now:"))
    moved = [one for one in difference.moved if one.after.kind is not Kind.CHALLENGE]
    weeks = len(difference.moved) - len(moved)
    blocks += _listed(f"What moves in {kit.escape(form.name)}", [_move(one, today=today) for one in moved])
    blocks += _listed("What is new", [_entry(one) for one in difference.added])
    blocks += _listed("What goes", [_entry(one) for one in difference.dropped])
    stays = [_entry(one) for one in difference.stays if one.kind is not Kind.CHALLENGE]
    blocks += _listed("What has begun and stays", stays)
    if weeks:
        blocks.append(kit.small(f"The weekly challenges follow: {weeks} of the plan's weeks move."))
    if taken:
        lines = [_rhythm(team, changes) for team, changes in taken]
        blocks += _listed("The pilot's cadence goes along, to these teams", lines)
        blocks.append(kit.small("People chosen by name keep their team's cadence."))
    blocks.append(kit.actions(kit.button("Back", REVISE)))
    blocks.append(kit.small("Nothing is saved yet. Cards that people have already stay with them."))
    return kit.modal(REVIEW_FORM, "What would change", blocks, submit="Save", private=private)


def _rhythm(team: str, changes: Sequence[str]) -> str:
    return kit.cut(f"{kit.escape(team)}: {kit.escape('; '.join(changes))}", LONGEST_LINE)


def _listed(heading: str, lines: Sequence[str]) -> Iterator[kit.Block]:
    for start in range(0, len(lines), LINES):
        told = "\n".join(f"• {line}" for line in lines[start : start + LINES])
        yield kit.section(f"*{heading}*\n{told}" if start == 0 else told)


def _move(move: Move, *, today: date) -> str:
    before, after = move.before, move.after
    left_out = ". That day is over, so it is left out" if _is_over(after, today) else ""
    return f"{after.title}: {span(before)} → {span(after)}{left_out}"


def _is_over(entry: Entry, today: date) -> bool:
    return entry.last < today and not entry.is_anchor


def _entry(entry: Entry) -> str:
    return f"{entry.title}: {span(entry)}"
