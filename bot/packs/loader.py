"""Reads a folder of packs, strictly: a pack with any fault contributes nothing, the others load."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from bot.packs import parse
from bot.packs.catalog import Catalog, in_order
from bot.packs.gaps import gaps
from bot.packs.links import Folder, between
from bot.packs.parse import Draft
from bot.packs.schema import Card, Challenge, Fault, Pack
from bot.packs.source import Page, nearest, read

ROOT = Path(__file__).parents[2] / "prompts" / "packs"

PACK_FILE = "pack.yaml"
PARTS = (PACK_FILE, "cards", "challenges")
BESIDE = "README.md"

Item = TypeVar("Item", Card, Challenge)


class Parser(Protocol[Item]):
    def __call__(self, text: str, page: Page, *, folder: str) -> Draft[Item] | None: ...


@dataclass(frozen=True)
class Loaded:
    """The packs without a fault, all faults, and the names of the packs that were refused.

    `refused` is None when the whole folder could not be read, so that nothing is known of any pack. A gap
    refuses nothing: the pack is in use, and `packs check` asks for what is missing.
    """

    catalog: Catalog
    faults: tuple[Fault, ...]
    refused: frozenset[str] | None = frozenset()
    gaps: tuple[Fault, ...] = ()


def load(root: Path = ROOT) -> Loaded:
    """Every good pack below this folder, and what is wrong with the rest."""
    shown = _shown(root)
    try:
        paths = [path for path in _entries(root) if path.is_dir()]
    except OSError as error:
        fault = Fault(str(shown), 1, f"the packs cannot be read ({error.strerror})", "name a folder of packs")
        return Loaded(Catalog(()), (fault,), None)
    return _loaded([_folder(path, shown / path.name, home=root.resolve()) for path in paths])


def is_pack(path: Path) -> bool:
    """Whether this folder is a pack itself, rather than the folder of packs."""
    return os.access(path / PACK_FILE, os.F_OK)


def load_one(path: Path) -> Loaded:
    """One pack and what is wrong with it; the packs beside it only say which cards there are."""
    own = Path(os.path.normpath(path.absolute()))  # links stay links: a pack may be one
    home, shown = own.parent, _shown(own.parent)
    near = (
        [each for each in _entries(home) if each != own and is_pack(each)] if os.access(home, os.R_OK) else []
    )
    beside = [_folder(each, shown / each.name, home=home.resolve()) for each in near]
    return _loaded([_folder(own, _shown(path), home=home.resolve()), *beside], only=own.name)


def _loaded(folders: list[Folder], *, only: str | None = None) -> Loaded:
    """What the folders come to together; with `only`, of the one of this name."""
    found = [(folder.name, fault) for folder in folders for fault in folder.faults]
    found += between(folders)
    told = [(name, fault) for name, fault in found if only in (None, name)]
    refused = frozenset(name for name, _ in told)
    packs = tuple(
        _whole(folder.pack.item, folder)
        for folder in folders
        if folder.pack and folder.name not in refused and only in (None, folder.name)
    )
    open_ones = tuple(sorted(gap for name, gap in gaps(folders) if only in (None, name)))
    return Loaded(Catalog(packs), tuple(sorted(fault for _, fault in told)), refused, open_ones)


def _shown(root: Path) -> Path:
    """The folder as a person at this prompt would type it."""
    here = Path.cwd()
    return root.relative_to(here) if root.is_relative_to(here) else root


def _entries(folder: Path) -> list[Path]:
    """What a folder holds, in the order of names, without hidden files, caches and editors' copies."""
    aside = (".", "__")
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith(aside) and not path.name.endswith("~") and path.name != BESIDE
    )


def _whole(pack: Pack, folder: Folder) -> Pack:
    challenges = sorted(
        (draft.item for draft in folder.challenges), key=lambda item: (pack.order.index(item.skill), item.id)
    )
    cards = in_order(pack.order, [draft.item for draft in folder.cards])
    return replace(pack, cards=cards, challenges=tuple(challenges))


def _folder(path: Path, shown: Path, *, home: Path) -> Folder:
    if _leads_out(path, home):
        return Folder(path.name, None, (), (), frozenset(), (_outside(shown),))
    page = Page(str(shown / PACK_FILE))
    text = _pack_text(path / PACK_FILE, page, home=home)
    pack = None if text is None else parse.pack(text, page, folder=path.name)
    cards, card_faults = _drafts(path / "cards", shown, home=home, parser=parse.card)
    challenges, challenge_faults = _drafts(path / "challenges", shown, home=home, parser=parse.challenge)
    faults = [*page.faults, *_strays(path, shown), *card_faults, *challenge_faults]
    if not faults and not cards and not challenges:
        faults.append(Fault(page.file, 1, "the pack has no card and no challenge", "add one"))
    named = frozenset(file.stem for file in (path / "cards").glob("*.md"))
    return Folder(path.name, pack, tuple(cards), tuple(challenges), named, tuple(faults))


def _leads_out(path: Path, home: Path) -> bool:
    # Links inside the packs are how some hosts mount a folder; others could show any file of the machine.
    return path.is_symlink() and not path.resolve().is_relative_to(home)


def _outside(shown: Path) -> Fault:
    return Fault(str(shown), 1, "this is a link that leads out of the packs", "put the content itself here")


def _pack_text(file: Path, page: Page, *, home: Path) -> str | None:
    if _leads_out(file, home):
        page.faults.append(_outside(Path(page.file)))
        return None
    if file.is_file():
        return read(file, page)
    page.fault(1, "the folder has no pack.yaml", "add one, or move the folder away")
    return None


def _strays(path: Path, shown: Path) -> list[Fault]:
    return [
        Fault(str(shown / entry.name), 1, "this is not a part of a pack", nearest(entry.name, PARTS))
        for entry in _entries(path)
        if entry.name not in PARTS or entry.is_dir() is (entry.name == PACK_FILE)
    ]


def _drafts(
    path: Path, shown: Path, *, home: Path, parser: Parser[Item]
) -> tuple[list[Draft[Item]], list[Fault]]:
    """The drafts in one folder of a pack and their faults; a folder that is not there has none."""
    shown = shown / path.name
    if _leads_out(path, home):
        return [], [_outside(shown)]
    drafts: list[Draft[Item]] = []
    faults: list[Fault] = []
    for file in _entries(path) if path.is_dir() else ():
        page = Page(str(shown / file.name))
        text = _item_text(file, page, home=home)
        draft = None if text is None else parser(text, page, folder=path.parent.name)
        drafts += [draft] if draft else []
        faults += page.faults
    return drafts, faults


def _item_text(file: Path, page: Page, *, home: Path) -> str | None:
    if _leads_out(file, home):
        page.faults.append(_outside(Path(page.file)))
        return None
    if file.suffix != ".md" or (file.exists() and not file.is_file()):
        page.fault(1, "this is not a .md file", "give it the ending .md, or move it away")
        return None
    return read(file, page)
