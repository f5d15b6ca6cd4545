"""What an asker reads before and after a question asked in private goes anywhere."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.enrolment.rules import moment_text
from bot.questions import blocks
from bot.questions.blocks import QuestionCard
from bot.questions.rules import Status
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Post


def preview(card: QuestionCard, *, channel: str | None) -> Post:
    """Before a question asked in private goes anywhere: its asker says where."""
    buttons = []
    if channel:
        buttons.append(kit.button("Ask in the team's channel", blocks.PLACE_OPENLY, card.id, style="primary"))
    buttons.append(kit.button("Ask one champion privately", blocks.PLACE_PRIVATELY, card.id))
    buttons.append(kit.button("Ask without my name", blocks.PLACE_ANONYMOUSLY, card.id))
    buttons.append(kit.button("Never mind", blocks.DISCARD, card.id))
    where = f"in <#{channel}>, where colleagues can learn from the answer, or" if channel else "by asking"
    line = f"I can put this to a champion {where} one champion privately."
    shown: Blocks = [
        kit.section(f"{kit.quote(card.text)}\n{line}"),
        kit.actions(*buttons),
        kit.small("Nobody else has seen it so far."),
    ]
    return Post(line, shown)


@dataclass(frozen=True)
class Expected:
    """What happens next to a question asked privately, in its asker's time; `asked_at` None means now."""

    has_champion: bool
    asked_at: datetime | None
    next_at: datetime | None
    zone: ZoneInfo
    today: date


def placed(card: QuestionCard, *, channel: str | None, expected: Expected) -> Post:
    if card.status == Status.WITHDRAWN:
        return blocks.note("Discarded. Nobody has seen it.")
    if not card.private and not card.is_anonymous:
        return blocks.note(f"Asked in <#{channel}>. You will be mentioned when somebody answers there.")
    line = f"{_coming(card, expected)} Until then, only you and whoever is asked see it."
    if not card.private:
        line = f"Asked in <#{channel}> without your name. I pass on what is answered there."
    buttons = [kit.button("Withdraw", blocks.WITHDRAW, card.id)]
    if not card.private:
        buttons.insert(0, kit.button("Add something", blocks.WRITE, card.id))
    shown: Blocks = [
        kit.section(f"{line}\n{kit.quote(card.text)}"),
        kit.actions(*buttons),
        kit.small("Withdraw takes it back: nobody is asked about it any more."),
    ]
    return Post(line, shown)


def _coming(card: QuestionCard, expected: Expected) -> str:
    """When somebody may be expected, and what happens if nobody comes."""
    theirs = "I pass on what they answer." if card.is_anonymous else "They will write to you."
    later = (
        moment_text(expected.asked_at, expected.zone, today=expected.today)
        if expected.asked_at is not None
        else ""
    )
    if not expected.has_champion:
        when = f" {later}, when the working day begins" if later else ""
        who = f". {theirs}" if card.is_anonymous else ", who writes to you."
        return f"No champion is free at the moment: I ask an admin{when} to find somebody{who}"
    if later:
        return f"I ask a champion privately {later}, when the working day begins. {theirs}"
    line = f"I have asked a champion privately. {theirs}"
    if expected.next_at is None:
        return line
    then = moment_text(expected.next_at, expected.zone, today=expected.today)
    return f"{line} If nobody has taken it by {_plain_moment(then)}, I ask the next one."


def _plain_moment(moment: str) -> str:
    """After "by": today at 10:00 becomes 10:00 today."""
    day, _, hour = moment.removeprefix("on ").rpartition(" at ")
    return f"{hour} {'on ' if moment.startswith('on ') else ''}{day}"
