"""A card that somebody sends to themselves as a test: all of it stands in its buttons, nowhere else."""

from dataclasses import dataclass
from difflib import get_close_matches

from bot.grading.blocks import Written
from bot.nudges import trial_blocks, written_blocks
from bot.nudges.blocks import Sheet
from bot.nudges.rules import Answer, Reason
from bot.nudges.sheets import post_of
from bot.nudges.trial_blocks import Trial
from bot.packs.catalog import Catalog
from bot.packs.company import filled
from bot.packs.schema import Card
from bot.slack.blockkit import Post
from bot.workspaces.rules import Company


def found(catalog: Catalog, words: str) -> Card | None:
    """The card of this id or title, or the only one whose title has these words; drafts of packs too."""
    sought = " ".join(words.split()).casefold()
    if not sought:
        return None
    cards = [card for pack in catalog.packs for card in pack.cards]
    exact = [card for card in cards if sought in (card.id, card.title.casefold())]
    within = exact or [card for card in cards if sought in card.title.casefold() or sought in card.id]
    return within[0] if len(within) == 1 else None


def near(catalog: Catalog, words: str) -> tuple[str, ...]:
    """A few ids that may have been meant."""
    ids = [card.id for pack in catalog.packs for card in pack.cards]
    sought = "-".join(words.casefold().split())
    within = [one for one in ids if sought and sought in one]
    return tuple((within or get_close_matches(sought, ids, n=3, cutoff=0.4))[:3])


@dataclass(frozen=True)
class Tried:
    """What was pressed on a test so far: nothing, or one answer."""

    answer: Answer | None = None
    choice: int | None = None
    is_written: bool = False


NOTHING = Tried()


def post(catalog: Catalog, trial: Trial, company: Company, tried: Tried = NOTHING) -> Post | None:
    """The card as its learner would see it now; None when it has left the packs."""
    sheet = _sheet(catalog, trial, company, tried)
    return trial_blocks.marked(trial, post_of(sheet)) if sheet is not None else None


def chosen(catalog: Catalog, trial: Trial, choice: int) -> Tried:
    """What a press on a choice means; nothing where there is no such choice."""
    sheet = _sheet(catalog, trial, Company(), NOTHING)
    question = sheet.question if sheet is not None else None
    if question is None or not 0 <= choice < len(question.choices):
        return NOTHING
    return Tried(Answer.RIGHT if choice == question.answer else Answer.WRONG, choice)


def written(catalog: Catalog, trial: Trial, company: Company) -> Written | None:
    """The question, where it is one to answer in one's own words."""
    sheet = _sheet(catalog, trial, company, NOTHING)
    return written_blocks.written_of(sheet) if sheet is not None else None


def _sheet(catalog: Catalog, trial: Trial, company: Company, tried: Tried) -> Sheet | None:
    card = catalog.card(trial.card_id)
    if card is None:
        return None
    role = next(pack.role for pack in catalog.packs if pack.id == card.pack)
    return Sheet(
        0,
        0,
        filled(card, company),
        trial.wording,
        trial.recall,
        Reason.RECALL if trial.recall else Reason.NEW,
        role=role,
        answer=tried.answer,
        choice=tried.choice,
        is_written=tried.is_written,
    )
