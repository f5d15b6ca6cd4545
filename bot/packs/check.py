"""What `afterglow packs check` says."""

from collections.abc import Iterator
from dataclasses import asdict

from bot.packs.loader import Loaded

UNFINISHED = (
    "A gap keeps no card back. Whoever learns a skill reads it, tries it and shows it to a colleague, so "
    "each needs something to read and something to try: in its own pack, or in a general one."
)


def report(loaded: Loaded) -> str:
    """Each fault and gap on a line of its own and their number; or what there is, when all is well."""
    if loaded.faults or loaded.gaps:
        lines = [str(one) for one in (*loaded.faults, *loaded.gaps)]
        return "\n".join((*lines, *_totals(loaded)))
    packs = loaded.catalog.packs
    cards = _count(sum(len(pack.cards) for pack in packs), "card")
    challenges = _count(sum(len(pack.challenges) for pack in packs), "challenge")
    return f"{_count(len(packs), 'pack')}, {cards}, {challenges}: no faults"


def facts(loaded: Loaded) -> dict[str, object]:
    """The same for machines; only packs without a fault are counted."""
    packs = loaded.catalog.packs
    return {
        "ok": bool(packs) and not loaded.faults and not loaded.gaps,
        "packs": len(packs),
        "cards": sum(len(pack.cards) for pack in packs),
        "challenges": sum(len(pack.challenges) for pack in packs),
        "faults": [asdict(fault) for fault in loaded.faults],
        "gaps": [asdict(gap) for gap in loaded.gaps],
    }


def _totals(loaded: Loaded) -> Iterator[str]:
    for found, thing in ((loaded.faults, "fault"), (loaded.gaps, "gap")):
        if found:
            files = len({one.file for one in found})
            yield f"{_count(len(found), thing)} in {_count(files, 'file')}"
    if loaded.gaps and not loaded.faults:
        yield UNFINISHED


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
