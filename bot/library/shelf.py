"""What each person finds in the library: their own, their team's drafts, and what was verified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.library import rules
from bot.library.blocks import Listing, PromptCard
from bot.library.models import Prompt, PromptThanks
from bot.library.rules import Kind, Rights, State
from bot.packs.catalog import Catalog
from bot.packs.company import filled
from bot.packs.schema import Card
from bot.people import service as people
from bot.people.rules import Person
from bot.questions.blocks import permalink
from bot.reading import plain
from bot.workspaces import service as workspaces

MOST_SEARCHED = 500
SEEN_BY_CURATORS = (State.DRAFT, State.VERIFIED, State.EXPIRED)


@dataclass(frozen=True)
class Reader:
    """Who looks, and what makes them see more than everybody does."""

    person: Person
    is_colleague: bool  # no guest, who finds only what is theirs
    team_id: int | None
    leads: frozenset[int]
    is_admin: bool


@dataclass(frozen=True)
class Seen:
    """A prompt that somebody may see, and what they may do with it."""

    prompt: Prompt
    rights: Rights
    is_linked: bool  # they may know which message it came from: its owner, the team and who leads it


async def reader(session: AsyncSession, person: Person) -> Reader:
    member = await people.find(session, person)
    return Reader(
        person,
        member is not None and member.can_learn,
        member.team_id if member is not None else None,
        frozenset(await champions.teams_of(session, person)),
        await people.may_act_as_admin(session, person),
    )


async def find(session: AsyncSession, row_id: int, *, by: Person) -> Seen | None:
    """This prompt, if this person may see it; else the one that it was merged into."""
    who = await reader(session, by)
    prompt = await session.scalar(select(Prompt).where(Prompt.id == row_id, _visible(who)))
    if prompt is None:
        here = Prompt.workspace_id == by.workspace_id
        into = select(Prompt.merged_into).where(Prompt.id == row_id, here).scalar_subquery()
        prompt = await session.scalar(select(Prompt).where(Prompt.id == into, _visible(who)))
    return _seen(prompt, who) if prompt is not None else None


async def search(
    session: AsyncSession, catalog: Catalog, person: Person, query: str, *, limit: int, today: date
) -> list[PromptCard | Card]:
    """Cards and saved prompts that hold these words, the closest first."""
    seen = await readable(session, person)
    company = await workspaces.company(session, person.workspace_id)
    cards = [filled(card, company) for card in catalog.search(query, today=today)[: rules.SHORTLIST]]
    texts = [_told(one.prompt) for one in seen]
    texts += [(card.title, f"{card.problem} {card.prompt}") for card in cards]
    best = rules.ranked(query, texts, limit=limit)
    saved = [at for at in best if at < len(seen)]
    drawn = dict(zip(saved, await _cards(session, person, [seen[at] for at in saved]), strict=True))
    return [drawn[at] if at in drawn else cards[at - len(seen)] for at in best]


def _told(prompt: Prompt) -> tuple[str, str]:
    """The title and the other words by which a prompt is found."""
    return f"{prompt.title} {prompt.workflow or ''}", f"{prompt.text} {prompt.tool or ''}"


def in_workflow(workspace_id: str, term: int) -> Select[int]:
    """The verified ones of a workflow; those of none make one too."""
    return select(Prompt.id).where(
        Prompt.workspace_id == workspace_id, Prompt.state == State.VERIFIED, Prompt.workflow_term == term
    )


async def beside(session: AsyncSession, prompt: Prompt, *, by: Person) -> list[PromptCard]:
    """The verified ones of the same workflow, those that helped fewest first."""
    ids = in_workflow(prompt.workspace_id, prompt.workflow_term)
    who = await reader(session, by)
    found = await session.scalars(select(Prompt).where(Prompt.id.in_(ids), _visible(who)).order_by(Prompt.id))
    cards = await _cards(session, by, [_seen(one, who) for one in found])
    return sorted(cards, key=lambda one: one.helped)


async def listing(session: AsyncSession, person: Person, *, limit: int, today: date) -> Listing:
    """What waits for this person's look, the oldest first, what is theirs to look at again, and the rest."""
    seen = await readable(session, person)
    waiting = [one for one in reversed(seen) if _waits(one)][:limit]
    due = [one for one in seen if is_due(one, today=today)][:limit]
    others = [one for one in seen if not _waits(one) and one not in due][:limit]
    drawn = [await _cards(session, person, every) for every in (waiting, due, others)]
    return Listing(*drawn)


async def waiting(session: AsyncSession, person: Person, team_ids: Sequence[int]) -> int:
    """How many of these teams wait for this champion's look."""
    count = select(func.count()).select_from(Prompt).where(
        Prompt.workspace_id == person.workspace_id, Prompt.team_id.in_(team_ids), Prompt.shared,
        Prompt.state.in_((State.DRAFT, State.EXPIRED)), Prompt.owner_id != person.user_id,
    )  # fmt: skip
    return await session.scalar(count) or 0


