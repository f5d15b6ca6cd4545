"""However big a workspace is, Slack takes what admins are shown, and obeys no text in it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cadence import blocks as cadence_blocks
from bot.cadence.blocks import Scope
from bot.cadence.proposals import Proposal, packed, values_of
from bot.cadence.rules import Cadence
from bot.champions import blocks as champion_blocks
from bot.cohorts import blocks as cohort_blocks
from bot.cohorts import move_blocks as cohort_move_blocks
from bot.cohorts import rules as cohort_rules
from bot.cohorts.blocks import CohortForm, CohortLine
from bot.cohorts.rules import Dates, Template, Tier
from bot.packs import blocks as pack_blocks
from bot.packs.schema import Fault
from bot.people import blocks as people_blocks
from bot.people import move_blocks
from bot.people.blocks import Census, Choices, TeamForm, TeamLine
from bot.people.rules import Move
from bot.sandbox import limits
from bot.setup import blocks as setup_blocks
from bot.slack.blockkit import Post, View
from bot.workspaces import blocks as workspace_blocks
from bot.workspaces.blocks import Act, Configuration, Pause
from bot.workspaces.rules import Company

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NASTY = "<!channel> & *R&D* <https://evil.example|click> "
MANY = 130


def user(at: int) -> str:
    return f"U0{at:08}"


def line(at: int) -> TeamLine:
    return TeamLine(
        id=at + 1,
        name=(NASTY * 2)[:77] + str(at),
        role="marketing",
        channel_id=f"C{at:08}",
        people=40,
        unasked=7,
        champion_ids=tuple(user(each) for each in range(30)),
        trained_on=date(2026, 11, 2),
    )


LINES = [line(at) for at in range(MANY)]
SCOPES = [Scope(each.id, each.name) for each in LINES]
FORM = TeamForm(
    1, LINES[0].name, "marketing", "C00000001", tuple(user(each) for each in range(400)), "Europe/Madrid"
)
CHOICES = Choices(("marketing", "general"), [f"Area/Town{at}" for at in range(MANY)])
DUTIES = [champion_blocks.Duty(at, NASTY, "copy", 3, None) for at in range(20)]
CONFIGURATION = Configuration(
    reads_channels=True,
    model_drafts=False,
    company=Company(NASTY[:40] * 2, NASTY[:60] * 2, NASTY[:100] * 2),
    admin_ids=tuple(user(each) for each in range(30)),
    listener_ids=tuple(user(each) for each in range(30)),
    teams=tuple((each.id, each.name) for each in LINES),
    pauses=tuple(Pause(each.id, each.name, date(2026, 12, 24)) for each in LINES),
)
WAITING = [
    champion_blocks.Waiting(
        at, user(at), NASTY * 60, NOW, "https://northwind.slack.com/archives/C1/p1", False
    )
    for at in range(15)
]
DECK = cadence_blocks.Deck(cards=4000, room=18, per_week=5, has_free_day=True)
SUMMARY = setup_blocks.Summary(LINES[0], (("Days", "Mon–Fri"),), ("Days: Mon → Tue",), DECK, "Invite me.")
MOVES = [Move(user(at), LINES[1].name) for at in range(MANY)]
FORTNIGHT = setup_blocks.preview(
    user(1),
    [setup_blocks.Planned(NOW, NASTY, is_challenge=False)] * 40,
    team=NASTY,
    role="hr",
    zone="UTC",
    paused_until=NOW.date(),
)
DATES = Dates(date(2026, 10, 1), date(2026, 11, 30))
PLAN = cohort_rules.plan(DATES, Template.SKILLS, Tier.COMPETENCE)
COHORTS = [
    CohortLine(
        at, NASTY, tuple(each.name for each in LINES), DATES, PLAN[3], people=150, is_pilot=True,
        is_ready=False, next=PLAN[:3],
    )
    for at in range(1, MANY)
]  # fmt: skip
LATER = cohort_rules.plan(Dates(date(2026, 12, 1), date(2027, 1, 30)), Template.CHAMPIONS, Tier.COMPETENCE)
MOVED = cohort_rules.difference(PLAN, LATER, NOW.date())
VIEWS: dict[str, View] = {
    "teams": people_blocks.team_list(LINES, said="Saved."),
    "team": people_blocks.team_form(FORM, CHOICES),
    "cohorts": people_blocks.cohort_form(LINES),
    "cohort list": cohort_blocks.cohort_list(COHORTS, said="Saved."),
    "cohort form": cohort_blocks.form(
        CohortForm(
            1,
            NASTY,
            trained_on=DATES.trained_on,
            live_on=DATES.live_on,
            team_ids=(90, 120),
            user_ids=tuple(user(each) for each in range(100)),
            is_pilot=True,
        ),
        [(each.id, each.name) for each in LINES],
    ),
    "cohort plan": cohort_blocks.calendar(
        COHORTS[0], PLAN, today=NOW.date(), url=f"https://example.com/{'x' * 400}", said="Saved."
    ),
    "cohort move": cohort_move_blocks.review(
        CohortForm(1, NASTY), MOVED, private="[]", today=NOW.date(), changed_meanwhile=True
    ),
    "roster": people_blocks.roster(Census(4000, 900, 2000), LINES, loose=12, said="Done."),
    "champions": champion_blocks.team_list(LINES),
    "champions form": champion_blocks.form(LINES[0]),
    "topics": champion_blocks.topics_form(1, champion_blocks.topic_fields(DUTIES)),
    "queue": champion_blocks.queue_view(champion_blocks.queue(WAITING, WAITING, now=NOW, said="Yours.")),
    "cadence": cadence_blocks.form(SCOPES[0], values_of(Cadence()), teams=SCOPES),
    "cadence review": cadence_blocks.review(
        SCOPES[0],
        ("Days: Mon → Tue",) * 7,
        people=4000,
        example=cadence_blocks.Example(ZoneInfo("Europe/Madrid"), NOW, NOW),
        deck=DECK,
        private=packed(Proposal(10**9, Cadence(), Cadence())),
    ),
    "settings": workspace_blocks.settings_form(CONFIGURATION, said="Saved."),
    "preview": setup_blocks.preview_form(FORTNIGHT, user_id=user(1)),
    "pause": workspace_blocks.pause_form(CONFIGURATION, team_id=MANY, until="2 weeks", said="Saved."),
    "setup team": setup_blocks.team_step(FORM, CHOICES),
    "setup champions": setup_blocks.champions_step(LINES[0], said="Saved."),
    "setup topics": setup_blocks.topics_step(1, champion_blocks.topic_fields(DUTIES)),
    "setup cadence": setup_blocks.cadence_step(1, values_of(Cadence())),
    "setup review": setup_blocks.review_step(SUMMARY, private="1"),
    "setup gone on": setup_blocks.champions_step(LINES[0], above=setup_blocks.gone_on(LINES[0])),
    "moves": move_blocks.review(LINES[0].name, MOVES, private="[]", changed_meanwhile=True),
    "setup finished": setup_blocks.finished(LINES[0], said="Nobody was written to."),
}
ACTS = [Act(NOW, user(at), "people.invited", " ".join(user(each) for each in range(20))) for at in range(20)]
RESTING = [pack_blocks.Resting(f"card-{at}", NASTY * 20, 12, 1) for at in range(40)]
POSTS: dict[str, Post] = {
    "audit": workspace_blocks.audit(ACTS, zone=ZoneInfo("Europe/Madrid"), names={}),
    "export": workspace_blocks.export(),
    "faults": pack_blocks.listed((), [Fault("a.md", 1, NASTY * 20)] * 40, RESTING, today=NOW.date()),
    "fortnight": FORTNIGHT,
    "queue": Post("queue", champion_blocks.queue(WAITING, WAITING, now=NOW)),
}


@pytest.mark.parametrize("name", VIEWS)
def test_slack_takes_every_form_of_a_big_workspace(name: str) -> None:
    assert limits.view_faults(VIEWS[name]) == []


@pytest.mark.parametrize("name", POSTS)
def test_slack_takes_every_reply_of_a_big_workspace(name: str) -> None:
    post = POSTS[name]
    assert limits.message_faults({"text": post.text, "blocks": post.blocks}) == []


@pytest.mark.parametrize("name", [*VIEWS, *POSTS])
def test_a_name_that_looks_like_a_command_to_slack_stays_a_name(name: str) -> None:
    shown = VIEWS[name]["blocks"] if name in VIEWS else POSTS[name].blocks
    assert isinstance(shown, list)
    for text in _mrkdwn(shown):
        assert "<!channel>" not in text
        assert "|click>" not in text


def _mrkdwn(part: object) -> list[str]:
    """Every text in which Slack would obey markup."""
    if isinstance(part, dict):
        own = [str(part["text"])] if part.get("type") == "mrkdwn" else []
        return own + [text for each in part.values() for text in _mrkdwn(each)]
    return [text for each in part for text in _mrkdwn(each)] if isinstance(part, list) else []
