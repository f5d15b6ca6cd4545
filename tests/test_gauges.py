"""The soak's gauges show what they must: growth that stays, and errors without a cause."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.soak import faults
from tests.soak.everything import LEASE, without_cause
from tests.soak.faults import Spell
from tests.soak.gauges import Complaint, Life, complaints, growth

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def test_what_grows_before_the_warm_up_is_over_or_passes_is_no_growth() -> None:
    resident = [50.0, 80.0, *[100.0] * 20]
    resident[-2] = 400.0
    descriptors = [3, 9, *[20] * 20]
    descriptors[-1] = 90
    found = growth(Life("one", resident, descriptors), 2)
    assert (found.share, found.descriptors) == (0, (20, 20))


def test_what_grows_afterwards_and_stays_is_growth() -> None:
    found = growth(Life("one", [100.0 + second for second in range(20)], list(range(20))), 0)
    assert found.share > 0.1
    assert found.descriptors == (0, 16)


def test_an_error_and_what_is_no_line_of_the_log_are_complaints(tmp_path: Path) -> None:
    said = tmp_path / "all-1.log"
    lines = [{"at": NOON.isoformat(), "level": level, "message": level} for level in ("info", "error")]
    said.write_text("\n".join([*map(json.dumps, lines), "Segmentation fault", '{"at": "cut by a ki']))
    assert [one.text for one in complaints([said])] == [
        f"all-1 {NOON.isoformat()} error",
        "all-1: Segmentation fault",
    ]


def test_only_a_database_that_fails_is_a_cause_and_not_for_longer_than_a_lease() -> None:
    spells = [
        Spell(faults.STRUCK, NOON, NOON + A_SECOND),
        Spell(faults.OF_SLACK[0], NOON - timedelta(hours=1), NOON - A_SECOND),
    ]
    over = NOON + A_SECOND + LEASE
    before, during = Complaint(NOON - A_SECOND, "before"), Complaint(NOON, "during")
    last, after = Complaint(over, "last"), Complaint(over + A_SECOND, "after")
    unknown = Complaint(None, "unknown")
    every = [before, during, last, after, unknown]
    assert without_cause(every, spells) == [before, after, unknown]
