"""What whoever holds a question reads about it, and what its asker reads when it was over too soon."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cadence.rules import local_day
from bot.champions import blocks as champion_blocks
from bot.champions.blocks import Waiting
from bot.enrolment.rules import moment_text
from bot.people.rules import mention
from bot.questions import blocks
from bot.questions.blocks import QuestionCard
from bot.questions.rules import Remind
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post

ALL_LAPSED = (
    "What you took and nobody has heard of since went back to the other champions, so that nobody waits."
)
WHEN = {
    Remind.SOON: "Remind me in two hours",
    Remind.TOMORROW: "Remind me tomorrow",
    Remind.NEXT_WEEK: "Remind me in a week",
    Remind.NEVER: "Stop reminding me of this one",
}


def _who(card: QuestionCard) -> str:
    return mention(card.asker_id, blocks.SOMEBODY)


def reminder(card: QuestionCard, *, url: str, until: datetime, zone: ZoneInfo, now: datetime) -> Post:
    """To whoever took a question and has not been heard of since."""
    line = f"You took this question from {_who(card)}, and it waits for an answer."
    then = moment_text(until, zone, today=local_day(now, zone))
    buttons: list[Block] = [
        kit.button("I have answered", blocks.ANSWERED, card.id, style="primary"),
        kit.button("Release", blocks.RELEASE, card.id),
        kit.button("Hand over", blocks.HAND_OVER, card.id),
        kit.overflow(blocks.REMIND, [Option(text, f"{card.id}:{when}") for when, text in WHEN.items()]),
    ]
    if url and not card.private:
        buttons.insert(1, kit.link("Open the thread", blocks.OPEN_THREAD, url))
    direct = f" {blocks.reached(card)}" if card.private else ""
    if card.private and card.is_anonymous:
        buttons.insert(0, kit.button("Write an answer", blocks.REPLY, card.id))
    return Post(
        f"{line} {kit.escape(kit.cut(card.text, 300))}",
        [
            kit.section(f"{line}\n{kit.quote(card.text)}"),
            kit.actions(*buttons),
            kit.small(
                f"You get this once, because you hold it.{direct} If I hear nothing, the others are asked "
                f"{then}. The dots have later reminders, or none."
            ),
        ],
    )


def reminder_of_all(held: Sequence[Waiting], *, until: datetime, zone: ZoneInfo, now: datetime) -> Post:
    """To whoever took several questions and has not been heard of since: one message."""
    line = f"You took {len(held)} questions that wait for an answer."
    then = moment_text(until, zone, today=local_day(now, zone))
    shown: Blocks = [kit.section(line)]
    for one in held:
        later = [Option(text, f"{one.id}:{when}") for when, text in WHEN.items()]
        buttons = [
            kit.button("I have answered", champion_blocks.SAY_ANSWERED, one.id),
            kit.button("Reply", blocks.REPLY, one.id),
        ]
        dots = kit.overflow(champion_blocks.REMIND, later)
        shown += champion_blocks.entry(one, buttons, now=now, last=[dots])
    shown.append(
        kit.small(
            f"You get this once, because you hold them. If I hear nothing, the others are asked {then}. "
            "Release or hand over where you took it. The dots have later reminders, or none."
        )
    )
    return Post(line, shown)


def all_lapsed() -> Post:
    """In place of the reminder of several that nobody reacted to."""
    return Post(ALL_LAPSED, [kit.section(ALL_LAPSED), kit.actions(champion_blocks.see_queue())])


def kept(at: datetime | None, *, zone: ZoneInfo, now: datetime) -> str:
    """Said once its holder chose when to hear of it again."""
    when = moment_text(at, zone, today=local_day(now, zone)) if at else ""
    return (
        f"This one stays yours. I come back to it {when}."
        if at
        else "This one stays yours, without reminders."
    )


def lapsed(card: QuestionCard, *, url: str) -> Post:
    """In place of the reminder that nobody reacted to."""
    line = f"This question from {_who(card)} went back to the other champions, so that nobody waits."
    shown: Blocks = [kit.section(f"{line}\n{kit.quote(card.text)}")]
    buttons: list[Block] = [kit.button("I'll take it after all", blocks.CLAIM, card.id)]
    if url and not card.private:
        buttons.append(kit.link("Open the thread", blocks.OPEN_THREAD, url))
    return Post(line, [*shown, kit.actions(*buttons)])


def reminded(card: QuestionCard, *, at: datetime | None, url: str, zone: ZoneInfo, now: datetime) -> Post:
    """In place of the reminder, once its holder chose when to hear of it again."""
    line = kept(at, zone=zone, now=now)
    buttons: list[Block] = [
        kit.button("I have answered", blocks.ANSWERED, card.id),
        kit.button("Release", blocks.RELEASE, card.id),
    ]
    if url and not card.private:
        buttons.append(kit.link("Open the thread", blocks.OPEN_THREAD, url))
    return Post(line, [kit.section(f"{line}\n{kit.quote(card.text)}"), kit.actions(*buttons)])


def asked_on(card: QuestionCard, *, url: str) -> Post:
    """To its holder, whom an edit in the thread does not reach: the answer did not solve it."""
    where = "please write to them once more" if card.private else "please look into the thread once more"
    line = f"{mention(card.asker_id, 'Its asker')} is not there yet: {where}."
    write = [kit.button("Write an answer", blocks.REPLY, card.id)] if card.is_anonymous else []
    if url and not card.private:
        write.append(kit.link("Open the thread", blocks.OPEN_THREAD, url))
    return Post(
        line,
        [
            kit.section(f"{line}\n{kit.quote(card.text)}"),
            kit.actions(
                *write,
                kit.button("I have answered", blocks.ANSWERED, card.id),
                kit.button("Release", blocks.RELEASE, card.id),
            ),
        ],
    )


def say_more(card: QuestionCard) -> Post:
    """To whoever said in the thread that it is not solved."""
    return blocks.note(
        f"<@{card.champion_id}> is told. Write here what is still missing, and the next answer fits better."
    )


def asked_again(row_id: int) -> Post:
    """To the asker alone, who asks on below a question that is closed."""
    line = "This question is marked as solved. Reopen it, and a champion is asked again."
    return Post(line, [kit.section(line), kit.actions(kit.button("Reopen", blocks.REOPEN, row_id))])
