"""Whoever stopped everything is left alone: nothing is kept of them but what they ask for."""

from collections.abc import Mapping

from tests.nudges.acts import first_card, take_part
from tests.privacy.test_flow import rows
from tests.stage import Stage

WIN = "Claude saved me two hours on the month-end notes."
Row = tuple[str, object]  # its table and its key


async def about(stage: Stage, who: str) -> dict[Row, Mapping[str, object]]:
    """Every row that names this person, or holds what they said."""
    member, user = await stage.member(who), stage.workspace.person(who).id
    return {
        (table, row.get("id", row.get("workspace_id"))): row
        for table, every in (await rows(stage)).items()
        for row in every
        if row.get("member_id") == member.id or user in str(row) or "month-end" in str(row)
    }


async def test_nothing_new_is_written_about_somebody_who_stopped(stage: Stage) -> None:
    await first_card(stage)
    await take_part(stage, "maya")
    await stage.workspace.command("ana", "/afterglow me")
    await stage.workspace.press("ana", "Stop everything")
    await stage.play.settle()
    before, beside = await about(stage, "ana"), await about(stage, "maya")
    await stage.workspace.say("ana", WIN, channel="marketing")
    await stage.workspace.say("maya", "Claude saved me an hour on the offer.", channel="marketing")
    await stage.workspace.say("ana", "Lunch at noon, the usual place?", channel="marketing")
    await stage.workspace.change("ana", zone="America/New_York")
    await stage.workspace.open_home("ana")
    await stage.pass_time(days=8)  # over the end of a week, which is counted
    after = await about(stage, "ana")
    new = [(table, row.get("kind")) for (table, key), row in after.items() if (table, key) not in before]
    changed = {
        f"{table} {column}"
        for (table, key), row in after.items()
        for column, value in row.items()
        if (table, key) in before and before[table, key][column] != value
    }
    print(f"new: {new}, changed: {sorted(changed)}")
    assert new == [("outbox", "home")], "only what they opened themselves is answered"
    # Slack's roster is everybody's; the card that was out ends unanswered, and sent words are forgotten.
    assert changed == {
        "members zone", "members home_digest", "nudges state", "outbox body", "outbox is_emptied"
    }  # fmt: skip
    stays = {table for table, key in await about(stage, "maya") if (table, key) not in beside}
    assert stays >= {"wins", "nudges", "attention", "outbox"}
