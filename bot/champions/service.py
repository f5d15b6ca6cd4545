"""Champions of teams: who they are, who is away, who is next."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import zone_of
from bot.champions.models import Champion
from bot.champions.rules import NO_LOAD, Candidate, Load, languages_of, parse_topics
from bot.db import UtcDateTime
from bot.enrolment.rules import dnd_of
from bot.people import service as people
from bot.people.models import Member, Team
from bot.people.rules import Person
from bot.reading.languages import NAMES

# A condition too, for a change that only a champion may make: the actor is named when it is executed.
IS_CHAMPION = (
    select(Champion.id)
    .join(Member, Member.id == Champion.member_id)
    .where(Champion.workspace_id == bindparam("actor_space"), Member.user_id == bindparam("actor"))
    .where(Member.can_learn)
    .exists()
)
_IS_CHAMPION = select(IS_CHAMPION)
_NOW = bindparam("now", type_=UtcDateTime)
_PRESENT = (
    select(Champion, Member)
    .join(Member, Member.id == Champion.member_id)
    .where(Champion.workspace_id == bindparam("space"), Member.can_learn)
    .where(or_(Champion.away_until.is_(None), Champion.away_until <= _NOW))
    .where(or_(Member.away_until.is_(None), Member.away_until <= _NOW))
    .order_by(Champion.id)
)
_PRESENT_IN_TEAM = _PRESENT.where(Champion.team_id == bindparam("team"))


async def is_champion(session: AsyncSession, person: Person) -> bool:
    """Whether this person champions any team of the workspace; nobody does who left or is a guest."""
    actor = {"actor_space": person.workspace_id, "actor": person.user_id}
    return bool(await session.scalar(_IS_CHAMPION, actor))


async def on_duty(
    session: AsyncSession,
    workspace_id: str,
    *,
    team_id: int | None,
    loads: Mapping[str, Load],
    now: datetime,
) -> list[Candidate]:
    """A team's champions who are not away; without a team, or when it has none, everybody's.

    Nobody is disturbed who wants not to be, as long as others are there.
    """
    if team_id is not None:
        own = await _present(session, workspace_id, team_id=team_id, loads=loads, now=now)
        if own:
            return own
    return await _present(session, workspace_id, team_id=None, loads=loads, now=now)


async def _present(
    session: AsyncSession,
    workspace_id: str,
    *,
    team_id: int | None,
    loads: Mapping[str, Load],
    now: datetime,
) -> list[Candidate]:
    query = _PRESENT if team_id is None else _PRESENT_IN_TEAM
    here = {"space": workspace_id, "now": now, "team": team_id}
    found: dict[str, Candidate] = {}
    silent: set[str] = set()
    for champion, member in await session.execute(query, here):
        who, topics = member.user_id, frozenset(parse_topics(champion.topics))
        load = loads.get(who, NO_LOAD)
        spoken = languages_of(champion.languages, member.language)
        found.setdefault(who, Candidate(who, load, topics, champion.hours_per_week, spoken))
        hours = dnd_of(member.dnd_begins_at, member.dnd_ends_at)
        if hours is not None and hours.over(now, zone_of(member.zone)):
            silent.add(member.user_id)
    # Somebody waits: where nobody else is there, whoever has Do Not Disturb on finds it without a sound.
    return [one for one in found.values() if one.user_id not in silent] or list(found.values())


async def among(session: AsyncSession, member_ids: Collection[int]) -> set[int]:
    """Who of these members champions a team."""
    found = await session.scalars(select(Champion.member_id).where(Champion.member_id.in_(member_ids)))
    return set(found)


async def of_team(session: AsyncSession, workspace_id: str, team_id: int) -> list[tuple[Champion, Member]]:
    rows = await session.execute(
        select(Champion, Member)
        .join(Member, Member.id == Champion.member_id)
        .where(Champion.workspace_id == workspace_id, Champion.team_id == team_id)
        .order_by(Champion.id)
    )
    return [(champion, member) for champion, member in rows]


async def by_team(session: AsyncSession, workspace_id: str) -> dict[int, list[str]]:
    """Who champions which team, over the whole workspace; nobody does who left or is a guest."""
    rows = await session.execute(
        select(Champion.team_id, Member.user_id)
        .join(Member, Member.id == Champion.member_id)
        .where(Champion.workspace_id == workspace_id, Member.can_learn)
        .order_by(Champion.id)
    )
    found: dict[int, list[str]] = {}
    for team_id, user_id in rows:
        found.setdefault(team_id, []).append(user_id)
    return found


async def named(session: AsyncSession, workspace_id: str, *, first: int | None) -> list[tuple[str, str]]:
    """Every champion of the workspace, by name: one team's first, the others with their team's name."""
    rows = await session.execute(
        select(Member.user_id, Member.name, Champion.team_id, Team.name)
        .join(Champion, Champion.member_id == Member.id)
        .join(Team, Team.id == Champion.team_id)
        .where(Champion.workspace_id == workspace_id, Member.can_learn)
        .order_by(Member.name, Member.user_id, Team.name)
    )
    own: dict[str, str] = {}
    others: dict[str, str] = {}
    for user_id, name, team_id, team in rows:
        if team_id == first:
            own[user_id] = name or user_id
        else:
            others.setdefault(user_id, f"{name or user_id} (team {team})")
    return [*own.items(), *(one for one in others.items() if one[0] not in own)]


async def led_by(session: AsyncSession, person: Person) -> list[Team]:
    """The teams for which this person may set things: an admin every one, a champion their own."""
    every = await people.teams(session, person.workspace_id)
    if await people.may_act_as_admin(session, person):
        return every
    led = set(await teams_of(session, person))
    return [team for team in every if team.id in led]


async def teams_of(session: AsyncSession, person: Person) -> list[int]:
    """The teams that this person champions."""
    rows = await session.scalars(
        select(Champion.team_id)
        .join(Member, Member.id == Champion.member_id)
        .where(Champion.workspace_id == person.workspace_id, Member.user_id == person.user_id)
        .where(Member.can_learn)
        .order_by(Champion.team_id)
    )
    return list(rows)


async def appoint(
    session: AsyncSession, workspace_id: str, members: Sequence[Member], *, team_id: int, now: datetime
) -> bool:
    """Make exactly these members the champions of a team; False when they are already."""
    ids = [member.id for member in members]
    known = set(await session.scalars(select(Champion.member_id).where(Champion.team_id == team_id)))
    await session.execute(
        delete(Champion).where(
            Champion.workspace_id == workspace_id, Champion.team_id == team_id, Champion.member_id.not_in(ids)
        )
    )
    session.add_all(
        Champion(workspace_id=workspace_id, team_id=team_id, member_id=member_id, since=now)
        for member_id in ids
        if member_id not in known
    )
    return known != set(ids)


async def describe(
    session: AsyncSession, workspace_id: str, topics: Mapping[int, Sequence[str]], *, team_id: int
) -> bool:
    """Note what champions of one team know best, by champion id; False when all of it is known."""
    own = update(Champion).where(Champion.workspace_id == workspace_id, Champion.team_id == team_id)
    changed = []
    for row_id, words in topics.items():
        said = ", ".join(words)[:255]
        one = own.where(Champion.id == row_id, Champion.topics != said).values(topics=said)
        changed.append(await session.scalar(one.returning(Champion.id)))
    return any(changed)


async def duties_of(session: AsyncSession, person: Person) -> list[tuple[Champion, str]]:
    """What this person champions: each duty with its team's name; empty for everybody else."""
    rows = await session.execute(
        select(Champion, Team.name)
        .join(Member, Member.id == Champion.member_id)
        .join(Team, Team.id == Champion.team_id)
        .where(Champion.workspace_id == person.workspace_id, Member.user_id == person.user_id)
        .order_by(Team.name)
    )
    return [(champion, name) for champion, name in rows]


