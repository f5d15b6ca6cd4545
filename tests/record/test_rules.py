"""Badges are for what was done once; nothing in them counts, compares or asks for a streak."""

from datetime import date, timedelta

from bot.record.rules import BADGES, Fact, Skill, back_on, earned, enough_skills_on

DAY = date(2026, 11, 2)


def test_every_fact_has_its_badge_and_its_reason() -> None:
    assert set(BADGES) == set(Fact)
    assert all(name and why for name, why in BADGES.values())


def test_badges_stand_in_the_order_of_their_days() -> None:
    found = earned({Fact.WIN: DAY, Fact.ASKED: DAY - timedelta(days=3), Fact.BUDDY: None})
    assert [badge.fact for badge in found] == [Fact.ASKED, Fact.WIN]


def test_five_skills_are_reached_with_the_last_step_of_the_fifth() -> None:
    skills = [Skill(f"s{each}", {"read": DAY, "tried": DAY + timedelta(days=each)}) for each in range(5)]
    half = Skill("half", {"read": DAY})
    assert enough_skills_on([*skills, half], ("read", "tried")) == DAY + timedelta(days=4)
    assert enough_skills_on([*skills[:4], half], ("read", "tried")) is None


def test_back_again_is_an_answer_after_days_away() -> None:
    away = [(DAY, DAY + timedelta(days=7))]
    assert back_on([DAY + timedelta(days=9)], away) == DAY + timedelta(days=9)
    assert back_on([DAY + timedelta(days=30)], away) is None
    assert back_on([DAY + timedelta(days=2)], [(DAY, DAY + timedelta(days=1))]) is None, "one day is no pause"
    assert back_on([DAY], [(DAY, date.max)]) is None
