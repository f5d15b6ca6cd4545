"""What people see of the prompt library: one prompt, what a search found, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.library.rules import LONGEST_ANSWER, Kind, Rights, State
from bot.nudges.blocks import found as card_found
from bot.packs.schema import Card
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post, View

OPEN = "library.open"
NEW = "library.new"
SHOW = "library.show"
EDIT = "library.edit"
VERIFY = "library.verify"
RETIRE = "library.retire"
DELETE = "library.delete"
LINK = "library.link"
HELPED = "library.helped"
KEEP = "library.keep"
MERGE = "library.merge"
SEARCH_FORM = "library.search_form"
NOTE = "library.note"
WORDS = "words"
MINE = "mine"
TITLE = "Prompt library"

NO_QUESTION = "This question is no longer there, or not solved any more."
GONE = "This prompt is no longer there, or no longer open to you."
NOT_YOURS = (
    "Only its owner can change or delete a prompt. Champions of its team and admins can verify or retire it."
)
CHANGED = "This prompt has changed since you opened it, so I left it as it is. Look at it once more:"
MERGED = "This was merged into another that says the same. Here it is:"
KEPT = "Noted: it is to be looked at again in ninety days."
IS_MERGED = "Merged: whoever looks for the other one finds this one now."
THANKS = "Counted. Its owner hears how many it helped, and not that it was you."
THANKED = "You said that before; it counts once."
OWN = "This one is yours, so its thanks come from others."
NOTHING_NEW = "Nothing changed: this was done before."
DELETED = "Deleted. Its text is gone here for everybody; copies that people made stay theirs."
HOW_TO_ADD = (
    "To add one, use “Save as prompt” in the menu of a message that holds a good prompt, or the button here."
)


@dataclass(frozen=True)
class PromptCard:
    """A saved prompt as one person may see it, for drawing."""

    id: int
    version: int
    title: str = field(repr=False)
    text: str = field(repr=False)
    tool: str = field(repr=False)
    tool_version: str = field(repr=False)
    limits: str = field(repr=False)
    example: str = field(repr=False)
    guardrail: str = field(repr=False)
    workflow: str = field(repr=False)
    kind: Kind
    change_note: str = field(repr=False)
    state: State
    shared: bool
    team: str = field(repr=False)
    verified_by: str | None
    review_by: date
    forgotten_on: date
    url: str
    rights: Rights
    helped: int = 0  # so many people
    is_due: bool = False  # its owner is to look at it again
    twin: tuple[int, str] | None = field(default=None, repr=False)  # what it could be merged into, by title


@dataclass(frozen=True)
class Listing:
    """Without a search: what waits for the reader's look, and what was saved last."""

    waiting: Sequence[PromptCard]
    due: Sequence[PromptCard]
    latest: Sequence[PromptCard]


def prompt(card: PromptCard) -> Blocks:
    """One prompt to copy, or one answer, with what is known of it and what this reader may do."""
    blocks: Blocks = [kit.section(f"*{kit.escape(card.title)}*  ·  {mark(card)}"), _words(card)]
    if card.twin is not None:
        blocks.append(kit.section(f"It looks like “{kit.escape(card.twin[1])}”, which is there already."))
    lines = "\n".join(line for line in _known(card) if line)
    if lines:
        blocks.append(kit.small(lines))
    buttons = _buttons(card)
    if buttons:
        blocks.append(kit.actions(*buttons))
    return blocks


def _words(card: PromptCard) -> Block:
    if card.kind is Kind.PROMPT:
        return kit.code(card.text)
    return kit.section(kit.quote(card.text, LONGEST_ANSWER))


def _known(card: PromptCard) -> list[str]:
    told = (("Example", card.example), ("Watch for", card.limits), ("Never", card.guardrail))
    said = [f"{name}: {kit.escape(text)}" for name, text in told if text]
    count = f"It {helped(card.helped)}" if card.helped else ""
    part = f"Part of {kit.escape(card.workflow)}." if card.workflow else ""
    used = " ".join(one for one in (part, count) if one)
    return [*said, _tested(card), _checked(card), used, audience(card) if card.rights.own else ""]


def helped(number: int, *, more: bool = False) -> str:
    """How many people said that it helped."""
    others = " more" if more and number > 1 else ""
    return f"helped {number}{others} people." if number > 1 else "helped one person."


def mark(card: PromptCard) -> str:
    """Its state in a word or two."""
    match card.state:
        case State.VERIFIED:
            return "verified"
        case State.EXPIRED:
            return "to be looked at again"
        case State.RETIRED:
            return "retired"
        case _ if card.shared:
            return "draft"
        case _:
            return "only for you"


