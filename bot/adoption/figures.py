"""The figures of a week as people read them, each with how it is calculated."""

from collections.abc import Sequence
from dataclasses import replace

from bot.adoption.rules import ENOUGH, Figure, Minutes, Returned, Tally, Week

FEW = "fewer than 5 people"
HELD_BACK = "hidden beside a small group"
NOT_YET = "not measured yet"
ACTIVE_IS = (
    "At least one confirmed act in the ISO week: a task tried, a win or a “didn't work”, a challenge, or "
    "“I used AI”. Reading does not count."
)
SAVED_IS = "Self-reported: half to all of what authors of wins stated. Shown from five people on."
SAVED_SO_FAR = f"{SAVED_IS} It grows in steps of five people."
WINS_ARE = "Confirmed by their authors. Prompted: after a challenge or a card; unprompted: by themselves."
FAILED_IS = "Has the same form as a win, and is as good to know."
ASKED_IS = "Asked in this week, and how many of them a champion took."
HANG_IS = "From asked to taken, in working hours; the median of those taken, from five on."
BRIEFLY = {
    ACTIVE_IS: "At least one confirmed act of use; reading does not count.",
    SAVED_IS: "Self-reported: half to all of it, from five people on.",
    SAVED_SO_FAR: "Self-reported: half to all of it, in steps of five people.",
    WINS_ARE: "Confirmed by their authors; “prompted” is after a challenge or card.",
    FAILED_IS: "As good to know as a win.",
    ASKED_IS: "Taken by a champion, of those asked in the week.",
    HANG_IS: "From asked to taken, in working hours.",
}

SERVED_IS = (
    "Of the week's questions, those that an earlier answer, a prompt or a card solved, says their asker, "
    "so that no champion was asked."
)
RETURNED_IS = (
    "Of the people whose 7th, 30th, 60th or 90th day after the training lies in a complete week: how many "
    "were active in it. Fewer than five are counted with the next, when they are five."
)
HELPED_IS = (
    "Times that somebody said of a saved prompt or answer that it helped, in the last four weeks. "
    "Shown from five people on."
)
UNMEASURED = (
    ("Time to task", "Time one real task before the training and again at day 30, with the same people."),
    ("Output quality", "Have two colleagues rate ten results by one rubric, before and after the training."),
    ("Workflows shipped", "Count the routines that a team changed and wrote down for everybody."),
)


def headline(week: Week) -> tuple[Figure, ...]:
    """The numbers of one week, as App Home, the command and the report show them."""
    return tuple(replace(figure, brief=BRIEFLY[figure.how]) for figure in _headline(week))


def _headline(week: Week) -> tuple[Figure, ...]:
    tally = week.tally
    if tally is None:
        return (Figure("Weekly active", FEW, ACTIVE_IS),)
    return (
        active(week),
        Figure("Wins, unprompted", str(tally.wins_unprompted), WINS_ARE, tally.wins_unprompted),
        Figure("Wins, prompted", str(tally.wins_prompted), WINS_ARE, tally.wins_prompted),
        Figure("Tried, didn't work", str(tally.didnt_work), FAILED_IS, tally.didnt_work),
        time_saved(week),
        questions(tally),
        hang_time(tally),
    )


def active(week: Week) -> Figure:
    if week.tally is None:
        return Figure("Weekly active", FEW, ACTIVE_IS)
    share = share_of(week.tally)
    detail = f"{week.tally.active} of {week.tally.people}"
    return Figure("Weekly active", f"{share:.0f}%", ACTIVE_IS, share, detail)


def time_saved(week: Week) -> Figure:
    how = SAVED_IS if week.is_closed else SAVED_SO_FAR
    if week.minutes is None:
        return Figure("Time saved", f"stated by {FEW}", how)
    return Figure("Time saved", range_text(week.minutes), how, week.minutes.high, "self-reported")


def questions(tally: Tally) -> Figure:
    if not tally.asked:
        return Figure("Questions taken", "none asked", ASKED_IS)
    return Figure("Questions taken", f"{tally.claimed} of {tally.asked}", ASKED_IS, tally.claimed)


def self_served(week: Week) -> Figure:
    label = "Self-served answers"
    if week.tally is None:
        return Figure(label, FEW, SERVED_IS)
    served, every = week.tally.self_served, week.tally.self_served + week.tally.asked
    if not every:
        return Figure(label, "none asked", SERVED_IS)
    return Figure(label, f"{served} of {every}", SERVED_IS, served, "questions")


def hang_time(tally: Tally) -> Figure:
    if tally.hang is None:
        return Figure("Median wait for a champion", "fewer than 5 questions taken", HANG_IS)
    wait = duration(tally.hang)
    return Figure("Median wait for a champion", wait, HANG_IS, tally.hang, "of working time")


def share_of(tally: Tally) -> float:
    """Active people in percent."""
    return 100 * tally.active / tally.people if tally.people else 0.0


def front_page(week: Week) -> tuple[Figure, ...]:
    """The five numbers that matter; what Slack cannot know is said to be missing, and how to measure it."""
    unknown = (Figure(label, NOT_YET, how) for label, how in UNMEASURED)
    return (active(week), *unknown, self_served(week))


def next_block(
    week: Week, *, monthly: Figure, returned: Sequence[Returned], confidence: Figure
) -> tuple[Figure, ...]:
    """What stands behind the front page."""
    return (monthly, *(_returned(one) for one in returned), _per_hundred(week), confidence)


def monthly(counted: tuple[int, int] | None) -> Figure:
    """Of (people, active) in four weeks; None: no week is over yet."""
    how = "People with at least one confirmed act in the last four complete weeks."
    if counted is None:
        return Figure("Monthly active", NOT_YET, how)
    people, active_people = counted
    if people < ENOUGH:
        return Figure("Monthly active", FEW, how)
    share = 100 * active_people / people
    return Figure("Monthly active", f"{share:.0f}%", how, share, f"{active_people} of {people}")


def _returned(one: Returned) -> Figure:
    label = f"Active again at day {one.days}"
    how = RETURNED_IS
    if not one.people:
        return Figure(label, NOT_YET if one.people == 0 else FEW, how)
    share = 100 * one.active / one.people
    return Figure(label, f"{share:.0f}%", how, share, f"{one.active} of {one.people}")


def _per_hundred(week: Week) -> Figure:
    label, how = "Unprompted wins per 100 people", "Unprompted wins of the week, divided by the people."
    if week.tally is None:
        return Figure(label, FEW, how)
    value = 100 * week.tally.wins_unprompted / week.tally.people
    return Figure(label, f"{value:.0f}", how, value)


def helped(times: int, *, people: int, verified: int) -> Figure:
    """How the prompt library is used."""
    label = "Prompts and answers that helped"
    if people < ENOUGH:
        return Figure(label, FEW, HELPED_IS)
    return Figure(label, str(times), HELPED_IS, times, f"of {verified} verified")


def range_text(minutes: Minutes) -> str:
    """A range as people say it: 9 to 18 hours."""
    if minutes.high < 120:
        return f"{minutes.low} to {minutes.high} minutes"
    return f"{minutes.low // 60} to {-(-minutes.high // 60)} hours"


def duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"
