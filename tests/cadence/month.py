"""A month of people who answer, keep silent, pause and travel, watched message by message."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.cadence import service as cadences
from bot.cadence.budget import BUDGETED
from bot.cadence.models import Attention
from bot.cadence.rules import NOWHERE, TOO_LATE, is_open, local_day
from bot.enrolment import service as enrolment
from bot.enrolment.frames import frame
from bot.enrolment.rules import Frame, is_paused, silent_until
from bot.enrolment.service import Wishes
from bot.nudges.rules import NUDGES_HALVED_AT
from bot.outbox.models import Fate, OutboxMessage
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Enrolment
from tests.stage import Stage

# How often each of them answers what comes; Kenji never does.
ANSWERS = {"ana": 0.95, "maya": 0.6, "tom": 0.4, "priya": 1.0, "kenji": 0.0, "rosa": 0.7}
AWAY = ("America/New_York", "Europe/London", "Asia/Tokyo", "Australia/Sydney", "America/Santiago", "UTC")
DAY, LOOK = timedelta(days=1), timedelta(hours=8)
SILENCES = ((22, 11), (9, 13), (20, 8), None)
WAIT = timedelta(minutes=1)  # of the outbox, within one look of the clock


@dataclass(frozen=True)
class Seen:
    """One message that came by itself, on its reader's own clock."""

    who: str
    kind: str
    at: datetime