def _tested(card: PromptCard) -> str:
    named = " ".join(part for part in (card.tool, card.tool_version) if part)
    parts = [f"Tested with {kit.escape(named)}."] if named else []
    if card.version > 1:
        change = f": {kit.escape(card.change_note)}" if card.change_note else ""
        parts.append(f"Version {card.version}{change}")
    return " ".join(parts)


def _checked(card: PromptCard) -> str:
    if card.state is not State.VERIFIED:
        return ""
    by = f" by <@{card.verified_by}>" if card.verified_by else ""
    return f"Verified{by}, to be looked at again by {day(card.review_by)}."


def audience(card: PromptCard) -> str:
    """Who finds it, for its owner."""
    who = f"Your team ({kit.escape(card.team)}) finds it" if card.team else "Admins find it"
    by = "a champion of the team or an admin" if card.team else "an admin"
    match card.state:
        case State.VERIFIED:
            return "It is yours, and everybody in this workspace finds it."
        case State.EXPIRED if card.shared:
            return (
                f"It was to be looked at by {day(card.review_by)}, so only you and those who verify find it. "
                "Edit it, or let a champion verify it again."
            )
        case State.EXPIRED:
            return f"Only you find it. You wanted to look at it again by {day(card.review_by)}: still good?"
        case State.RETIRED:
            return (
                "Only you find it. Edit it to bring it back as a draft; "
                f"otherwise it is deleted on {day(card.forgotten_on)}."
            )
        case _ if card.shared:
            return f"{who}, marked as a draft. Once {by} verifies it, everybody in this workspace does."
        case _:
            return "Only you find it. Edit it to share it with others."


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _buttons(card: PromptCard) -> list[Block]:
    value = f"{card.id}:{card.version}"
    buttons: list[Block] = []
    if card.rights.curate and card.state in (State.DRAFT, State.EXPIRED):
        buttons.append(kit.button("Mark as verified", VERIFY, value, style="primary"))
    if card.twin is not None:
        buttons.append(_merge_button(card, *card.twin))
    if card.rights.own and card.is_due:
        buttons.append(kit.button("Still good", KEEP, value))
    if not card.rights.own and card.state is not State.RETIRED:
        buttons.append(kit.button("It helped me", HELPED, card.id))
    if card.rights.own:
        buttons.append(kit.button("Edit", EDIT, value))
    if (card.rights.own or card.rights.curate) and card.state is not State.RETIRED:
        buttons.append(kit.button("Retire", RETIRE, value))
    if card.rights.own:
        text = "Its text is deleted for everybody, at once."
        sure = kit.confirm("Delete this prompt?", text, yes="Delete", style="danger")
        buttons.append(kit.button("Delete", DELETE, value, style="danger", confirm=sure))
    if card.url:
        buttons.append(kit.link("Where it came from", LINK, card.url))
    return buttons


def _merge_button(card: PromptCard, into: int, title: str) -> Block:
    text = f"“{kit.cut(title, 60)}” stays, and answers for both. Whoever saved this one keeps it, retired."
    sure = kit.confirm("Merge the two?", text, yes="Merge")
    return kit.button("Merge into that one", MERGE, f"{card.id}:{card.version}:{into}", confirm=sure)


def found(results: Sequence[PromptCard | Card], words: str) -> Post:
    """Prompts to copy for what somebody looked for, with the way to more."""
    if not results:
        line = nothing_for(words)
        return Post(line, [kit.section(line), *_ways()])
    line = f"Prompts for “{_quoted(words)}”, the closest first:"
    text = kit.cut("\n".join([line, *(_aloud(one) for one in results)]), 3900)
    return Post(text, [kit.section(line), *_drawn(results), *_ways()])


def _drawn(results: Sequence[PromptCard | Card]) -> Blocks:
    blocks: Blocks = []
    for one in results:
        drawn = prompt(one) if isinstance(one, PromptCard) else card_found(one)
        blocks += [kit.divider(), *drawn]
    return blocks


def _aloud(one: PromptCard | Card) -> str:
    text = one.text if isinstance(one, PromptCard) else one.prompt
    return f"{kit.escape(one.title)}\n{kit.escape(text)}"


def nothing_for(words: str) -> str:
    return (
        f"I have no prompt for “{_quoted(words)}” yet. Try one plain word such as "
        "`/afterglow library meeting`, or put it to a champion with `/afterglow ask`."
    )


def _quoted(words: str) -> str:
    return kit.escape(kit.cut(words, 60))


def overview(listing: Listing) -> Post:
    """Without words: what waits, what was saved last, and how to add one."""
    line = "Say what you are looking for: `/afterglow library meeting notes`"
    blocks = [kit.section(line), *_listed(listing), kit.small(HOW_TO_ADD), *_ways()]
    return Post(f"{line}\n{HOW_TO_ADD}", blocks)


