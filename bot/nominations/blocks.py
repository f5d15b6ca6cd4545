"""What somebody who helps unasked is asked, in private; and what admins see once they agreed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Post

YES = "nominations.yes"
NO = "nominations.no"
NAME = "nominations.name"
SET_ASIDE = "nominations.set_aside"
GONE = "This is no longer there: it was answered already, or you are a champion by now."
NOT_WILLING = "This nomination is no longer there."
NO_MORE = "Of course. Nobody is told, and I do not ask again."
LATER = "Set aside. They are not told, and it does not come up again."
MOST = 5


@dataclass(frozen=True)
class Willing:
    """Somebody who agreed to be named; with the team whose champion they could be."""

    id: int
    user_id: str
    team_id: int
    team: str = field(repr=False)


def question(row_id: int) -> Post:
    """Once, to them alone, before anybody else hears of it."""
    line = (
        "What you wrote below colleagues' questions solved them, more than once, and nobody had asked you. "
        "Would you like to be named to the admins as a possible champion?"
    )
    why = (
        "A champion answers their team's questions about AI, in two to four hours a week. Nobody is told "
        "unless you say yes, and I ask only once."
    )
    yes = kit.button("Yes, name me", YES, row_id, style="primary")
    return Post(
        line, [kit.section(line), kit.actions(yes, kit.button("No, thank you", NO, row_id)), kit.small(why)]
    )


def agreed(row_id: int) -> Post:
    line = "Thank you. The admins see that you would, and decide; you can still change your mind."
    return Post(line, [kit.section(line), kit.actions(kit.button("I changed my mind", NO, row_id))])


def welcome(team: str) -> Post:
    """In place of what they agreed to, once an admin pressed."""
    line = f"You are a champion of {kit.escape(team)} now. `/afterglow queue` shows what waits; thank you."
    return Post(line, [kit.section(line)])


def note(text: str) -> Post:
    return Post(text, [kit.section(text)])


def named(one: Willing) -> str:
    return f"<@{one.user_id}> is a champion of {kit.escape(one.team)} now, and was told."


def waiting(willing: Sequence[Willing]) -> Blocks:
    """For admins: who would champion, in no order but that of the days."""
    blocks: Blocks = []
    for one in willing[:MOST]:
        line = (
            f"<@{one.user_id}> helps colleagues with their questions unasked, and would be a champion of "
            f"*{kit.escape(one.team)}*."
        )
        name = kit.button("Make champion", NAME, one.id, style="primary")
        blocks += [kit.section(line), kit.actions(name, kit.button("Not now", SET_ASIDE, one.id))]
    return blocks