async def wants_digest(session: AsyncSession, person: Person) -> bool | None:
    """Whether a champion's week comes by itself; None for somebody who champions nobody."""
    duties = await duties_of(session, person)
    return all(one.wants_digest for one, _ in duties) if duties else None


async def digest_due(session: AsyncSession, person: Person) -> datetime | None:
    """When a champion's week comes next; None for whoever gets none."""
    return await session.scalar(
        select(func.min(Champion.digest_at))
        .join(Member, Member.id == Champion.member_id)
        .where(Member.workspace_id == person.workspace_id, Member.user_id == person.user_id)
        .where(Champion.wants_digest)
    )


async def set_digest(session: AsyncSession, person: Person, *, wants: bool) -> bool:
    """Send this champion their week from the next one on, or no more of it; False when that is so already."""
    if await wants_digest(session, person) in (None, wants):
        return False
    return await _change(session, person, {"wants_digest": wants, "digest_at": None})


async def spoken_by(session: AsyncSession, person: Person) -> list[str]:
    """The names of the languages that this champion is taken to answer in, of those we know."""
    member, led = await people.find(session, person), await duties_of(session, person)
    if member is None or not led:
        return []
    spoken = languages_of(led[0][0].languages, member.language)
    return [name for code, name in NAMES.items() if code in spoken]


async def set_away(session: AsyncSession, person: Person, until: datetime | None) -> bool:
    """Send no questions to this champion until then; False when they champion nobody."""
    return await _change(session, person, {"away_until": until})


async def set_hours(session: AsyncSession, person: Person, hours: int) -> bool:
    return await _change(session, person, {"hours_per_week": hours})


async def set_topics(session: AsyncSession, person: Person, topics: Sequence[str]) -> bool:
    return await _change(session, person, {"topics": ", ".join(topics)[:255]})


async def set_languages(session: AsyncSession, person: Person, codes: Sequence[str]) -> bool:
    """What they answer in; none: as Slack says."""
    return await _change(session, person, {"languages": ",".join(codes)})


async def _change(session: AsyncSession, person: Person, values: Mapping[str, object]) -> bool:
    mine = select(Member.id).where(
        Member.workspace_id == person.workspace_id, Member.user_id == person.user_id
    )
    changed = await session.scalars(
        update(Champion)
        .where(Champion.workspace_id == person.workspace_id, Champion.member_id.in_(mine.scalar_subquery()))
        .values(**values)
        .returning(Champion.id)
    )
    return bool(changed.all())
