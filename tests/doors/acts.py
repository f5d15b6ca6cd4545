"""Everything that somebody can do at a door, one row each: what Slack sends of it, and who may."""

from datetime import date

from bot.assessment import blocks as assessment
from bot.authoring import blocks as authoring
from bot.authoring import forms as card_forms
from bot.authoring import gap_blocks as gaps
from bot.buddies import blocks as buddies
from bot.cadence import blocks as cadence
from bot.challenges import blocks as challenges
from bot.challenges import hackathon_blocks as hackathons
from bot.challenges import plan_blocks as plans
from bot.champions import blocks as champions
from bot.cohorts import blocks as cohorts
from bot.cohorts import move_blocks as cohort_moves
from bot.cohorts import place_blocks as places
from bot.concerns import blocks as concerns
from bot.cues import blocks as cues
from bot.enrolment import blocks as enrolment
from bot.goals import blocks as goals
from bot.grading import blocks as grading
from bot.home import blocks as home
from bot.home import delivery_blocks as delivery
from bot.library import blocks as library
from bot.library import forms
from bot.library import note_blocks as library_notes
from bot.library.forms import Aim as PromptAim
from bot.nudges import blocks as nudges
from bot.nudges import trial_blocks as trials
from bot.office_hours import agenda_blocks as agenda
from bot.office_hours import blocks as office
from bot.packs import blocks as packs
from bot.people import blocks as people
from bot.people import move_blocks as moves
from bot.record import blocks as record
from bot.rescue import blocks as rescue
from bot.setup import blocks as setup
from bot.teaching import blocks as teaching
from bot.wins import blocks as wins
from bot.workspaces import blocks as workspaces
from handlers.challenges import Aim as RoundAim
from handlers.cues import Aim as CueAim
from handlers.grading import Aim as AnswerAim
from handlers.trials import Aim as TrialAim
from handlers.wins import Aim as WinAim
from tests.doors.filled import (
    ADMINS,
    CHAMPION,
    EVERYBODY,
    HOLDERS,
    LEADS,
    ONLY_ADMINS,
    OTHER_HOLDERS,
    OWNERS,
    PLANNERS,
    TAKERS,
    a_cadence,
    a_card,
    a_cohort,
    a_hackathon,
    a_moved_cohort,
    a_moved_team,
    a_prompt,
    a_proposal,
    a_team,
    a_win,
    at,
    command,
    form,
    nothing,
    on,
    one,
    person,
    persons,
    press,
    settings,
    several,
    shortcut,
    some_topics,
    text,
    the_card,
    the_other_team,
    the_team,
    what_it_asks,
)
from tests.doors.question_acts import QUESTIONS
from tests.doors.rows import ANA, LEILA, MAYA, TOM

