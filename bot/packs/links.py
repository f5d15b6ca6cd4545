"""What must hold between the files of all packs: ids, skills, tiers and prerequisites."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.packs import curriculum
from bot.packs.parse import Draft
from bot.packs.schema import Card, Challenge, Fault, Pack, Role, Tier
from bot.packs.source import nearest


@dataclass(frozen=True)
class Folder:
    """One pack's folder as read; `named` has the names of its card files, the broken ones too."""

    name: str
    pack: Draft[Pack] | None
    cards: tuple[Draft[Card], ...]
    challenges: tuple[Draft[Challenge], ...]
    named: frozenset[str]
    faults: tuple[Fault, ...]

    @property
    def role(self) -> Role | None:
        """The pack's role; None when it is not known for sure."""
        return self.pack.item.role if self.pack and "role" in self.pack.places else None

    @property
    def drafts(self) -> tuple[Draft[Card] | Draft[Challenge], ...]:
        return (*self.cards, *self.challenges)


def between(folders: Sequence[Folder]) -> Iterator[tuple[str, Fault]]:
    """Every fault that no file shows alone, with the name of the folder it belongs to."""
    # General packs first: of two that share an id, the pack everybody gets is the one that stays.
    ranked = sorted(folders, key=lambda folder: (folder.role is not Role.GENERAL, folder.name))
    yield from _shared_ids(ranked)
    for folder in ranked:
        for fault in (*_of_pack(folder), *curriculum.faults(folder.pack), *_prerequisites(folder, ranked)):
            yield folder.name, fault
    yield from _cycles(ranked)


def _shared_ids(folders: Sequence[Folder]) -> Iterator[tuple[str, Fault]]:
    first: dict[str, str] = {}
    for folder in folders:
        for draft in folder.drafts:
            line = draft.places.get("id")
            if line is None:
                continue
            if other := first.get(draft.item.id):
                reason = f"'id' \"{draft.item.id}\" is taken by {other}"
                yield folder.name, Fault(draft.file, line, reason, "give it another id and file name")
            first.setdefault(draft.item.id, draft.file)


def _of_pack(folder: Folder) -> Iterator[Fault]:
    if folder.pack is None:
        return
    pack, places = folder.pack.item, folder.pack.places
    for draft in folder.drafts:
        item = draft.item
        if "order" in places and "skill" in draft.places and item.skill not in pack.order:
            reason = f"'skill' is \"{item.skill}\", which is not in the order of pack.yaml"
            yield Fault(draft.file, draft.places["skill"], reason, nearest(item.skill, pack.order))
        if folder.role is None:
            continue
        allowed = _tiers(folder.role)
        if "tier" in draft.places and item.tier not in allowed:
            reason = f"'tier' is \"{item.tier}\" in a pack of role {folder.role}"
            yield Fault(draft.file, draft.places["tier"], reason, f"use {' or '.join(allowed)}")
        prefix = f"{folder.name}-"
        if folder.role is not Role.GENERAL and "id" in draft.places and not item.id.startswith(prefix):
            reason = f"'id' is \"{item.id}\" in the pack {folder.name}"
            yield Fault(draft.file, draft.places["id"], reason, f"begin it with '{prefix}'")


def _tiers(role: Role) -> tuple[Tier, ...]:
    return (Tier.LITERACY,) if role is Role.GENERAL else (Tier.FLUENCY, Tier.COMPETENCE)


def _prerequisites(folder: Folder, folders: Sequence[Folder]) -> Iterator[Fault]:
    homes = {name: home for home in reversed(folders) for name in _card_names(home)}
    cards = {draft.item.id: draft for home in reversed(folders) for draft in home.cards}
    for draft in folder.cards:
        for wanted in draft.item.requires:
            line = draft.places.get(f"requires {wanted}")
            home = homes.get(wanted)
            if line is None:
                continue
            if home is None:
                reason = f"'requires' names \"{wanted}\", and there is no such card"
                hint = nearest(wanted, sorted(homes), otherwise="name the id of a card")
                yield Fault(draft.file, line, reason, hint)
            elif home is not folder and home.role not in (Role.GENERAL, None):
                reason = f"'requires' names \"{wanted}\" of the pack {home.name}"
                yield Fault(draft.file, line, reason, "name a card of this pack or of a general one")
            elif wanted in cards and (barred := curriculum.out_of_reach(draft, cards[wanted])):
                yield Fault(draft.file, line, barred, "name a card that comes earlier, or take it out")


def _card_names(folder: Folder) -> frozenset[str]:
    return folder.named | {draft.item.id for draft in folder.cards if "id" in draft.places}


def _cycles(folders: Sequence[Folder]) -> Iterator[tuple[str, Fault]]:
    """One fault for each ring of cards that wait for one another, at its first card."""
    cards = {draft.item.id: (folder.name, draft) for folder in folders for draft in folder.cards}
    settled: set[str] = set()
    for start in cards:
        ring = _ring(start, cards, settled)
        if ring:
            name, draft = cards[ring[0]]
            line = draft.places.get(f"requires {ring[1]}", 1)
            reason = f"'requires' goes in a circle: {' -> '.join(ring)}"
            yield name, Fault(draft.file, line, reason, "take one of them out")


def _ring(start: str, cards: Mapping[str, tuple[str, Draft[Card]]], settled: set[str]) -> list[str]:
    """The first circle met on the way from this card; what was walked is settled for good."""
    path: list[str] = []
    steps = [iter((start,))]
    while steps:
        card_id = next(steps[-1], None)
        if card_id is None:
            steps.pop()
            settled.update(path[-1:])
            path = path[:-1]
        elif card_id in path:
            ring = path[path.index(card_id) :]
            settled.update(path)
            return [*ring, card_id]
        elif card_id in cards and card_id not in settled:
            path.append(card_id)
            steps.append(iter(cards[card_id][1].item.requires))
    return []
