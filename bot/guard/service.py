"""The guard of one workspace: the shipped red lines and its company's own, which admins write down."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guard import own
from bot.guard.rules import Guard
from bot.workspaces.models import Workspace

# As it is now: what an admin added a moment ago holds in every process at once.
_RED_LINES = select(Workspace.red_lines).where(Workspace.workspace_id == bindparam("space"))


async def of(session: AsyncSession, workspace_id: str) -> Guard:
    """What must not be kept, shown or sent to a model in this workspace."""
    return Guard(own.lines(await typed(session, workspace_id)))


async def typed(session: AsyncSession, workspace_id: str) -> str:
    """The company's own red lines, as an admin wrote them."""
    return await session.scalar(_RED_LINES, {"space": workspace_id}) or ""


async def draw(session: AsyncSession, workspace_id: str, lines: str) -> int:
    """Keep the company's own red lines, in place of those before; how many there are."""
    here = update(Workspace).where(Workspace.workspace_id == workspace_id)
    await session.execute(here.values(red_lines=lines or None))
    return len(own.lines(lines))
