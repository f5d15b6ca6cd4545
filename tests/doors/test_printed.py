"""No value of ours shows a secret, or what people wrote, to whoever prints it."""

import pytest

from tests.doors.conftest import Street
from tests.doors.test_hostile_text import all_done

pytestmark = pytest.mark.long

WROTE = "Claude saved me two hours on the month-end notes of our Quetzalcoatl deal"
KINDS = {"Installation", "Known", "Standing", "Posted", "Command", "Press", "Submission", "Post", "Call"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whatever_is_typed_anywhere_is_printed_nowhere(printed: set[str], street: Street) -> None:
    await all_done(street, WROTE)
    await street.stage.play.settle()
    assert printed >= KINDS
    print(f"{len(printed)} kinds of values were printed")
