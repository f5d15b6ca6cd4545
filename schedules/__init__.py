"""The table of ticks: what the clock starts, and how often it looks.

A tick is stateless: rows carry when they are due, so a lost tick is a late tick, and any number of
processes may tick at once.
"""

from datetime import timedelta

from schedules import (
    adoption,
    assessment,
    authoring,
    buddies,
    challenges,
    champions,
    coverage,
    cues,
    drafts,
    grading,
    housekeeping,
    library,
    nominations,
    nudges,
    office_hours,
    questions,
    rereading,
    rescue,
    teaching,
    tokens,
    wins,
)
from schedules.table import Tick

# What is leased: with the lease's forty seconds, what a dead process held waits for less than a minute.
TEN_SECONDS = timedelta(seconds=10)
A_MINUTE = timedelta(minutes=1)
TEN_MINUTES = timedelta(minutes=10)
AN_HOUR = timedelta(hours=1)

TICKS: tuple[Tick, ...] = (
    Tick("questions.escalate_overdue", A_MINUTE, questions.escalate_overdue, questions.OVERDUE),
    Tick("drafts.send_drafts", TEN_SECONDS, drafts.send_drafts, drafts.WANTED),
    Tick("drafts.forget_empty", AN_HOUR, drafts.forget_empty, drafts.OLD),
    Tick("grading.send_suggestions", TEN_SECONDS, grading.send_suggestions, grading.WANTED),
    Tick("grading.forget_answers", AN_HOUR, grading.forget_answers, grading.OLD),
    Tick("rereading.read_again", TEN_SECONDS, rereading.read_again, rereading.WANTED),
    Tick("authoring.send_cards", TEN_SECONDS, authoring.send_cards, authoring.WANTED),
    Tick("authoring.forget_cards", AN_HOUR, authoring.forget_cards, authoring.OLD),
    Tick("tokens.refresh_tokens", TEN_SECONDS, tokens.refresh_tokens),
    Tick("housekeeping.sync_rosters", A_MINUTE, housekeeping.sync_rosters, looks=housekeeping.UNREAD),
    Tick("housekeeping.forget_messages", AN_HOUR, housekeeping.forget_messages, housekeeping.OLD_MESSAGES),
    Tick("housekeeping.audit_outbox", A_MINUTE, housekeeping.audit_outbox, looks=housekeeping.LEFT),
    Tick("housekeeping.forget_the_past", AN_HOUR, housekeeping.forget_the_past, housekeeping.OLD),
    Tick("library.expire_prompts", AN_HOUR, library.expire_prompts, library.UNREVIEWED),
    Tick("library.forget_prompts", AN_HOUR, library.forget_prompts, library.GONE),
    Tick("wins.send_digests", A_MINUTE, wins.send_digests, wins.DUE),
    Tick("wins.forget_unanswered", AN_HOUR, wins.forget_unanswered, wins.UNANSWERED),
    Tick("challenges.close_due_rounds", A_MINUTE, challenges.close_due_rounds, challenges.OVER),
    Tick(
        "challenges.open_due_rounds", A_MINUTE, challenges.open_due_rounds, challenges.NEAR, also_blind=True
    ),
    Tick(
        "challenges.send_due_messages",
        A_MINUTE,
        challenges.send_due_messages,
        challenges.DUE,
        challenges.STALE,
    ),
    Tick("buddies.form_due_rounds", A_MINUTE, buddies.form_due_rounds, buddies.ROUNDS),
    Tick("buddies.send_due_messages", A_MINUTE, buddies.send_due_messages, buddies.DUE),
    Tick("office_hours.call_askers", A_MINUTE, office_hours.call_askers, office_hours.DUE, office_hours.NEAR),
    Tick("cues.send_due_cues", A_MINUTE, cues.send_due_cues, cues.DUE),
    Tick("teaching.send_requests", A_MINUTE, teaching.send_requests, teaching.DUE),
    Tick("champions.send_weeks", A_MINUTE, champions.send_weeks, champions.DUE),
    Tick("coverage.look", AN_HOUR, coverage.look),
    Tick("coverage.send_alerts", A_MINUTE, coverage.send_alerts, coverage.DUE),
    Tick("nominations.ask_helpers", A_MINUTE, nominations.ask_helpers, nominations.DUE),
    # After challenges and colleagues' requests, which have the day first.
    Tick("assessment.plan", TEN_MINUTES, assessment.plan, looks=assessment.COHORTS),
    Tick("assessment.send_due_invitations", A_MINUTE, assessment.send_due_invitations, assessment.DUE),
    Tick("assessment.end_due", A_MINUTE, assessment.end_due, assessment.OVER),
    Tick("assessment.close_occasions", AN_HOUR, assessment.close_occasions, looks=assessment.COHORTS),
    Tick("library.send_notes", A_MINUTE, library.send_notes, library.NOTES),
    Tick("adoption.close_weeks", TEN_MINUTES, adoption.close_weeks),
    # Last, so that a challenge, buddies or a colleague's request of the same minute go before a card.
    Tick("nudges.expire_unanswered", A_MINUTE, nudges.expire_unanswered, nudges.UNANSWERED),
    Tick("nudges.plan_unplanned", A_MINUTE, nudges.plan_unplanned, nudges.UNPLANNED),
    Tick("nudges.send_invitations", A_MINUTE, nudges.send_invitations, nudges.INVITED),
    Tick("rescue.meet_half_way", A_MINUTE, rescue.meet_half_way, rescue.DUE),
    Tick("nudges.send_due_nudges", A_MINUTE, nudges.send_due_nudges, nudges.DUE),
)
