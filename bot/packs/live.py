"""The packs a running bot works with."""

from dataclasses import replace
from pathlib import Path

from bot.packs.catalog import Catalog
from bot.packs.loader import ROOT, load
from bot.packs.schema import Fault, Pack


class Shelf:
    """Holds the last good content: a pack that breaks stays as it was, one that is removed goes."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root
        self.catalog = Catalog(())
        self.faults: tuple[Fault, ...] = ()

    def reload(self) -> tuple[Fault, ...]:
        """Read all packs again, swap in what is good, and say what is not."""
        loaded = load(self._root)
        self.faults = loaded.faults
        if loaded.refused is None:
            return loaded.faults
        good = loaded.catalog
        kept = [_beside(pack, good) for pack in self.catalog.packs if pack.id in loaded.refused]
        self.catalog = Catalog(tuple(sorted((*good.packs, *kept), key=lambda pack: pack.id)))
        return loaded.faults


def _beside(pack: Pack, good: Catalog) -> Pack:
    """The kept pack without what has since moved to a good one, so that ids stay unique."""
    return replace(
        pack,
        cards=tuple(card for card in pack.cards if good.card(card.id) is None),
        challenges=tuple(one for one in pack.challenges if good.challenge(one.id) is None),
    )
