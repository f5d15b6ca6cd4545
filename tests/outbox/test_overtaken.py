"""What fails and is tried again later never shows a message, or a Home, as it was."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import service as outbox
from bot.outbox.models import Fate
from bot.outbox.service import EDIT, HOME, Place
from bot.slack import blockkit as kit
from bot.slack.blockkit import View
from tests.outbox.acts import fate, promise, taken, words
from tests.stage import Stage

Show = Callable[[Stage, AsyncSession, str], Awaitable[None]]
KEY = "the message"


async def edit(stage: Stage, session: AsyncSession, text: str) -> None:
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    await outbox.edit(session, words(text), of=KEY, to=place, dedupe=text, now=stage.clock())


async def edit_at(stage: Stage, session: AsyncSession, text: str) -> None:
    channel = stage.workspace.channel("general").id
    ts = stage.workspace.channel_messages("general")[-1].ts
    place = Place(stage.team_id, channel)
    await outbox.edit_at(session, words(text), to=place, ts=ts, dedupe=text, now=stage.clock())


async def publish(stage: Stage, session: AsyncSession, text: str) -> None:
    view: View = {"type": "home", "blocks": [kit.section(text)]}
    place = Place(stage.team_id, stage.workspace.person("ana").id)
    await outbox.publish_home(session, view, to=place, dedupe=text, now=stage.clock())


def shown(stage: Stage, method: str) -> str:
    workspace = stage.workspace
    if method == EDIT:
        return workspace.channel_messages("general")[-1].text
    return workspace.text_of(workspace.state.homes[workspace.person("ana").id])


async def promised(stage: Stage, show: Show, text: str) -> None:
    async with stage.db.begin() as session:
        await show(stage, session, text)


WAYS = pytest.mark.parametrize(("show", "method"), [(edit, EDIT), (edit_at, EDIT), (publish, HOME)])


@WAYS
async def test_what_fails_is_not_shown_after_what_came_later(stage: Stage, show: Show, method: str) -> None:
    await promise(stage, "open", key=KEY)
    await stage.play.settle()
    for trouble in ({"status": 500}, {"drop": "after"}, {"ratelimited": 5}):
        stage.workspace.trouble.next(method, **trouble)
        await promised(stage, show, f"claimed {trouble}")
        await stage.product.worker.drain()
        await promised(stage, show, f"solved {trouble}")
        await stage.play.settle()
        assert shown(stage, method) == f"solved {trouble}"
        assert await fate(stage, f"claimed {trouble}") == (Fate.DROPPED, "a newer one shows it all")
        assert await fate(stage, f"solved {trouble}") == (Fate.SENT, None)


@pytest.mark.long
@WAYS
async def test_what_a_dead_process_had_begun_is_not_shown_after_what_came_later(
    stage: Stage, show: Show, method: str
) -> None:
    await promise(stage, "open", key=KEY)
    await stage.play.settle()
    await promised(stage, show, "claimed")
    assert len(await taken(stage)) == 1
    await promised(stage, show, "solved")
    await stage.pass_time(minutes=1)
    assert shown(stage, method) == "solved"


async def test_a_newer_one_that_is_refused_leaves_the_older_one(stage: Stage) -> None:
    await promise(stage, "open", key=KEY)
    await stage.play.settle()
    stage.workspace.trouble.next(EDIT, status=500)
    await promised(stage, edit, "claimed")
    await stage.product.worker.drain()
    stage.workspace.trouble.next(EDIT, error="msg_too_long")
    await promised(stage, edit, "solved")
    await stage.play.settle()
    assert shown(stage, EDIT) == "claimed"
