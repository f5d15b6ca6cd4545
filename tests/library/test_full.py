"""A workflow holds so many verified prompts and no more, and whoever curates makes room."""

import asyncio

from bot.library.rules import MOST_VERIFIED, Draft, State
from bot.library.service import Source, save, verify
from tests.library.stories import prompts, searched
from tests.stage import Stage

TASKS = (
    "Compare prices of suppliers", "Find every deadline", "Rewrite the cover letter", "List the risks",
    "Translate the annex", "Check the references", "Draft the agenda",
)  # fmt: skip


async def filled(stage: Stage, number: int = MOST_VERIFIED, workflow: str = "Tenders") -> None:
    """Ana's drafts in one workflow, and so many of them verified."""
    await stage.a_team()
    for at, task in enumerate(TASKS):
        async with stage.db.begin() as session:
            draft = Draft(title=task, text=f"{task} in [document]", shared=True, workflow=workflow)
            source, key = Source(), f"view:V{at}:0"
            await save(session, draft, by=stage.person("ana"), source=source, key=key, now=stage.clock())
    for prompt in (await prompts(stage))[:number]:
        assert await verified(stage, prompt.id)


async def verified(stage: Stage, row_id: int, by: str = "maya") -> bool:
    async with stage.db.begin() as session:
        changed = await verify(session, row_id, by=stage.person(by), version=1, now=stage.clock())
    assert changed is not None
    return changed.won


async def states(stage: Stage) -> list[str]:
    return [one.state for one in await prompts(stage)]


async def test_one_too_many_is_not_verified_and_the_champion_sees_what_to_retire(stage: Stage) -> None:
    await filled(stage)
    found = await searched(stage, "maya", "references")
    await stage.workspace.press("maya", "Mark as verified", on=found)
    told = stage.workspace.ephemerals("maya")[-1]
    text = stage.workspace.text_of(told)
    assert "“Tenders” has 5 verified ones, which is as many as people look through." in text
    assert all(task in text for task in TASKS[:5])
    assert (await states(stage)).count(State.VERIFIED) == 5
    await stage.workspace.press("maya", "Show", on=told)
    await stage.workspace.press("maya", "Retire", on=stage.workspace.ephemerals("maya")[-1])
    await stage.workspace.press("maya", "Mark as verified", on=found)
    after = await states(stage)
    assert (after.count(State.VERIFIED), after.count(State.RETIRED)) == (5, 1)


async def test_a_workflow_is_the_same_however_it_is_written(stage: Stage) -> None:
    await filled(stage, number=4)
    async with stage.db.begin() as session:
        draft = Draft(title="Minutes", text="Write the minutes", shared=True, workflow=" the tender ")
        other = Draft(title="Invoices", text="Match the invoices", shared=True, workflow="Billing")
        none = Draft(title="Mail", text="Answer a mail", shared=True)
        by, now = stage.person("ana"), stage.clock()
        made = [
            (await save(session, one, by=by, source=Source(), key=f"view:W{at}:0", now=now)).prompt.id
            for at, one in enumerate((draft, other, none))
        ]
    assert await verified(stage, made[0])
    assert not await verified(stage, (await prompts(stage))[5].id)
    assert await verified(stage, made[1]) and await verified(stage, made[2])


async def test_two_champions_do_not_verify_one_too_many_at_once(stage: Stage) -> None:
    await filled(stage, number=4)
    five, six = [one.id for one in (await prompts(stage))[4:6]]
    won = await asyncio.gather(verified(stage, five), verified(stage, six, by="tom"))
    assert sorted(won) == [False, True]
    assert (await states(stage)).count(State.VERIFIED) == 5


async def test_what_is_part_of_no_workflow_is_counted_together(stage: Stage) -> None:
    await filled(stage, workflow="")
    assert not await verified(stage, (await prompts(stage))[5].id)
