"""What went wrong and somebody can mend: a quiet line on an admin's page, and a list behind a button."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.enrolment.blocks import MINE
from bot.enrolment.rules import day_text
from bot.outbox.rules import DIRECT, Missed, Why, most_first
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, View

UNDELIVERED = "home.undelivered"
MOST_PLACES = 20
IN_VAIN = "Answer in the thread, or add a champion."

WORDS = {
    Why.LATE: "too late",
    Why.TOKEN: "without a valid token",
    Why.SCOPE: "without a permission",
    Why.ARCHIVED: "to an archived channel",
    Why.CLOSED: "to a channel closed to us",
    Why.PERSON: "to somebody who cannot be written to",
    Why.DOUBT: "perhaps arrived",
    Why.GAVE_UP: "given up after eight failures of Slack",
    Why.REFUSED: "refused by Slack",
}
ADVICE = {
    Why.LATE: "They could not go out in time and would have come too late to be of use. If that goes on, ask "
    "whoever runs Afterglow to look at `afterglow doctor`.",
    Why.TOKEN: "Slack did not accept us. Install the app again; what still waits then goes out by itself.",
    Why.SCOPE: "The app lacks a permission. Whoever runs Afterglow updates it from `afterglow manifest` and "
    "installs it again.",
    Why.ARCHIVED: "Give the team another channel with `/afterglow team`, or bring this one back.",
    Why.CLOSED: "Invite the bot with `/invite @afterglow`, or choose another channel with `/afterglow team`.",
    Why.PERSON: "Their account takes no direct messages. Nothing to do.",
    Why.DOUBT: "Slack did not say whether they arrived, and they leave no trace. They were not sent twice.",
    Why.GAVE_UP: "Slack failed eight times in a row. https://status.slack.com says whether it has trouble.",
    Why.REFUSED: "Whoever runs Afterglow finds Slack's reason with `afterglow doctor`.",
}


def line(missed: Sequence[Missed], *, untaken: int) -> Blocks:
    """Nothing at all when all is well."""
    blocks: Blocks = []
    if missed:
        see = kit.button("See which", UNDELIVERED, MINE)
        blocks.append(kit.section(_summary(missed), accessory=see))
    if untaken:
        found = "1 question waits" if untaken == 1 else f"{untaken} questions wait"
        blocks.append(kit.section(f"*{found} though everybody was asked.* {IN_VAIN}"))
    return blocks


def _summary(missed: Sequence[Missed]) -> str:
    total = sum(one.count for one in missed)
    counted = most_first(missed)
    what = "1 message was" if total == 1 else f"{total} messages were"
    why = WORDS[counted[0][0]] if total == 1 else ", ".join(f"{count} {WORDS[why]}" for why, count in counted)
    return f"*{what} not delivered in the last seven days:* {why}."


def listed(missed: Sequence[Missed], zone: ZoneInfo) -> View:
    """Which, where and what to do; nobody's words, and nobody's name."""
    blocks: Blocks = []
    for why, count in most_first(missed):
        places = [one for one in missed if one.why == why]
        shown = "\n".join(f"•  {_place(one, zone)}" for one in places[:MOST_PLACES])
        more = f"\nand {len(places) - MOST_PLACES} more channels" if len(places) > MOST_PLACES else ""
        blocks += [kit.section(f"*{count} {WORDS[why]}*\n{shown}{more}"), kit.small(ADVICE[why])]
    if not blocks:
        blocks = [kit.section("Everything of the last seven days was delivered.")]
    blocks.append(kit.small("The last seven days. What they said, and to whom directly, is not shown."))
    return kit.modal("home.undelivered_list", "Not delivered", blocks, close="Close")


def _place(one: Missed, zone: ZoneInfo) -> str:
    where = "direct messages" if one.place == DIRECT else f"<#{one.place}>"
    return f"{where}: {one.count}, last on {day_text(one.last.astimezone(zone).date())}"