@dataclass
class Month:
    """The stage, its people, and everything that came to them by itself."""

    stage: Stage
    chance: Random
    team_id: int
    seen: list[Seen] = field(default_factory=list)
    # Days on which somebody paused, travelled or was down: nothing is promised of these.
    loose: set[tuple[str, date]] = field(default_factory=set)
    status_days: int = 3
    _known: set[int] = field(default_factory=set)

    async def live(self, until: datetime) -> None:
        """Every moment at which something falls due, and a look every few hours; lives change once a day."""
        day = self.stage.clock().date()
        while (now := self.stage.clock()) < until:
            due = await self.stage.product.next_due(now) or until
            self.stage.clock.advance(max(min(due, now + LOOK, until) - now + timedelta(seconds=5), WAIT))
            await self.stage.play.run_ticks()
            await self._watch()
            if self.stage.clock().date() != day:
                day = self.stage.clock().date()
                await self._change_lives()

    async def _watch(self) -> None:
        """Check each message the moment it is there, then let its reader answer or not."""
        async with self.stage.db.read() as session:
            rows = await session.execute(
                select(OutboxMessage, Member)
                .join(Member, Member.user_id == OutboxMessage.channel)
                .where(OutboxMessage.kind.in_(BUDGETED), OutboxMessage.fate == Fate.SENT)
                .where(OutboxMessage.settled_at > self.stage.clock() - DAY)
                .order_by(OutboxMessage.settled_at, OutboxMessage.channel)
            )
            fresh = [(row[0], row[1]) for row in rows if row[0].id not in self._known]
            around = {member.id: await frame(session, member) for _, member in fresh}
            for row, member in fresh:
                self._known.add(row.id)
                self._check(row, member, around[member.id])
                used = select(Attention.id).where(Attention.member_id == member.id)
                today = local_day(row.settled_at or self.stage.clock(), around[member.id].zone)
                assert await session.scalar(used.where(Attention.day == today)), "past the budget"
        for row, member in fresh:
            await self._answer(row, self._handle(member))

    def _check(self, row: OutboxMessage, member: Member, around: Frame) -> None:
        who, at = self._handle(member), row.settled_at
        assert at is not None
        local = at.astimezone(around.zone)
        told = f"{row.kind} to {who} on {local:%a %d %b %H:%M}"
        assert is_open(at, around.zone, around.cadence, holidays=around.holidays), (
            f"{told}: outside the window"
        )
        assert silent_until(at, around) is None, f"{told}: in Do Not Disturb"
        # The notice of a pause begins it.
        assert row.kind == "rhythm" or not is_paused(around, at), f"{told}: in a pause"
        assert at - row.due_at <= TOO_LATE, f"{told}: late"
        before = [one for one in self.seen if one.who == who and one.at.date() == local.date()]
        assert not before, f"{told}: a second one, after {before}"
        self.seen.append(Seen(who, row.kind, local))

    async def _answer(self, row: OutboxMessage, who: str) -> None:
        message = self.stage.workspace.state.find(str(row.sent_channel), str(row.sent_ts))
        buttons = self.stage.workspace.buttons(message) if message is not None else []
        if buttons and self.chance.random() < ANSWERS.get(who, 0):
            await self.stage.workspace.press(who, buttons[0], on=message)

    def _handle(self, member: Member) -> str:
        return self.stage.workspace.state.users[member.user_id].handle

    async def _change_lives(self) -> None:
        for who in ANSWERS:
            await self._note_slow(who)
            await self._change_life(who, self.chance.random())
        if self.chance.random() < 0.03:
            await self._pause_team()
        if self.chance.random() < 0.08:
            await self._be_down()

    async def _change_life(self, who: str, drawn: float) -> None:
        stage, person, now = self.stage, self.stage.person(who), self.stage.clock()
        if drawn < 0.04:
            back = now.date() + timedelta(days=self.chance.randrange(1, 9))
            self._loosen(who, days=(back - now.date()).days)
            async with stage.db.begin() as session:
                await enrolment.pause(session, person, until=back, now=now)
        elif drawn < 0.08:
            self._loosen(who)
            async with stage.db.begin() as session:
                await enrolment.resume(session, person, now=now)
        elif drawn < 0.1:
            self._loosen(who, days=self.status_days)
            ends = int((now + timedelta(days=self.status_days)).timestamp())
            await stage.workspace.change(who, status_emoji=":palm_tree:", status_expiration=ends)
        elif drawn < 0.14:
            self._loosen(who)
            await stage.workspace.change(who, zone=self.chance.choice(AWAY))
        elif drawn < 0.16:
            self._loosen(who)
            wishes = Wishes(
                at=time(self.chance.randrange(8, 18), 30), country=self.chance.choice(("ES", NOWHERE))
            )
            async with stage.db.begin() as session:
                await enrolment.change(session, person, wishes, now=now)
        elif drawn < 0.19:
            self._loosen(who)
            await stage.workspace.silence(who, self.chance.choice(SILENCES))

    async def _note_slow(self, who: str) -> None:
        """Whoever was silent is promised less: their days are loose until they answer again."""
        member = await self.stage.member(who)
        if member.paused_until is not None or member.ignored_in_row >= NUDGES_HALVED_AT - 1:
            self._loosen(who)

    async def _pause_team(self) -> None:
        now = self.stage.clock()
        length = timedelta(days=self.chance.randrange(1, 4), hours=self.chance.randrange(24))
        for who in ANSWERS:
            self._loosen(who, days=length.days + 1)
        async with self.stage.db.begin() as session:
            await cadences.pause_team(session, self.stage.team_id, self.team_id, until=now + length, now=now)

    async def _be_down(self) -> None:
        """No process runs for some hours of a working day."""
        for who in ANSWERS:
            self._loosen(who)
        self.stage.clock.advance(timedelta(hours=self.chance.randrange(6, 14)))
        await self.stage.play.run_ticks()
        await self._watch()

    def _loosen(self, who: str, days: int = 1) -> None:
        today = self.stage.clock().date()
        self.loose |= {(who, today + timedelta(days=each)) for each in range(days + 1)}

    async def quiet_days(self, first: date, last: date) -> list[tuple[str, date]]:
        """Days on which something was due to somebody, for all we know, and nothing came."""
        found, firm = [], 0
        came = {(one.who, one.at.date()) for one in self.seen}
        for who in ANSWERS:
            async with self.stage.db.read() as session:
                member = await people.find(session, self.stage.person(who))
                assert member is not None
                around = await frame(session, member)
            for each in range((last - first).days + 1):
                day = first + timedelta(days=each)
                works = day.weekday() in around.cadence.days and day not in around.holidays
                if not works or (who, day) in self.loose:
                    continue
                firm += 1
                if (who, day) not in came:
                    found.append((who, day))
        print(f"{firm} days on which something was due for certain")
        return found

    async def left_over(self) -> list[str]:
        """What still lies about although its time is over, and who takes part and waits for nothing."""
        now = self.stage.clock()
        async with self.stage.db.read() as session:
            rows = await session.scalars(
                select(OutboxMessage).where(
                    OutboxMessage.kind.in_(BUDGETED),
                    OutboxMessage.fate == Fate.READY,
                    OutboxMessage.due_at < now,
                )
            )
            found = [f"{row.kind} due at {row.due_at}" for row in rows]
            members = await session.scalars(select(Member).where(Member.enrolment == Enrolment.ACTIVE))
            for member in members:
                ends = (await frame(session, member)).paused_until
                waits = member.next_nudge_at is not None and member.next_nudge_at > now - WAIT
                if not waits and (ends is None or ends < now + timedelta(days=365)):
                    found.append(f"{self._handle(member)} waits for nothing: {member.next_nudge_at}")
        return found


def zone_of(stage: Stage, who: str) -> ZoneInfo:
    return ZoneInfo(stage.workspace.person(who).zone)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
