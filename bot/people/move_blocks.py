"""What admins see before people leave one team for another."""

from collections.abc import Sequence

from bot.people.rules import Move
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, View

REVISE = "people.revise_team"
REVIEW_FORM = "people.moves_form"
MOST_SHOWN = 40
TOO_MANY = "These are too many people for one change. Choose up to 150, save, and add the others then."


def review(
    team: str,
    moves: Sequence[Move],
    *,
    private: str,
    callback: str = REVIEW_FORM,
    revise: str = REVISE,
    title: str = "Who will move",
    submit: str = "Move and save",
    changed_meanwhile: bool = False,
) -> View:
    """Who would come from which team; nothing is saved before this is sent."""
    name = kit.escape(team)
    who = "One person leaves another team" if len(moves) == 1 else f"{len(moves)} people leave another team"
    blocks: Blocks = []
    if changed_meanwhile:
        blocks.append(
            kit.section("Somebody else changed teams meanwhile, so nothing is saved. As it is now:")
        )
    blocks += [
        kit.section(f"*{who} for {name}*\n{_listed(moves, name)}"),
        kit.section(
            f"From then on they have the channel, champions and cadence of {name}, and cards for its kind of "
            "work unless they chose another. A challenge that they have already stays with them."
        ),
        kit.actions(kit.button("Change something", revise)),
        kit.small("Nothing is saved yet. Nobody is told about the move."),
    ]
    return kit.modal(callback, title, blocks, submit=submit, private=private)


def _listed(moves: Sequence[Move], team: str) -> str:
    lines = [f"• <@{one.user_id}>: {kit.escape(one.team)} → {team}" for one in moves[:MOST_SHOWN]]
    if len(moves) > MOST_SHOWN:
        lines.append(f"• and {len(moves) - MOST_SHOWN} more")
    return "\n".join(lines)
