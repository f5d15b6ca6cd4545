"""The program in docs/choosing-cards.md that drives the choice from outside does what it says."""

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "choosing-cards.md"


def test_the_documented_program_runs_and_spaces_its_cards() -> None:
    _, program = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    said: dict[str, Any] = {}
    exec(program, said)
    sent = said["sent"]
    assert set(sent) == {"prompt-basics", "check-a-figure"}
    assert all(len(days) >= 2 for days in sent.values())
    assert all(b - a > timedelta(days=3) for days in sent.values() for a, b in pairwise(days))
