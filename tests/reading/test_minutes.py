"""The minutes of a win are the author's own figure, for one occasion."""

import pytest

from bot.reading.minutes import saved

CASES = [
    ("Saved 2 hours with Claude", 120),
    ("Claude did it, 45 min saved", 45),
    ("A day saved, thanks to Copilot", 480),
    ("half a day saved", 240),
    ("saved us a week", 2400),
    ("saved me a few hours", 180),
    ("a couple of hours saved", 120),
    ("an hour and a half saved", 90),
    ("saved 2.5 hours", 150),
    ("saved two and a half hours", 150),
    ("1h30 saved", 90),
    ("saved 1 hour and 20 minutes", 80),
    ("saved 2-3 hours on the report", 150),
    ("saved between 20 and 30 minutes", 25),
    ("saved at least 4 hours", 240),
    ("almost 3 hours saved", 180),
    ("~45 min quicker", 45),
    ("half an hour less than last week", 30),
    ("two hours back every week", 120),
    ("takes an hour off my day", 60),
    ("usually the whole day, took an hour", 420),
    ("took 30 minutes, normally two hours", 90),
    ("15 min instead of an hour", 45),
    ("one hour instead of four", 180),
    ("in 5 min, it used to be 20", 15),
    ("from 20 min to 4 with Claude", 16),
    ("2 hours -> 30 min", 90),
    ("I'd have needed 2 hours, it was 45 min all in", 75),
    ("the old way would have taken me 3 hours, now 1 hour", 120),
    ("12 minutes saved per call, did 4 today", 12),
    ("5 min each, 55 minutes saved overall", 55),
    ("saved hours", None),
    ("tons of time saved", None),
    ("done in half the time", None),
    ("took 40 minutes, very happy", None),
    ("runs in 3 seconds now", None),
    ("the 70 min site meeting is transcribed", None),
    ("submitted 2 days before the deadline", None),
    ("14 applications over the weekend vs 3 last month", None),
    ("eine Stunde gespart", 60),
    ("einen halben Tag gespart", 240),
    ("anderthalb Stunden gespart", 90),
    ("in 15 Minuten statt einer Stunde", 45),
    ("une heure et demie de gagnée", 90),
    ("1h au lieu de 3h", 120),
    ("me ahorré media hora", 30),
    ("en una hora en vez de cuatro", 180),
    ("poupei uma hora e meia", 90),
    ("un'ora e mezza risparmiata", 90),
    ("mezz'ora risparmiata", 30),
    ("half uur bespaard", 30),
    ("pół godziny zaoszczędzone", 30),
    ("1時間短縮できました", 60),
    ("30分節約できた", 30),
    ("sparade en halv timme", 30),
    ("bir saat kazandım", 60),
]


@pytest.mark.parametrize(("text", "minutes"), CASES)
def test_the_minutes_are_read_as_their_author_states_them(text: str, minutes: int | None) -> None:
    assert saved(text) == minutes
