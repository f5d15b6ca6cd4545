"""What stands in the agent pane: the greeting of a new thread, and the answers to its openers."""

from bot.enrolment.blocks import MINE
from bot.home.blocks import ASK
from bot.library import blocks as library
from bot.pane import rules
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Post
from bot.wins import blocks as wins

GREETING = (
    "Ask me how to do something with AI, or tell me what it did for you. "
    "I look whether it was answered before; if not, I find you a champion."
)
WHO_SEES = "Only you read this thread. Who sees a question, you choose before it is asked."
HOW_TO_ASK = (
    "Write your question here, as you would to a colleague. You see what was answered before, then choose "
    "where I ask: in your team's channel, or one champion privately."
)
HOW_TO_FIND = "Search with a word of what you want to do, and copy what fits."
HOW_TO_LOG = (
    "Write here in a sentence what AI helped you do, and about how much time it saved. "
    "I log it when you say so."
)


def greeting() -> Post:
    """The first message of a thread, which its reader opened."""
    return Post(f"{GREETING} {WHO_SEES}", [kit.section(GREETING), kit.small(WHO_SEES)])


def _beside(line: str, button: Block) -> Post:
    return Post(line, [kit.section(line), kit.actions(button)])


# The challenge is not here: it is another one each week.
ANSWERS = {
    rules.ASK: _beside(HOW_TO_ASK, kit.button("Ask a champion", ASK, MINE)),
    rules.FIND: _beside(HOW_TO_FIND, kit.button("Search prompts", library.OPEN, library.MINE)),
    rules.WIN: _beside(HOW_TO_LOG, kit.button("Log a win", wins.NEW, MINE)),
}
