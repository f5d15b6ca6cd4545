"""What admins see of the content in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.packs.schema import Fault, Pack, Status
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Option, Post, View

OPEN = "packs.open"
PUT_BACK = "packs.put_back"
TRY = "packs.try"
TRY_FORM = "packs.try_form"
CARD, MEETING, WORDING, CHOSEN = "card", "meeting", "wording", "chosen"
FIRST, AGAIN = "first", "again"
SEND = "Send me a card"
SENT = "On its way: the card is in your messages with me, marked as a test."
NO_CARD = "Write a card's id, as its file is named, or words of its title that only one card has."
MOST_PACKS = 30
MOST_FAULTS = 8
MOST_RESTING = 10
_WORK = {"general": "everybody", "hr": "HR"}


@dataclass(frozen=True)
class Resting:
    """A card that is not sent here, since nearly nobody who met it got anything from it."""

    card_id: str
    title: str
    met: int
    gained: int


def listed(
    packs: Sequence[Pack], faults: Sequence[Fault], resting: Sequence[Resting], *, today: date
) -> Post:
    """Which packs are active, what they hold, which cards rest, and what writers must mend."""
    active = [pack for pack in packs if pack.status is Status.ACTIVE]
    idle = [pack for pack in packs if pack.status is not Status.ACTIVE]
    head = f"{_count(len(active), 'pack')} in use."
    blocks: Blocks = [kit.section(f"*{head}*")]
    blocks += [kit.section(_pack_line(pack, today=today)) for pack in active[:MOST_PACKS]]
    if idle:
        names = ", ".join(f"{kit.escape(pack.title)} ({pack.status})" for pack in idle[:MOST_PACKS])
        blocks.append(kit.section(f"Not in use: {names}."))
    blocks += _resting(resting)
    told = _faults_line(faults)
    blocks.append(kit.section(told))
    blocks.append(kit.actions(kit.button(SEND, TRY)))
    blocks.append(
        kit.small("Packs are folders under `prompts/packs`. `afterglow packs check` reads them too.")
    )
    lines = [head, *(_pack_line(pack, today=today) for pack in active[:MOST_PACKS]), told]
    return Post(kit.cut(" ".join(lines), 3500), blocks)


def try_form() -> View:
    """Which card an admin sends to themselves, and how its learner meets it."""
    meetings = [Option("For the first time", FIRST), Option("Again: it asks before it shows", AGAIN)]
    wordings = [Option("First", "0"), Option("Second", "1"), Option("Third, where there is one", "2")]
    named = kit.text_input(CHOSEN, longest=120, placeholder="sales-deal-evidence")
    blocks: Blocks = [
        kit.input_block(CARD, "Card", named, hint=NO_CARD),
        kit.input_block(MEETING, "Its learner meets it", kit.radio(CHOSEN, meetings, chosen=FIRST)),
        kit.input_block(WORDING, "Wording", kit.select(CHOSEN, wordings, chosen="0")),
        kit.small("It comes to you alone, marked as a test. Your answers are kept nowhere."),
    ]
    return kit.modal(TRY_FORM, SEND, blocks, submit="Send it")


def no_card(words: str, near: Sequence[str]) -> str:
    """Said when no card, or more than one, is called so; plain, for it stands in a modal too."""
    told = f"Near: {', '.join(near)}. " if near else ""
    return f"No single card is called “{kit.cut(words, 80)}”. {told}{NO_CARD}"


def _pack_line(pack: Pack, *, today: date) -> str:
    dates = [card.review_by for card in pack.cards] + [one.review_by for one in pack.challenges]
    old = sum(day < today for day in dates)
    parts = [
        f"for {_WORK.get(pack.role, pack.role)}",
        _count(len(pack.cards), "card"),
        _count(len(pack.challenges), "challenge"),
    ]
    if old:
        parts.append(f"{old} past review and not sent")
    return f"*{kit.escape(pack.title)}*: {', '.join(parts)}"


def _resting(resting: Sequence[Resting]) -> Blocks:
    if not resting:
        return []
    more = f" These are the latest {MOST_RESTING}." if len(resting) > MOST_RESTING else ""
    told = (
        f"*Not sent any more: {_count(len(resting), 'card')}.* Nearly nobody here got anything from "
        f"{'it' if len(resting) == 1 else 'them'}. That is the card's fault: reword it in its pack, then "
        f"send it again.{more}"
    )
    lines = [
        kit.section(
            f"*{kit.escape(one.title)}* (`{kit.escape(one.card_id)}`): {one.gained} of {one.met} people "
            "answered it right or tried it",
            accessory=kit.button("Send it again", PUT_BACK, one.card_id),
        )
        for one in resting[:MOST_RESTING]
    ]
    return [kit.section(told), *lines]


def _faults_line(faults: Sequence[Fault]) -> str:
    if not faults:
        return "No faults."
    shown = "\n".join(f"• {kit.escape(kit.cut(str(fault), 250))}" for fault in faults[:MOST_FAULTS])
    more = f"\nand {len(faults) - MOST_FAULTS} more." if len(faults) > MOST_FAULTS else ""
    return f"{_count(len(faults), 'fault')} to mend; a pack with a fault stays as it was:\n{shown}{more}"


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
