"""Many rows in one statement: every kind of value arrives as it would one by one."""

from datetime import UTC, date, datetime

from sqlalchemy import Text, select, type_coerce

from bot.bulk import among, insert_all, update_all
from bot.db import Db
from bot.nudges.models import Nudge
from bot.outbox import service as outbox
from bot.outbox.models import OUTBOX, Pace
from bot.outbox.service import Message, Place
from bot.people.models import Member
from bot.slack.blockkit import Post
from tests.conftest import MONDAY
from tests.growth.recorder import recorded
from tests.stage import Stage

ODD = 'naïve 🙂 "quoted" \\ $.x \' -- \n\t <!channel> %s {}'


async def test_every_kind_of_value_arrives_as_it_was(stage: Stage) -> None:
    learner = await stage.active("ana")
    row = {
        "workspace_id": learner.workspace_id,
        "member_id": learner.id,
        "card_id": ODD,
        "recall": True,
        "choice": None,
        "day": date(2026, 2, 28),
        "sent_at": MONDAY,
        "expires_at": datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC),
    }
    async with stage.db.begin() as session:
        (made,) = await insert_all(session, Nudge, [row], returning=["id", "member_id"])
        again = await insert_all(session, Nudge, [row | {"card_id": "another"}], returning=["id"])
        assert again.all() == []
    async with stage.db.read() as session:
        found = (await session.scalars(select(Nudge).where(Nudge.id == made.id))).one()
    assert {name: getattr(found, name) for name in row} == row
    assert (found.state, found.wording, found.version) == ("sent", 0, 0)


async def test_each_row_gets_its_own_values(stage: Stage) -> None:
    one, other = await stage.active("ana"), await stage.active("maya")
    async with stage.db.begin() as session:
        values: list[dict[str, object]] = [
            {"id": one.id, "next_nudge_at": MONDAY, "name": ODD},
            {"id": other.id, "next_nudge_at": None, "name": ""},
        ]
        await update_all(session, Member, values)
    async with stage.db.read() as session:
        rows = await session.execute(
            select(Member.id, Member.next_nudge_at, Member.name).where(Member.id.in_((one.id, other.id)))
        )
    assert {row.id: (row.next_nudge_at, row.name) for row in rows} == {
        one.id: (MONDAY, ODD),
        other.id: (None, ""),
    }


async def test_a_row_that_became_another_is_left_alone(stage: Stage) -> None:
    one, other = await stage.active("ana"), await stage.active("maya")
    async with stage.db.begin() as session:
        values = [
            {"id": one.id, "name": one.name, "zone": "Asia/Tokyo"},
            {"id": other.id, "name": "somebody else", "zone": "Asia/Tokyo"},
        ]
        await update_all(session, Member, values, by=("id", "name"), also={"next_nudge_at": MONDAY})
    async with stage.db.read() as session:
        rows = await session.execute(select(Member.id, Member.zone, Member.next_nudge_at == MONDAY))
    found = {row.id: tuple(row)[1:] for row in rows}
    assert found[one.id] == ("Asia/Tokyo", True)
    assert found[other.id] == (other.zone, other.next_nudge_at == MONDAY)


async def test_few_rows_are_found_by_their_index_although_nobody_has_counted_the_table(db: Db) -> None:
    person = {"workspace_id": "T1", "name": "x" * 120, "seen_at": MONDAY}
    many = [person | {"user_id": f"U{number:05d}"} for number in range(3_000)]
    async with db.begin() as session:
        made = (await insert_all(session, Member, many, returning=["id"])).all()
    row = {"id": made[1_500].id, "zone": "Asia/Tokyo"}
    async with db.begin() as session:
        with recorded(db) as statements:
            await update_all(session, Member, [row])
        sent = statements[-1]
        explain = "EXPLAIN QUERY PLAN " if db.dialect == "sqlite" else "EXPLAIN "
        plan = (await (await session.connection()).exec_driver_sql(explain + sent.sql, sent.parameters)).all()
    assert "members" in str(plan)
    assert "Seq Scan" not in str(plan) and "SCAN members" not in str(plan)


async def test_json_arrives_as_it_was(stage: Stage) -> None:
    limits = {f"channel:{ODD}": MONDAY.isoformat(), "workspace": ""}
    async with stage.db.begin() as session:
        session.add(Pace(workspace_id="TJSON", limits={}))
        await session.flush()
        await update_all(session, Pace, [{"workspace_id": "TJSON", "limits": limits}], by=("workspace_id",))
    async with stage.db.read() as session:
        assert await session.scalar(select(Pace.limits).where(Pace.workspace_id == "TJSON")) == limits


async def test_among_knows_its_values(stage: Stage) -> None:
    one, other = await stage.active("ana"), await stage.active("maya")
    async with stage.db.read() as session:
        for wanted in ([one.id, other.id], [one.id], []):
            found = await session.scalars(
                select(Member.id).where(among(session, Member.__table__.c.id, wanted))
            )
            assert sorted(found) == sorted(wanted)


async def test_what_is_sealed_alone_is_sealed_among_many(stage: Stage) -> None:
    place = Place(stage.team_id, "U0000001X")
    promised = [Message(outbox.words_of(Post(ODD)), to=place, dedupe=f"bulk:{number}") for number in range(2)]
    async with stage.db.begin() as session:
        await outbox.enqueue_all(session, promised, kind="test", now=MONDAY)
        await outbox.enqueue_all(session, promised, kind="test", now=MONDAY)
    async with stage.db.read() as session:
        mine = select(OUTBOX.c.body).where(OUTBOX.c.kind == "test")
        opened = (await session.scalars(mine)).all()
        raw = (await session.scalars(mine.with_only_columns(type_coerce(OUTBOX.c.body, Text)))).all()
    assert opened == [outbox.words_of(Post(ODD))] * 2
    assert [body for body in raw if "quoted" in body] == []
