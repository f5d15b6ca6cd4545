"""What admins read of a cohort's assessments: averages of five people or more, with their uncertainty."""

from bot.assessment.blocks import title
from bot.assessment.rules import Effect, Estimate, Occasion, Outcome
from bot.slack import blockkit as kit

FEW = "fewer than 5 people answered"
EFFECT_IS = (
    "Some cards are kept back from each person by chance until day 90. This is the share of right answers on "
    "cards that were sent, less the share on cards that were kept back, person by person, with the range in "
    "which the truth lies nineteen times in twenty. It is about these cards and these people, and not about "
    "what they do at work."
)


def line(cohort: str, outcome: Outcome) -> str:
    """A cohort and what came of one occasion, in one or two sentences of Slack's."""
    people = f", {outcome.people} people" if outcome.people else ""
    return f"*{kit.escape(cohort)}, {title(outcome.occasion).lower()}*{people}: {sentence(outcome)}"


def sentence(outcome: Outcome) -> str:
    """The same without the cohort's name."""
    if outcome.people is None:
        return f"{FEW}."
    if outcome.occasion is Occasion.START:
        return f"{_percent(outcome.right)} right; {sure_text(outcome.sure)}."
    parts = [effect_text(outcome.effect)]
    if outcome.surer is not None:
        parts.append(surer_text(outcome.surer))
    return " ".join(parts)


def effect_text(effect: Effect | None) -> str:
    """What was sent against what was kept back."""
    if effect is None:
        return "Fewer than 5 people were asked about both kinds of cards."
    found = effect.difference
    sent = f"{_percent(effect.sent)} right on cards that were sent"
    held = f"{_percent(effect.held)} on those kept back"
    points = _signed(round(100 * found.value))
    low, high = (_signed(round(100 * edge)) for edge in (found.low, found.high))
    reach = f"the interval reaches from {low} to {high} points"
    return f"{sent}, {held}: {points} points. {verdict(found)[:-1]}: {reach}."


def verdict(found: Estimate) -> str:
    """What can be said of a difference, and no more."""
    if found.is_more:
        return "What was sent is known better than what was kept back."
    if found.is_less:
        return "What was sent is known worse than what was kept back."
    return "Cannot tell yet."


def points_text(found: Estimate) -> str:
    """+13 points (from -3 to +29), with a proper minus."""
    value, low, high = (_signed(round(100 * each)) for each in (found.value, found.low, found.high))
    return f"{value} points (from {low} to {high})"


def sure_text(sure: float | None) -> str:
    return f"they feel {sure:.1f} of 5 sure" if sure is not None else ""


def surer_text(found: Estimate) -> str:
    """How much surer people feel than at the start."""
    return f"Confidence since the start: {steps_text(found)} on a scale of 5."


def steps_text(found: Estimate) -> str:
    value, low, high = (step_text(each) for each in (found.value, found.low, found.high))
    return f"{value} (from {low} to {high})"


def _percent(share: float | None) -> str:
    return f"{round(100 * share)}%" if share is not None else ""


def _signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−") if number else "0"


def step_text(number: float) -> str:
    """+0.4, with a proper minus."""
    rounded = round(number, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0"
