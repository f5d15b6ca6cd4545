"""What an admin reads of teams that lack champions."""

from collections.abc import Sequence

from bot.champions import blocks as champion_blocks
from bot.champions.rules import MOST_PEOPLE
from bot.coverage.rules import Gap
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Post

LEAVE = "coverage.leave"
MINE = "me"
MOST = 3
GONE = "This team is no longer there, or it has enough champions by now. Nothing was changed."


def alert(gaps: Sequence[Gap], *, said: str = "") -> Post:
    """Which teams lack champions, what that means for their questions, and a press that mends it."""
    line = said or ("One team lacks champions." if len(gaps) == 1 else f"{len(gaps)} teams lack champions.")
    blocks: Blocks = [kit.section(line)]
    for gap in gaps[:MOST]:
        name = "Name a champion" if not gap.champions else "Name another champion"
        blocks += [
            kit.section(_gap(gap)),
            kit.actions(
                kit.button(name, champion_blocks.EDIT, gap.team_id),
                kit.button("Leave it so", LEAVE, gap.team_id),
            ),
        ]
    if len(gaps) > MOST:
        more = kit.button("All teams", champion_blocks.LIST, MINE)
        blocks.append(kit.section(f"And {len(gaps) - MOST} more.", accessory=more))
    if gaps:
        why = (
            "You get this as an admin, in place of a card, after a working day without; of one team once in "
            "four weeks at most. Only admins are told."
        )
        blocks.append(kit.small(why))
    return Post(line, blocks)


def left(name: str, gaps: Sequence[Gap]) -> Post:
    """In place of the message, once an admin leaves a team as it is; the others stay."""
    said = (
        f"Noted: I say no more about *{kit.escape(name)}* until it has had enough champions once. "
        "`/afterglow champions` shows all teams."
    )
    return alert(gaps, said=said)


def note(text: str) -> Post:
    return Post(text, [kit.section(text)])


def _gap(gap: Gap) -> str:
    people = "one person" if gap.people == 1 else f"{gap.people} people"
    if not gap.champions:
        return (
            f"*{kit.escape(gap.name)}* has {people} and no champion: its questions go to champions of other "
            "teams, who know its work less, and then to an admin."
        )
    champions = "one champion" if gap.champions == 1 else f"{gap.champions} champions"
    return (
        f"*{kit.escape(gap.name)}* has {people} and {champions}: questions may wait long, for one champion "
        f"can be there for {MOST_PEOPLE} people at most."
    )
