"""Cells of a table that no spreadsheet runs as a formula."""

import re

from bot.slack.blockkit import visible

# A spreadsheet would run a cell that begins with one of these, in their wide forms too; and it may take
# another sign than our comma for what parts two cells.
DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_WITHIN = re.compile(r"([,;|\t\n\r\"'\u2028\u2029]\s*)(?=[=+\-@＝＋－＠])")


def harmless(cell: str) -> str:
    """The cell as text: an apostrophe before what a spreadsheet would run."""
    plain = visible(cell)
    begins = plain.lstrip().startswith(DANGEROUS) or cell != plain or plain[:1].isspace()
    return ("'" if begins else "") + _WITHIN.sub(r"\1'", plain)
