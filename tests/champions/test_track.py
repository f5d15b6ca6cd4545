"""The champions' track: chosen as every card is, and sent to champions only."""

from datetime import timedelta

from bot.champions import service as champions
from bot.nudges.preview import preview
from tests.stage import Stage


async def coming(stage: Stage, who: str) -> set[str]:
    """The cards that somebody gets in the next weeks."""
    member = await stage.active(who)
    async with stage.db.begin() as session:
        found = await preview(session, stage.product.shelf.catalog, member, now=stage.clock(), days=60)
    return {one.card_id for one in found if one.card_id and one.card_id.startswith("champion-")}


async def trained(stage: Stage) -> None:
    """A team that knows the groundwork: what goes beyond it comes first."""
    team = await stage.a_team(led_by=("maya",))
    async with stage.db.begin() as session:
        there = await session.merge(team)
        there.trained_on = stage.clock().date() - timedelta(days=100)


async def test_a_champion_gets_the_track_and_nobody_else_does(stage: Stage) -> None:
    await trained(stage)
    assert "champion-answer-to-learn" in await coming(stage, "maya")
    assert await coming(stage, "ana") == set()


async def test_whoever_is_no_champion_any_more_gets_no_more_of_it(stage: Stage) -> None:
    await trained(stage)
    team = (await stage.member("maya")).team_id
    assert team is not None
    async with stage.db.begin() as session:
        await champions.appoint(session, stage.team_id, [], team_id=team, now=stage.clock())
    assert await coming(stage, "maya") == set()
