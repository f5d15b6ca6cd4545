"""Which statuses in Slack say that somebody is away, in the words people really use."""

from datetime import UTC, datetime

import pytest

from bot.people.rules import WITHOUT_END, away_until

SOON = datetime(2026, 12, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        (":palm_tree:", "Vacationing"),
        (":palm_tree:", ""),
        (":face_with_thermometer:", "Out sick"),
        ("", "OOO"),
        ("", "ooo - back on Monday"),
        ("", "Out of office until 7 Dec"),
        ("", "On parental leave"),
        ("", "PTO"),
        ("", "off until Monday"),
        (":airplane:", "Urlaub bis 7.12."),
        ("", "Krank"),
        ("", "Elternzeit"),
        ("", "De vacaciones"),
        ("", "Fuera de la oficina"),
        ("", "En congé jusqu'au 7"),
        ("", "En vacances"),
        ("", "In ferie"),
        ("", "De férias"),
        ("", "Op vakantie"),
        ("", "Na urlopie / urlop"),
        ("", "På semester"),
        ("", "В отпуске"),
        ("", "休暇中"),
        ("", "休假"),
        ("", "휴가"),
    ],
)
def test_this_status_says_away(emoji: str, text: str) -> None:
    assert away_until(text, emoji, int(SOON.timestamp())) == SOON
    assert away_until(text, emoji, 0) == WITHOUT_END


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        ("", ""),
        (":spiral_calendar_pad:", "In a meeting"),
        (":bus:", "Commuting"),
        (":house_with_garden:", "Working remotely"),
        (":palm_tree:", "Working from the beach this week"),
        (":airplane:", "Flying to Berlin"),
        ("", "Back from vacation, slowly"),
        ("", "Planning the team holiday"),
        ("", "Semester start: ask me about rooms"),
        ("", "Focus time"),
        ("", "Sick of spreadsheets"),
        ("", "Lunch"),
        ("", "Cryptographer"),
    ],
)
def test_this_status_does_not(emoji: str, text: str) -> None:
    assert away_until(text, emoji, int(SOON.timestamp())) is None


def test_an_end_that_nobody_lives_to_see_is_none() -> None:
    assert away_until("Urlaub", "", 10**15) == WITHOUT_END
    assert away_until("Urlaub", "", -5) == WITHOUT_END