CHAMPIONS = (
    press(champions.LIST, ADMINS),
    press(champions.EDIT, ONLY_ADMINS, "{team}", view=champions.NOTICE),
    press(champions.QUEUE, LEADS),
    press(champions.TAKE, TAKERS, "{open}"),
    press(champions.SOLVE, TAKERS | OWNERS, "{claimed}"),
    press(champions.SAY_ANSWERED, frozenset((CHAMPION,)), "{claimed}"),
    press(champions.REMIND, frozenset((CHAMPION,)), "{claimed}:tomorrow"),
    press(champions.OPEN_THREAD, EVERYBODY),
    form(champions.FORM, ONLY_ADMINS, the_team, lambda _: {champions.PEOPLE: persons(TOM)}),
    form(champions.TOPICS_FORM, ONLY_ADMINS, the_team, some_topics),
    command("champions", ADMINS),
    command("queue", LEADS),
    command("away", LEADS, "friday"),
    command("hours", LEADS, "5"),
    command("topics", LEADS, "campaigns"),
    command("languages", LEADS, "german"),
)
WINS = (
    press(wins.NEW, EVERYBODY),
    press(wins.LOG, OWNERS, "{proposed}"),
    press(wins.EDIT, OWNERS, "{logged}"),
    press(wins.FAILED, OWNERS, "{proposed}"),
    press(wins.DECLINE, OWNERS, "{proposed}"),
    press(wins.WITHDRAW, OWNERS, "{logged}"),
    press(wins.KIND_CHOSEN, EVERYBODY, private=lambda rows: WinAim(rows.logged).packed(), view=wins.FORM),
    form(wins.FORM, OWNERS, lambda rows: WinAim(rows.logged).packed(), a_win),
    command("win", EVERYBODY, "Claude wrote the outline"),
    shortcut("log_win", EVERYBODY),
    shortcut("log_win_message", OWNERS),
)
LIBRARY = (
    press(library.OPEN, EVERYBODY),
    press(library.NEW, EVERYBODY),
    press(library.SHOW, HOLDERS | OWNERS, "{prompt}"),
    press(library.EDIT, OWNERS, "{prompt}"),
    press(library.VERIFY, HOLDERS, "{prompt}:1"),
    press(library.RETIRE, HOLDERS | OWNERS, "{prompt}:1"),
    press(library.DELETE, OWNERS, "{prompt}:1"),
    press(library.LINK, EVERYBODY),
    form(library.SEARCH_FORM, EVERYBODY, None, lambda _: {library.WORDS: text("brief")}),
    form(forms.FORM, OWNERS, lambda rows: PromptAim(rows.prompt, 1).packed(), a_prompt),
    press(library.KEEP, OWNERS, "{prompt}:1"),
    press(library.HELPED, HOLDERS | OWNERS, "{prompt}"),
    press(library.MERGE, HOLDERS, "{prompt}:1:{prompt}"),
    press(library_notes.NO_NOTES, EVERYBODY),
    command("library", EVERYBODY, "brief"),
    shortcut("find_prompt_message", EVERYBODY),
    shortcut("save_prompt_message", EVERYBODY),
)
NUDGES = (
    *(press(key, OWNERS, f"{{nudge}}:0:{place}") for place, key in enumerate(nudges.CHOICES)),
    *(press(key, OWNERS, "{nudge}:0:") for key in nudges.TELLS),
    press(nudges.MORE, OWNERS, "{nudge}:0:snooze"),
    press(nudges.CHANGE, OWNERS, "{nudge}:0:"),
    press(nudges.NEXT_WEEK, OWNERS, "{nudge}:0:"),
    press(nudges.STUCK, OWNERS, "{nudge}:0:"),
    command("why", EVERYBODY),
    command("policy", EVERYBODY),
    press(concerns.RULES, EVERYBODY),
)
GRADING = (
    press(grading.WRITE, OWNERS, "{written}:0:"),
    form(grading.FORM, OWNERS, lambda rows: AnswerAim(rows.written).packed(), lambda _: {
        grading.WORDS: text("Their board has it on its agenda.")
    }),
    form(grading.COMPARED, OWNERS, lambda rows: AnswerAim(rows.written, version=0).packed(), lambda _: {
        grading.GRADE: one("partly")
    }),
)  # fmt: skip
AUTHORING = (
    shortcut("draft_card_message", PLANNERS),
    press(authoring.LIST, EVERYBODY, enrolment.MINE),
    press(gaps.LIST, PLANNERS),
    press(gaps.WRITE, frozenset((CHAMPION,)), "{claimed}"),
    command("gaps", PLANNERS),
    press(authoring.OPEN, frozenset((CHAMPION,)), "{card}"),
    press(authoring.EDIT, frozenset((CHAMPION,)), "{card}"),
    press(authoring.APPROVE, frozenset((CHAMPION,)), "{card}:1"),
    press(authoring.THROW_AWAY, frozenset((CHAMPION,)), "{card}"),
    form(card_forms.CARD, frozenset((CHAMPION,)), a_card, the_card),
    form(card_forms.ASKS, frozenset((CHAMPION,)), a_card, what_it_asks),
)
TRIALS = (
    *(press(f"{trials.TRIAL}{key}", EVERYBODY, "sales-deal-evidence:1:0:") for key in trials.KEYS),
    *(
        form(key, EVERYBODY, lambda _: TrialAim("sales-deal-evidence:0:0").packed(), lambda _: {
            grading.WORDS: text("Their board has it."), grading.GRADE: one("partly")
        })
        for key in (trials.WRITTEN, trials.COMPARED)
    ),
)  # fmt: skip
RESCUE = (
    press(rescue.FEWER, EVERYBODY),
    press(rescue.BACK, EVERYBODY),
)
CUES = (
    press(cues.OPEN, EVERYBODY, "{nudge}"),
    press(cues.LIST, EVERYBODY),
    press(cues.CHANGE, OWNERS, "{cue}"),
    press(cues.REMOVE, OWNERS, "{cue}", view=cues.LISTED, is_silent=True),
    press(cues.DID, OWNERS, "{cue_day}"),
    press(cues.NOT_TODAY, OWNERS, "{cue_day}"),
    press(cues.STOP, OWNERS, "{cue_day}"),
    form(cues.FORM, EVERYBODY, lambda _: CueAim().packed(), lambda _: {
        cues.OCCASION: text("the meeting has ended"), cues.DEED: text("the table of actions"),
        cues.DAYS: several("0", "3"), cues.AT: at("09:00"),
    }),
)  # fmt: skip
TEACHING = (
    press(teaching.OFFER, EVERYBODY, "{nudge}"),
    press(teaching.YES, frozenset((CHAMPION,)), "{showing}"),
    press(teaching.NOT_YET, frozenset((CHAMPION,)), "{showing}"),
    form(teaching.FORM, EVERYBODY, None, lambda _: {
        teaching.SKILL: one("red-lines"), teaching.COLLEAGUE: person(MAYA)
    }),
)  # fmt: skip
CHALLENGES = (
    press(challenges.JOIN, OWNERS | {CHAMPION}, "{round}"),
    press(challenges.DECLINE, OWNERS | {CHAMPION}, "{round}"),
    press(challenges.FINISH, OWNERS | {CHAMPION}, "{round}"),
    press(plans.TEAM_CHOSEN, PLANNERS, "{team}", view=plans.PLAN_FORM),
    press(plans.CALENDAR_OF, PLANNERS, enrolment.MINE),
    press(plans.SWAP, PLANNERS, "{other_team}:2026-11-30:x", view=plans.PLAN_FORM),
    press(hackathons.NEW, HOLDERS, "{team}", view=plans.PLAN_FORM),
    press(hackathons.EDIT, OTHER_HOLDERS, "{other_team}:2026-12-07", view=plans.PLAN_FORM),
    press(hackathons.CANCEL, OTHER_HOLDERS, "{other_team}:2026-12-07", view=hackathons.FORM),
    form(hackathons.FORM, OTHER_HOLDERS, lambda rows: f"{rows.other_team}:", a_hackathon),
    press(plans.MINE, EVERYBODY),
    form(challenges.FORM, OWNERS | {CHAMPION}, lambda rows: RoundAim(rows.round).packed(), lambda _: {
        challenges.TRIED: text("One prompt, three runs")
    }),
    form(plans.PLAN_FORM, OTHER_HOLDERS, the_other_team, lambda rows: {
        f"{plans.WEEK}{rows.other_team}:{date(2026, 11, 30)}": one("skip")
    }),
    command("challenge", EVERYBODY, "mine"),
)  # fmt: skip
BUDDIES = (
    *(press(key, EVERYBODY, enrolment.MINE) for key in (
        buddies.OPEN, buddies.JOIN, buddies.PAUSE, buddies.LEAVE,
    )),
    press(buddies.MET, OWNERS, "{buddy}"),
    press(buddies.SKIP, OWNERS, "{buddy}"),
    form(buddies.FORM, ADMINS, None, lambda _: {buddies.RHYTHM: one("2")}),
    command("buddies", EVERYBODY),
)  # fmt: skip
OFFICE_HOURS = (
    press(office.OPEN, EVERYBODY),
    press(office.PICK, EVERYBODY, "{team}", view=office.FORM),
    press(office.END, HOLDERS, "{team}", view=office.FORM),
    press(office.NOT_FOR_ME, EVERYBODY, enrolment.MINE),
    form(office.FORM, HOLDERS, the_team, lambda _: {
        office.WEEKDAY: one(2), office.AT: at("15:00"), office.ZONE: one("UTC"), office.PLACE: text("room 4")
    }),
    press(agenda.AGENDA, HOLDERS, "{team}"),
    press(agenda.OUTCOME, EVERYBODY, "{claimed}"),
    form(agenda.OUTCOME_FORM, TAKERS, lambda rows: str(rows.claimed), lambda _: {
        agenda.TEXT: text("Ask for a table.")
    }),
    command("office", EVERYBODY),
)  # fmt: skip
GOALS = (
    press(goals.OPEN, EVERYBODY),
    press(goals.PICK, EVERYBODY, "{team}", view=goals.FORM),
    press(goals.DROP, HOLDERS, "{team}", view=goals.FORM),
    form(goals.FORM, HOLDERS, the_team, lambda _: {goals.KIND: one("wins"), goals.TARGET: text("8")}),
    command("goal", EVERYBODY),
)
RECORD = (
    press(record.OPEN, EVERYBODY, enrolment.MINE),
    press(record.OPENED, EVERYBODY),
    press(f"{record.OPENED}_data", EVERYBODY),
    form(record.FORM, EVERYBODY, None, lambda rows: {record.WINS: several(str(rows.logged))}),
    command("record", EVERYBODY),
)
ASSESSMENT = (
    press(assessment.BEGIN, OWNERS, "{assessment}"),
    press(assessment.DECLINE, OWNERS, "{assessment}"),
    press(assessment.BACK, OWNERS, "{assessment}:1:"),
    press(assessment.SEE, OWNERS, "{assessment}"),
    press(assessment.MY_ANSWERS, EVERYBODY, enrolment.MINE),
    *(press(key, OWNERS, f"{{assessment}}:0:{mark}") for mark, key in enumerate(assessment.FELT, start=1)),
    *(press(key, OWNERS, f"{{assessment}}:1:{at}") for at, key in enumerate(assessment.CHOICES)),
    press(assessment.UNKNOWN, OWNERS, "{assessment}:1:-1"),
)  # fmt: skip
SELF = (
    *(press(key, EVERYBODY, enrolment.MINE) for key in (
        enrolment.START, enrolment.DECLINE, enrolment.LEAVE, enrolment.PAUSE, enrolment.PAUSE_OPENLY,
        enrolment.RESUME, enrolment.SETTINGS, enrolment.CHOSEN, home.ASK, home.USED, home.NOT_USED,
        "adoption.open_report",
    )),
    form(enrolment.SETTINGS_FORM, EVERYBODY, None, lambda _: {
        enrolment.KINDS: several(enrolment.NUDGES), enrolment.AT: at("11:00")
    }),
    *(command(word, EVERYBODY) for word in ("", "help", "me", "pause", "resume")),
)  # fmt: skip
PROGRAMME = (
    press(home.REPORT, ADMINS),
    press(delivery.UNDELIVERED, ADMINS),
    press(workspaces.SETTINGS, ADMINS),
    press(workspaces.AUDIT, ADMINS),
    press(workspaces.EXPORT, ADMINS),
    press(packs.OPEN, ADMINS),
    press(packs.TRY, ADMINS),
    form(packs.TRY_FORM, ADMINS, None, lambda _: {
        packs.CARD: text("sales-deal-evidence"), packs.MEETING: one("first"), packs.WORDING: one("0")
    }),
    command("packs", ADMINS, "sales-deal-evidence"),
    press(packs.PUT_BACK, ADMINS, "foundation-approve-the-outline"),
    press(cadence.OPEN, ONLY_ADMINS, "{team}"),
    press(cadence.PICK, ONLY_ADMINS, "{team}", view=cadence.FORM),
    press(cadence.REVISE, ONLY_ADMINS, private=a_proposal, view=cadence.REVIEW_FORM),
    press(workspaces.PAUSE, ADMINS),
    press(workspaces.RESUME, ADMINS, "0", view=workspaces.PAUSE_FORM),
    press(setup.PREVIEW, ADMINS),
    form(workspaces.SETTINGS_FORM, ADMINS, None, settings),
    form(workspaces.PAUSE_FORM, ONLY_ADMINS, None, lambda rows: {
        workspaces.PAUSE_WHAT: one(rows.team), workspaces.PAUSE_UNTIL: text("friday")
    }),
    form(cadence.FORM, ONLY_ADMINS, the_team, a_cadence),
    form(cadence.REVIEW_FORM, ONLY_ADMINS, a_proposal, nothing),
    form(setup.PREVIEW_FORM, ADMINS, None, lambda _: {setup.PERSON: person(ANA)}),
    *(command(word, ADMINS) for word in (
        "settings", "packs", "audit", "export", "report", "preview", "setup", "team", "cohort", "roster",
        "cadence",
    )),
)  # fmt: skip
COHORTS = (
    press(cohorts.LIST, ADMINS),
    press(cohorts.NEW, ADMINS),
    press(cohorts.EDIT, ONLY_ADMINS, "{cohort}", view=people.NOTICE),
    press(cohorts.PLAN, ONLY_ADMINS, "{cohort}", view=people.NOTICE),
    form(cohorts.FORM, ONLY_ADMINS, lambda rows: str(rows.cohort), a_cohort),
    press(cohorts.EXPAND, ONLY_ADMINS, "{cohort}", view=people.NOTICE),
    press(cohorts.READY, ONLY_ADMINS, "{cohort}", view=people.NOTICE),
    press(cohorts.WAITS, ONLY_ADMINS, "{cohort}", view=people.NOTICE),
    press(cohorts.DELETE, ONLY_ADMINS, "{cohort}", view=people.NOTICE),
    press(cohorts.FILE, EVERYBODY),
    press(places.SHOW, ONLY_ADMINS, "{cohort}"),
    press(cohort_moves.REVISE, ADMINS, private=a_moved_cohort, view=cohort_moves.REVIEW_FORM),
    form(cohort_moves.REVIEW_FORM, ONLY_ADMINS, a_moved_cohort, nothing),
)
TEAMS = (
    press(setup.OPEN, ADMINS),
    press(setup.NEW, ADMINS),
    press(setup.REVISE_TEAM, ADMINS, private=a_moved_team, view=setup.MOVES_FORM),
    press(setup.TO_TEAM, ADMINS, "{team}", view=setup.CHAMPIONS_FORM),
    press(setup.TO_CHAMPIONS, ONLY_ADMINS, "{team}", view=setup.TOPICS_FORM),
    press(setup.TO_CADENCE, ONLY_ADMINS, "{team}", view=setup.REVIEW_FORM),
    press(people.TEAMS, ADMINS),
    press(people.EDIT_TEAM, ONLY_ADMINS, "{team}", view=people.NOTICE),
    press(people.NEW_TEAM, ADMINS),
    press(moves.REVISE, ADMINS, private=a_moved_team, view=moves.REVIEW_FORM),
    press(people.COHORTS, ADMINS),
    press(people.ROSTER, ADMINS),
    press(people.INVITE_TEAM, ONLY_ADMINS, "{team}"),
    form(setup.TEAM_FORM, ADMINS, None, a_team),
    form(setup.MOVES_FORM, ONLY_ADMINS, a_moved_team, nothing),
    form(setup.CHAMPIONS_FORM, ONLY_ADMINS, the_team, lambda _: {champions.PEOPLE: persons(TOM)}),
    form(setup.TOPICS_FORM, ONLY_ADMINS, the_team, some_topics),
    form(setup.CADENCE_FORM, ONLY_ADMINS, the_team, a_cadence),
    form(setup.REVIEW_FORM, ONLY_ADMINS, the_team, lambda _: {setup.INVITE: several(setup.NOW)}),
    form(people.TEAM_FORM, ONLY_ADMINS, the_team, a_team),
    form(moves.REVIEW_FORM, ONLY_ADMINS, a_moved_team, nothing),
    form(
        people.COHORT_FORM,
        ONLY_ADMINS,
        None,
        lambda rows: {f"{people.TRAINED}.{rows.team}": on("2026-11-20")},
    ),
    form(people.ROSTER_FORM, ADMINS, None, lambda _: {people.INVITED: persons(LEILA)}),
)
ACTS = (
    *QUESTIONS,
    *CHAMPIONS,
    *WINS,
    *LIBRARY,
    *NUDGES,
    *GRADING,
    *AUTHORING,
    *TRIALS,
    *RESCUE,
    *CUES,
    *TEACHING,
    *CHALLENGES,
    *BUDDIES,
    *OFFICE_HOURS,
    *GOALS,
    *RECORD,
    *ASSESSMENT,
    *SELF,
    *PROGRAMME,
    *COHORTS,
    *TEAMS,
)
