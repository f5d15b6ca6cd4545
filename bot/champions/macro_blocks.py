"""The replies that a champion keeps, as they see, write and delete them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.champions.rules import LONGEST_REPLY, LONGEST_TITLE, MOST_MACROS
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

LIST = "champions.macros"
NEW = "champions.macro_new"
EDIT = "champions.macro_edit"
DELETE = "champions.macro_delete"
FORM = "champions.macro_form"
SEEN = "champions.macros_seen"
TITLE, TEXT, SHARED = "macro_title", "macro_text", "macro_shared"
MOST_SHOWN = 40
GONE = "This saved reply is no longer there."
FULL = f"You keep {MOST_MACROS} replies already. Delete one that you do not use, under *Saved replies*."
NEEDS_TITLE = "Give it a name of a few words."
NEEDS_TEXT = "Write the reply."


@dataclass(frozen=True)
class Draft:
    """A reply as its owner wrote it in a form."""

    title: str = field(repr=False)
    text: str = field(repr=False)
    is_shared: bool = False

    @property
    def told(self) -> tuple[str, str, bool]:
        """All that is kept of it."""
        return self.title, self.text, self.is_shared


@dataclass(frozen=True)
class Saved:
    """A reply that somebody can begin an answer with."""

    id: int
    title: str = field(repr=False)
    text: str = field(repr=False)
    is_shared: bool
    owner_id: str
    is_own: bool


def button(mine: int | str) -> Block:
    return kit.button("Saved replies", LIST, mine)


def listed(saved: Sequence[Saved], *, said: str = "") -> View:
    """What somebody keeps, and what their teams' other champions share."""
    blocks: Blocks = [kit.section(said)] if said else []
    if not saved:
        line = "You keep no replies yet. A saved reply begins an answer that you would else write again."
        blocks.append(kit.section(line))
    blocks.append(kit.actions(kit.button("New reply", NEW)))
    for one in saved[:MOST_SHOWN]:
        blocks += _line(one)
    blocks.append(kit.small("*Reply* beside a question in your queue begins with one of these."))
    return kit.modal(SEEN, "Saved replies", blocks, close="Close")


def _line(one: Saved) -> Blocks:
    whose = "shared with your teams' champions" if one.is_shared else "only you"
    if not one.is_own:
        whose = f"shared by <@{one.owner_id}>"
    shown = kit.section(f"*{kit.escape(one.title)}* ({whose})\n{kit.quote(one.text, 200)}")
    if not one.is_own:
        return [shown]
    sure = kit.confirm("Delete this reply?", "It is gone then, for whoever used it too.", yes="Delete")
    return [
        shown,
        kit.actions(kit.button("Edit", EDIT, one.id), kit.button("Delete", DELETE, one.id, confirm=sure)),
    ]


def form(one: Saved | None = None) -> View:
    """A new reply, or one's own to change."""
    title = kit.text_input(TITLE, initial=one.title if one else "", longest=LONGEST_TITLE)
    text = kit.text_input(TEXT, initial=one.text if one else "", multiline=True, longest=LONGEST_REPLY)
    share = Option("The champions of my teams may use it too", SHARED)
    boxes = kit.checkboxes(SHARED, [share], chosen=[SHARED] if one and one.is_shared else [])
    return kit.modal(
        FORM,
        "Saved reply",
        [
            kit.input_block(TITLE, "Name", title, hint="As you will look for it: action items from a call."),
            kit.input_block(TEXT, "Reply", text, hint="No names, customer data or passwords."),
            kit.input_block(SHARED, "Who uses it", boxes, optional=True),
        ],
        submit="Save",
        private=str(one.id) if one else "",
    )