def _listed(listing: Listing) -> Blocks:
    if not (listing.waiting or listing.due or listing.latest):
        return [kit.section("Nobody has saved a prompt here yet; the ones of the cards are searched too.")]
    blocks: Blocks = []
    groups = (
        ("Waiting to be verified", listing.waiting),
        ("Yours to look at again", listing.due),
        ("Saved last", listing.latest),
    )
    for title, cards in groups:
        if cards:
            blocks += [kit.section(f"*{title}*"), *(_row(card) for card in cards)]
    return blocks


def _row(card: PromptCard) -> Block:
    show = kit.button("Show", SHOW, card.id)
    count = f"  ·  {helped(card.helped).rstrip('.')}" if card.helped else ""
    return kit.section(f"*{kit.escape(card.title)}*  ·  {mark(card)}{count}", accessory=show)


def _ways() -> Blocks:
    search, new = kit.button("Search", OPEN, MINE), kit.button("Add a prompt", NEW, MINE)
    return [kit.actions(search, new)]


def section() -> Blocks:
    """The library on App Home."""
    search, new = kit.button("Search prompts", OPEN, MINE), kit.button("Add a prompt", NEW, MINE)
    line = (
        "*Prompt library*\nPrompts and answers: from the cards, and saved by colleagues from their own work."
    )
    return [kit.section(line), kit.actions(search, new)]


def to_verify(number: int) -> Blocks:
    """For whoever curates: how many wait, and the way to them."""
    if not number:
        return []
    what = "One prompt or answer waits" if number == 1 else f"{number} prompts and answers wait"
    button = kit.button("Look through them", OPEN, MINE)
    return [kit.section(f"{what} for somebody to verify.", accessory=button)]


def search_form(words: str, results: Sequence[PromptCard | Card]) -> View:
    """Search in a modal; what was found stands under the words."""
    under = _drawn(results) if results else [kit.section(nothing_for(words))]
    return _search(words, under)


def overview_form(listing: Listing) -> View:
    """The same modal before anything was looked for."""
    how = kit.small("To add one, use “Save as prompt” in the menu of a message.")
    return _search("", [*_listed(listing), how])


def _search(words: str, under: Blocks) -> View:
    typed = kit.text_input("words", initial=words, longest=150)
    field = kit.input_block(WORDS, "What are you looking for?", typed, optional=True)
    return kit.modal(SEARCH_FORM, TITLE, [field, *under], submit="Search", close="Close")


def standing(card: PromptCard, *, line: str) -> Post:
    """What became of it, with the prompt as it now is."""
    text = f"{line}\n{kit.escape(card.title)}"
    return Post(text, [kit.section(line), *prompt(card)])


def shown(card: PromptCard) -> Post:
    """One prompt, as its reader asked for it."""
    return Post(_aloud(card), prompt(card))


def saved(card: PromptCard) -> Post:
    """After the form: where it is and how to undo it."""
    what = "Saved." if card.version == 1 else f"Saved as version {card.version}."
    line = f"{what} `/afterglow library` and a word of its title finds it; you can change or delete it here."
    return standing(card, line=line)


def verified_for_owner(card: PromptCard, *, by: str) -> Post:
    line = f"<@{by}> verified {_what(card)} of yours, so everybody in this workspace finds it now. Thank you."
    return standing(card, line=line)


def retired_for_owner(card: PromptCard, *, by: str) -> Post:
    line = f"<@{by}> retired {_what(card)} of yours: nobody but you finds it now. They can tell you why."
    return standing(card, line=line)


def merged_for_owner(card: PromptCard, *, by: str) -> Post:
    line = (
        f"<@{by}> merged {_what(card)} of yours into one that says the same: whoever looks for yours "
        "finds that one. Edit yours to bring it back."
    )
    return standing(card, line=line)


def _what(card: PromptCard) -> str:
    return "a prompt" if card.kind is Kind.PROMPT else "an answer"


def full(card: PromptCard, beside: Sequence[PromptCard]) -> Post:
    """Why one more is not verified, and what could make room."""
    where = f"“{kit.escape(card.workflow)}”" if card.workflow else "What is part of no workflow"
    line = (
        f"{where} has {len(beside)} verified ones, which is as many as people look through. Retire one of "
        "them first, or merge this one. Those that helped fewest come first:"
    )
    return Post(line, [kit.section(line), *(_row(one) for one in beside)])


def thanked(may: bool | None, *, is_new: bool) -> Post:
    """`may` None: there is no such prompt."""
    if may is None:
        return note(GONE)
    return note(OWN if not may else THANKS if is_new else THANKED)


def not_saved(card: PromptCard) -> Post:
    """Its saver would rather have the one that is there."""
    return standing(card, line="Not saved twice. Here is the one that is there already:")


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])


def as_modal(post: Post) -> View:
    """The same answer in the modal in which it was asked for."""
    return kit.modal(NOTE, TITLE, post.blocks, close="Close")
