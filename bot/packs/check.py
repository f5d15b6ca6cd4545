"""What `afterglow packs check` says."""

from dataclasses import asdict

from bot.packs.loader import Loaded


def report(loaded: Loaded) -> str:
    """Each fault on a line of its own and their number; or what there is, when all is well."""
    if loaded.faults:
        files = len({fault.file for fault in loaded.faults})
        lines = [str(fault) for fault in loaded.faults]
        return "\n".join((*lines, f"{_count(len(lines), 'fault')} in {_count(files, 'file')}"))
    packs = loaded.catalog.packs
    cards = _count(sum(len(pack.cards) for pack in packs), "card")
    challenges = _count(sum(len(pack.challenges) for pack in packs), "challenge")
    return f"{_count(len(packs), 'pack')}, {cards}, {challenges}: no faults"


def facts(loaded: Loaded) -> dict[str, object]:
    """The same for machines; only packs without a fault are counted."""
    packs = loaded.catalog.packs
    return {
        "ok": bool(packs) and not loaded.faults,
        "packs": len(packs),
        "cards": sum(len(pack.cards) for pack in packs),
        "challenges": sum(len(pack.challenges) for pack in packs),
        "faults": [asdict(fault) for fault in loaded.faults],
    }


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