def is_due(seen: Seen, *, today: date) -> bool:
    """Whether its owner is to look at it again: soon, or since it expired."""
    state, soon = seen.prompt.state, seen.prompt.review_by - rules.NOTE_BEFORE <= today
    return seen.rights.own and (state == State.EXPIRED or (state in (State.DRAFT, State.VERIFIED) and soon))


def _waits(seen: Seen) -> bool:
    """Somebody else's, shared with those who verify, and not verified."""
    state = seen.prompt.state
    return seen.rights.curate and not seen.rights.own and state in (State.DRAFT, State.EXPIRED)


async def verified(session: AsyncSession, workspace_id: str) -> dict[int, str]:
    """The titles of what every colleague finds, by id."""
    query = select(Prompt.id, Prompt.title).where(
        Prompt.workspace_id == workspace_id, Prompt.state == State.VERIFIED
    )
    newest = query.order_by(Prompt.updated_at.desc(), Prompt.id.desc()).limit(MOST_SEARCHED)
    return {row_id: title for row_id, title in await session.execute(newest)}


async def card(session: AsyncSession, seen: Seen, *, by: Person) -> PromptCard:
    """A prompt as this person may see and change it."""
    (drawn,) = await _cards(session, by, [seen])
    return drawn


async def seen_by(session: AsyncSession, prompt: Prompt, *, by: Person) -> Seen:
    """A prompt that this person was given, with what they may do with it."""
    return _seen(prompt, await reader(session, by))


def tool_of(prompt: Prompt) -> str:
    """The tool as its maker writes it; empty when none was named."""
    return plain.tool_name(prompt.tool) if prompt.tool else ""


async def readable(session: AsyncSession, person: Person) -> Sequence[Seen]:
    """All that this person may see, the last changed first."""
    who = await reader(session, person)
    query = select(Prompt).where(_visible(who)).order_by(Prompt.updated_at.desc(), Prompt.id.desc())
    return [_seen(prompt, who) for prompt in await session.scalars(query.limit(MOST_SEARCHED))]


def _visible(who: Reader) -> ColumnElement[bool]:
    """Verified ones, one's own, drafts shared with one's team, and all that one may verify."""
    own = and_(Prompt.owner_id == who.person.user_id, Prompt.state != State.DELETED)
    conditions = [own]
    if who.is_colleague:
        conditions.append(Prompt.state == State.VERIFIED)
    if who.team_id is not None:
        mates = and_(Prompt.shared, Prompt.team_id == who.team_id, Prompt.state == State.DRAFT)
        conditions.append(mates)
    if who.is_admin or who.leads:
        led = true() if who.is_admin else Prompt.team_id.in_(who.leads)
        conditions.append(and_(Prompt.shared, Prompt.state.in_(SEEN_BY_CURATORS), led))
    return and_(Prompt.workspace_id == who.person.workspace_id, or_(*conditions))


def _seen(prompt: Prompt, who: Reader) -> Seen:
    rights = rules.rights(
        own=prompt.owner_id == who.person.user_id,
        shared=prompt.shared,
        leads=prompt.team_id in who.leads,
        is_admin=who.is_admin,
    )
    is_near = prompt.team_id is not None and prompt.team_id in {who.team_id, *who.leads}
    return Seen(prompt, rights, is_linked=rights.own or is_near)


async def _cards(session: AsyncSession, person: Person, every: Sequence[Seen]) -> list[PromptCard]:
    if not every:
        return []
    names = {team.id: team.name for team in await people.teams(session, person.workspace_id)}
    url = await workspaces.url_of(session, person.workspace_id)
    helped = await _helped(session, [seen.prompt.id for seen in every])
    drawn = [_card(seen, names, workspace_url=url) for seen in every]
    return [replace(card, helped=helped.get(card.id, 0)) for card in drawn]


async def _helped(session: AsyncSession, row_ids: Sequence[int]) -> dict[int, int]:
    """How many people said of each that it helped."""
    count = select(PromptThanks.prompt_id, func.count()).where(PromptThanks.prompt_id.in_(row_ids))
    found = await session.execute(count.group_by(PromptThanks.prompt_id))
    return {row_id: number for row_id, number in found}


def _card(seen: Seen, team_names: Mapping[int, str], *, workspace_url: str) -> PromptCard:
    prompt = seen.prompt
    url = permalink(workspace_url, prompt.channel_id, prompt.message_ts) if seen.is_linked else ""
    return PromptCard(
        id=prompt.id,
        version=prompt.version,
        title=prompt.title,
        text=prompt.text,
        tool=tool_of(prompt),
        tool_version=prompt.tool_version,
        limits=prompt.limits,
        example=prompt.example or "",
        guardrail=prompt.guardrail or "",
        workflow=prompt.workflow or "",
        kind=Kind(prompt.kind),
        change_note=prompt.change_note,
        state=State(prompt.state),
        shared=prompt.shared,
        team=team_names.get(prompt.team_id or 0, ""),
        verified_by=prompt.verified_by,
        review_by=prompt.review_by,
        forgotten_on=(prompt.updated_at + rules.FORGOTTEN_AFTER).date(),
        url=url,
        rights=seen.rights,
    )
