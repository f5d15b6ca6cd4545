"""The table of ticks: what the clock starts, and how often it looks.

A tick is stateless: rows carry when they are due, so a lost tick is a late tick, and any number of
processes may tick at once.
"""

from datetime import timedelta

from schedules import (
    adoption,
    buddies,
    challenges,
    cues,
    drafts,
    housekeeping,
    library,
    nudges,
    office_hours,
    questions,
    rescue,
    teaching,
    tokens,
    wins,
)
from schedules.table import Tick

# What is leased: with the lease's forty seconds, what a dead process held waits for less than a minute.
TEN_SECONDS = timedelta(seconds=10)
A_MINUTE = timedelta(minutes=1)

TICKS: tuple[Tick, ...] = (
    Tick("questions.escalate_overdue", A_MINUTE, questions.escalate_overdue),
    Tick("drafts.send_drafts", TEN_SECONDS, drafts.send_drafts),
    Tick("drafts.forget_empty", timedelta(hours=1), drafts.forget_empty),
    Tick("tokens.refresh_tokens", TEN_SECONDS, tokens.refresh_tokens),
    Tick("housekeeping.sync_rosters", A_MINUTE, housekeeping.sync_rosters),
    Tick("housekeeping.forget_messages", timedelta(hours=1), housekeeping.forget_messages),
    Tick("housekeeping.audit_outbox", A_MINUTE, housekeeping.audit_outbox),
    Tick("housekeeping.forget_the_past", timedelta(hours=1), housekeeping.forget_the_past),
    Tick("library.expire_prompts", timedelta(hours=1), library.expire_prompts),
    Tick("library.forget_prompts", timedelta(hours=1), library.forget_prompts),
    Tick("wins.send_digests", A_MINUTE, wins.send_digests),
    Tick("wins.forget_unanswered", timedelta(hours=1), wins.forget_unanswered),
    Tick("challenges.close_due_rounds", A_MINUTE, challenges.close_due_rounds),
    Tick("challenges.open_due_rounds", A_MINUTE, challenges.open_due_rounds),
    Tick("challenges.send_due_messages", A_MINUTE, challenges.send_due_messages),
    Tick("buddies.form_due_rounds", A_MINUTE, buddies.form_due_rounds),
    Tick("buddies.send_due_messages", A_MINUTE, buddies.send_due_messages),
    Tick("office_hours.call_askers", A_MINUTE, office_hours.call_askers),
    Tick("cues.send_due_cues", A_MINUTE, cues.send_due_cues),
    Tick("teaching.send_requests", A_MINUTE, teaching.send_requests),
    Tick("adoption.close_weeks", timedelta(minutes=10), adoption.close_weeks),
    # Last, so that a challenge, buddies or a colleague's request of the same minute go before a card.
    Tick("nudges.expire_unanswered", A_MINUTE, nudges.expire_unanswered),
    Tick("nudges.plan_unplanned", A_MINUTE, nudges.plan_unplanned),
    Tick("nudges.send_invitations", A_MINUTE, nudges.send_invitations),
    Tick("rescue.meet_half_way", A_MINUTE, rescue.meet_half_way),
    Tick("nudges.send_due_nudges", A_MINUTE, nudges.send_due_nudges),
)
