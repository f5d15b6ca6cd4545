"""Which check each promised message waits for: made in the transaction that sends it."""

from bot.assessment import plans as assessment_plans
from bot.buddies import messages as buddy_messages
from bot.challenges import hackathons
from bot.challenges import messages as challenge_messages
from bot.coverage import service as coverage
from bot.cues import service as cues
from bot.enrolment import service as enrolment
from bot.library import notes
from bot.nominations import service as nominations
from bot.nudges import service as nudges
from bot.office_hours import calls as office_calls
from bot.outbox.leases import Guards
from bot.questions import drafts, elsewhere, holding, routing, weekly
from bot.teaching import service as teaching
from bot.wins import service as wins

GUARDS: Guards = {
    "buddies.paired": buddy_messages.paired,
    "challenges.invited": challenge_messages.invited,
    "challenges.is_in": challenge_messages.joined,
    "challenges.on": hackathons.on,
    "assessment.wanted": assessment_plans.wanted,
    "questions.alive": routing.alive,
    "questions.unclaimed": routing.unclaimed,
    "questions.live": elsewhere.live,
    "questions.held": holding.still_held,
    "questions.week_wanted": weekly.wanted,
    "nominations.asked": nominations.asked,
    "enrolment.invited": enrolment.invited,
    "nudges.wanted": nudges.wanted,
    "office_hours.coming": office_calls.coming,
    "library.wanted": notes.wanted,
    "teaching.asked": teaching.asked,
    "coverage.wanted": coverage.wanted,
    "cues.wanted": cues.wanted,
    "wins.waiting": wins.unanswered,
    "questions.claimed_by": drafts.for_holder,
}
