"""What is different about a card sent as a test: a line that says so, and buttons that keep nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.grading.blocks import WRITE
from bot.nudges import blocks
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Json, Post

TRIAL = "trials."  # begins what a button of a card is called in a test
WRITTEN, COMPARED = "trials.written", "trials.compared"
KEYS = (
    *blocks.CHOICES,
    *blocks.TELLS,
    blocks.MORE,
    blocks.CHANGE,
    blocks.NEXT_WEEK,
    blocks.STUCK,
    WRITE,
)
MARK = (
    "*Test:* this card as its learner sees it. What you press or write is kept nowhere, counts in no number "
    "and takes nobody's message of the day."
)
GONE = "This card has left the library since. `/afterglow packs` and a card's id sends another one."
NOT_DONE = (
    "That is what a learner can do here. In a test nothing is put off, paused or asked: this changed nothing."
)


@dataclass(frozen=True)
class Trial:
    """Which card is shown as a test, in which wording, and whether as one met before."""

    card_id: str
    wording: int = 0
    recall: bool = False

    @property
    def key(self) -> str:
        return f"{self.card_id}:{self.wording}:{int(self.recall)}"

    @classmethod
    def of(cls, value: str) -> "tuple[Trial, str] | None":
        """The test that a button belongs to, and what it says besides; None when it is none of ours."""
        card_id, wording, recall, what = (*value.split(":", 3), "", "", "")[:4]
        if wording not in ("0", "1", "2") or recall not in ("0", "1"):
            return None
        return cls(card_id, int(wording), recall == "1"), what


def marked(trial: Trial, post: Post) -> Post:
    """The message of a card with a line that says what it is, and with the buttons of a test."""
    return Post(f"{MARK} {post.text}", [kit.small(MARK), *(_own(trial, block) for block in post.blocks)])


def _own(trial: Trial, block: Block) -> Block:
    return {key: _inside(trial, value) for key, value in block.items()}


def _inside(trial: Trial, value: Json) -> Json:
    if isinstance(value, list):
        return [_inside(trial, one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("action_id") not in KEYS:
        return value
    own = dict(value) | {"action_id": f"{TRIAL}{value['action_id']}"}
    if "value" in own:
        own["value"] = _carried(trial, own["value"])
    if isinstance(own.get("options"), list):
        own["options"] = list(_options(trial, own["options"]))
    return own


def _options(trial: Trial, options: Json) -> Iterator[Json]:
    for option in options if isinstance(options, list) else ():
        if isinstance(option, dict):
            yield option | {"value": _carried(trial, option.get("value"))}


def _carried(trial: Trial, value: Json) -> str:
    """`id:version:what` becomes the test's own key and the same what."""
    return f"{trial.key}:{str(value).split(':', 2)[-1]}"


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])
