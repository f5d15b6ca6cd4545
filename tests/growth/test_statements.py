"""What a tick asks the database does not grow with the number of people who are due."""

from bot.db import Db
from bot.nudges import service as nudges
from tests.bench import past
from tests.bench.past import Company
from tests.growth.recorder import recorded
from tests.stage import shipped


async def test_forty_cards_take_as_many_statements_as_four(database_url: str, db: Db) -> None:
    cards = [card.id for pack in shipped().packs for card in pack.cards]
    past.write(database_url, Company(people=150, workspaces=2, weeks=3, due=44), cards=cards)
    counts = []
    for limit in (4, 40):
        with recorded(db) as statements:
            async with db.begin() as session:
                sent = await nudges.send_due(session, shipped(), now=past.NOW, limit=limit)
        assert sent == limit
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 15


async def test_forty_unanswered_cards_take_as_many_statements_as_four(database_url: str, db: Db) -> None:
    cards = [card.id for pack in shipped().packs for card in pack.cards]
    past.write(database_url, Company(people=150, weeks=3, due=60), cards=cards)
    async with db.begin() as session:
        await nudges.send_due(session, shipped(), now=past.NOW, limit=60)
    counts = []
    for limit in (4, 40):
        with recorded(db) as statements:
            async with db.begin() as session:
                gone = await nudges.expire_unanswered(session, now=past.NOW + past.A_WEEK, limit=limit)
        assert gone == limit
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6
