"""Skills with nothing to read or nothing to try: a pack with such a gap works, and is not finished."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from bot.packs.links import Folder
from bot.packs.parse import Draft
from bot.packs.schema import Card, Fault, Pack, Role


class Lack(StrEnum):
    """What a skill can lack, in the words of the fault."""

    READ = "nothing to read"
    TRY = "nothing to try"


_HINTS = {
    Lack.READ: "add a card with 'questions' whose 'skill' is \"{skill}\"",
    Lack.TRY: "add a card with a 'task' of up to ten minutes whose 'skill' is \"{skill}\"",
}


def gaps(folders: Sequence[Folder]) -> Iterator[tuple[str, Fault]]:
    """Each skill of a pack in which its learners find one kind of card only, with the pack's name.

    Everybody gets the general packs, so these complete a role's pack; a skill that a general pack teaches
    and leaves open is told there alone. While a file cannot be read, nothing is said of what it may hold.
    """
    general = [folder for folder in folders if folder.role is Role.GENERAL]
    is_known = all(map(_is_read, general))
    for folder in folders:
        if folder.pack is None or not _is_read(folder) or "order" not in folder.pack.places:
            continue
        beside = [each for each in general if each is not folder]
        if beside and not is_known:
            continue
        theirs = {skill for each in beside if each.pack for skill in each.pack.item.order}
        cards = [draft.item for each in (folder, *beside) for draft in each.cards]
        for skill in folder.pack.item.order:
            if skill in theirs and folder.role is not Role.GENERAL:
                continue
            for lack in _lacks(skill, cards):
                yield folder.name, _fault(folder.pack, skill, lack)


def _is_read(folder: Folder) -> bool:
    """Whether all that the folder holds is known."""
    whole = {draft.item.id for draft in folder.cards if {"id", "skill"} <= draft.places.keys()}
    return folder.role is not None and not folder.faults and folder.named <= whole


def _lacks(skill: str, cards: Sequence[Card]) -> Iterator[Lack]:
    taught = [card for card in cards if card.skill == skill]
    if not any(card.questions for card in taught):
        yield Lack.READ
    if not any(card.task for card in taught):
        yield Lack.TRY


def _fault(pack: Draft[Pack], skill: str, lack: Lack) -> Fault:
    line = pack.places.get(f"order {skill}", pack.places["order"])
    reason = f"'order' teaches \"{skill}\", and there is {lack} in it"
    return Fault(pack.file, line, reason, _HINTS[lack].format(skill=skill))
