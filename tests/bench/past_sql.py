"""The statements that write a past, in the SQL that SQLite and PostgreSQL share.

People are numbered from 1; the first workspace has the first of them. What somebody did in a week follows
from their number and the week's by plain arithmetic, so that every run writes the same; ids follow time, as
they do in life.
"""

from tests.bench.past_desk_sql import (
    DRAFTS,
    EVENTS,
    HELPINGS,
    NOMINATIONS,
    QUESTIONS,
    REREADING_COUNTS,
    REREADINGS,
    TERMS,
    THANKS,
)

FILLED = (
    "workspaces", "teams", "members", "champions", "coverage", "coverage_alerts", "macros", "cadences",
    "nudges", "reviews", "attention",
    "absences", "showings", "cues", "cue_days", "rescues", "challenge_rounds", "challenge_entries",
    "hackathons", "buddies", "buddy_pairs", "buddy_parts", "office_hours", "office_calls", "assessments",
    "assessment_answers", "wins", "concerns", "aliases", "questions", "question_events", "question_drafts",
    "rereadings", "rereading_counts", "question_terms", "thanks", "helpings", "nominations", "card_drafts",
    "weekly_uses", "adoption_weeks", "adoption_figures", "prompts", "prompt_thanks", "outbox", "admin_acts",
)  # fmt: skip

NUMBERED = ("members", "teams")  # their ids are given here

# In a team of 50: the 1st is an admin, the 2nd and 3rd are champions, the last 10 do not take part.
WORKSPACES = """
INSERT INTO workspaces (workspace_id, name, url, bot_user_id, bot_token, scopes, standing, installed_at,
  roster_synced_at, reads_channels, model_drafts)
SELECT 'T' || n, 'Company ' || n, '', 'UBOT', :sealed, '', 'active', :ago, :now, true, true
FROM past_numbers WHERE n <= :workspaces
"""

TEAMS = """
INSERT INTO teams (id, workspace_id, name, role, channel_id, zone, next_digest_at, next_challenge_at,
  created_at)
SELECT n, 'T' || CASE WHEN n * :team <= :first THEN 1 ELSE 2 + ((n - 1) * :team - :first) / :rest END,
  'Team ' || n, 'general', 'C' || ((n - 1) * :team + 1), 'Europe/Berlin', :soon, :soon, :ago
FROM past_numbers WHERE (n - 1) * :team < :people
"""

MEMBERS = """
INSERT INTO members (id, workspace_id, user_id, name, zone, team_id, is_admin, granted_admin, can_learn,
  enrolment, wants_nudges, wants_challenges, ignored_in_row, next_nudge_at, enrolled_at, invited_at, seen_at)
SELECT p.n, 'T' || CASE WHEN p.n <= :first THEN 1 ELSE 2 + (p.n - :first - 1) / :rest END,
  'U' || p.n, 'Person ' || p.n, z.zone, (p.n - 1) / :team + 1, p.n % :team = 1, false, p.n % :team <> 49,
  CASE WHEN p.n % :team < 40 THEN 'active' WHEN p.n % :team < 44 THEN 'invited'
    WHEN p.n % :team < 46 THEN 'out' ELSE 'known' END,
  p.n % :team <> 39, true, 0,
  CASE WHEN p.n % :team < 39 THEN :soon END, CASE WHEN p.n % :team < 40 THEN :ago END,
  CASE WHEN p.n % :team < 46 THEN :ago END, :ago
FROM past_numbers p JOIN past_names z ON z.n = p.n % :zones WHERE p.n <= :people
"""

TRAINED = """
UPDATE teams SET trained_on = (SELECT w.week FROM past_weeks w WHERE w.turn = 0
  AND w.n = 1 + teams.id % (SELECT MAX(n) FROM past_weeks))
"""

CHAMPIONS = """
INSERT INTO champions (workspace_id, team_id, member_id, topics, hours_per_week, since)
SELECT workspace_id, team_id, id, '', 3, :ago FROM members
WHERE team_id IS NOT NULL AND id % :team IN (2, 3)
"""

COVERAGE = """
INSERT INTO coverage (team_id, workspace_id, told_at) SELECT id, workspace_id, :ago FROM teams
"""

ALERTS = """
INSERT INTO coverage_alerts (member_id, workspace_id, planned_at, sent_at)
SELECT id, workspace_id, :ago, :ago FROM members WHERE is_admin
"""

# Five replies that each champion keeps.
MACROS = """
INSERT INTO macros (workspace_id, member_id, title, text, is_shared, changed_at)
SELECT c.workspace_id, c.member_id, :sealed, :sealed, p.n = 1, :ago
FROM champions c JOIN past_numbers p ON p.n <= 5
"""

CADENCES = """
INSERT INTO cadences (workspace_id, team_id, days, opens, closes, nudge_at, workdays, challenge_day,
  digest_day, digest_at, escalate_minutes, changed_at)
SELECT workspace_id, NULL, '0123456', 0, 1439, 0, '01234', 1, 4, 900, 30, :ago
FROM workspaces
"""

NUDGES = """
INSERT INTO nudges (workspace_id, member_id, card_id, wording, day, state, sent_at, expires_at, answered_at,
  answer, recall, reason, version)
SELECT m.workspace_id, m.id, c.card, 0, w.day,
  CASE WHEN (m.id * 7 + w.n * 3 + w.turn) % 10 < 6 THEN 'answered' ELSE 'expired' END, w.at, w.ends,
  CASE WHEN (m.id * 7 + w.n * 3 + w.turn) % 10 < 6 THEN w.later END,
  CASE (m.id * 7 + w.n * 3 + w.turn) % 10 WHEN 0 THEN 'right' WHEN 1 THEN 'tried_worked' WHEN 2 THEN 'knew'
    WHEN 3 THEN 'wrong' WHEN 4 THEN 'tried_stuck' WHEN 5 THEN 'not_yet' END,
  false, 'new', 0
FROM past_weeks w CROSS JOIN members m JOIN past_names c ON c.n = (m.id + w.n * 2 + w.turn) % :cards
WHERE m.enrolment = 'active'
ORDER BY w.n DESC, w.turn, m.id
"""

REVIEWS = """
INSERT INTO reviews (workspace_id, member_id, card_id, nudge_id, day, grade, at)
SELECT workspace_id, member_id, card_id, id, day, CASE answer WHEN 'wrong' THEN 1 WHEN 'tried_stuck' THEN 2
  ELSE 3 END, answered_at FROM nudges WHERE answer IS NOT NULL AND answer <> 'not_yet'
ORDER BY id
"""

# Kept for a day: a week of them, as if nobody had forgotten any.
WRITTEN = """
INSERT INTO written_answers (workspace_id, member_id, nudge_id, text, state, asked, points, written_at)
SELECT workspace_id, member_id, id, :sealed, 'suggested', 1, :sealed, answered_at FROM nudges
WHERE answered_at IS NOT NULL AND day >= :week_ago
ORDER BY id
"""

ATTENTION = """
INSERT INTO attention (workspace_id, member_id, day, kind)
SELECT workspace_id, member_id, day, 'nudge' FROM nudges WHERE day >= :week_ago
"""

# A holiday each quarter for everybody who takes part.
ABSENCES = """
INSERT INTO absences (workspace_id, member_id, cause, first_on, back_on, at)
SELECT m.workspace_id, m.id, 'own', w.week, w.day, w.at FROM past_weeks w CROSS JOIN members m
WHERE m.enrolment = 'active' AND w.turn = 1 AND (m.id + w.n) % 13 = 0
ORDER BY w.n DESC, m.id
"""

# A colleague a quarter is shown something by everybody who takes part.
SHOWINGS = """
INSERT INTO showings (workspace_id, member_id, skill, source_id, colleague_id, state, asked_at, sent_at,
  answered_at)
SELECT m.workspace_id, m.id, 'prompt-patterns', 'first-meeting-notes', 'U' || (m.id + 1),
  CASE WHEN w.n % 4 = 0 THEN 'asked' ELSE 'confirmed' END, w.at, w.at,
  CASE WHEN w.n % 4 = 0 THEN NULL ELSE w.later END
FROM past_weeks w CROSS JOIN members m
WHERE m.enrolment = 'active' AND w.turn = 1 AND (m.id + w.n) % 13 = 1
ORDER BY w.n DESC, m.id
"""

CUES = """
INSERT INTO cues (workspace_id, member_id, skill, occasion, deed, days, at, state, made_at, ends_on, next_at)
SELECT m.workspace_id, m.id, 'prompt-patterns', :sealed, :sealed, '01234', 540,
  CASE WHEN w.n <= 4 THEN 'active' ELSE 'over' END, w.at, w.day, CASE WHEN w.n <= 4 THEN :soon END
FROM past_weeks w CROSS JOIN members m
WHERE m.enrolment = 'active' AND w.turn = 1 AND (m.id + w.n) % 13 = 2
ORDER BY w.n DESC, m.id
"""

CUE_DAYS = """
INSERT INTO cue_days (workspace_id, member_id, cue_id, day, sent_at, answer, answered_at)
SELECT workspace_id, member_id, id, ends_on, made_at, CASE WHEN member_id % 2 = 0 THEN 'did' END,
  CASE WHEN member_id % 2 = 0 THEN made_at END FROM cues ORDER BY id
"""

RESCUES = """
INSERT INTO rescues (workspace_id, member_id, trained_on, remedy, at)
SELECT m.workspace_id, m.id, w.week, 'step', w.at FROM past_weeks w CROSS JOIN members m
WHERE m.enrolment = 'active' AND w.turn = 1 AND (m.id + w.n) % 26 = 3
ORDER BY w.n DESC, m.id
"""

OUTBOX = """
INSERT INTO outbox (delivery_id, workspace_id, dedupe, kind, method, channel, body, guard, due_at, expires_at,
  not_before, fate, attempts, sent_channel, sent_ts, created_at, settled_at, is_emptied)
SELECT 'delivery-' || id, workspace_id, 'nudge' || ':' || id, 'nudge', 'chat.postMessage', 'U' || member_id,
  :empty, 'nudges.wanted:' || id, sent_at, expires_at, sent_at, CASE WHEN id % 50 = 0 THEN 'expired' ELSE
  'sent' END, 1, 'D' || member_id, '1.' || id, sent_at, sent_at, day < :week_ago
FROM nudges WHERE day >= :posts_from
"""

EDITS = """
INSERT INTO outbox (delivery_id, workspace_id, dedupe, kind, method, channel, body, due_at, expires_at,
  not_before, fate, attempts, target_ts, created_at, settled_at, is_emptied)
SELECT 'edit-' || id, workspace_id, 'press:U' || member_id || ':' || id, 'edit', 'chat.update',
  'D' || member_id, :empty, answered_at, expires_at, answered_at, 'sent', 1, '1.' || id, answered_at,
  answered_at, day < :week_ago
FROM nudges WHERE answered_at IS NOT NULL AND day >= :month_ago
"""

ROUNDS = """
INSERT INTO challenge_rounds (workspace_id, team_id, challenge_id, week, state, starts_on, last_on, ends_at)
SELECT t.workspace_id, t.id, 'foundation-challenge-five-claims', w.week, 'over', w.day, w.day, w.ends
FROM teams t CROSS JOIN past_weeks w WHERE w.turn = 0
ORDER BY w.n DESC, t.id
"""

# This week's round of every team runs, and everybody who takes part has their entry.
RUNNING = """
INSERT INTO challenge_rounds (workspace_id, team_id, challenge_id, week, state, starts_on, last_on, ends_at)
SELECT t.workspace_id, t.id, 'foundation-challenge-three-runs', :monday, 'running', :today, :today, :soon
FROM teams t
"""

# A team has one a year.
HACKATHONS = """
INSERT INTO hackathons (workspace_id, round_id, theme, brings, hours, check_on, show_at, zone, place,
  planned_at)
SELECT workspace_id, id, :sealed, :sealed, 4, starts_on, ends_at, 'UTC', :sealed, ends_at
FROM challenge_rounds WHERE id % 50 = 0
"""

ENTRIES = """
INSERT INTO challenge_entries (workspace_id, round_id, member_id, state, planned_at, invited_on, joined_at,
  done_at)
SELECT m.workspace_id, r.id, m.id,
  CASE (m.id + r.id) % 8 WHEN 0 THEN 'done' WHEN 1 THEN 'in' WHEN 2 THEN 'declined' ELSE 'invited' END,
  :ago, r.starts_on, CASE WHEN (m.id + r.id) % 8 < 2 THEN r.ends_at END,
  CASE WHEN (m.id + r.id) % 8 = 0 THEN r.ends_at END
FROM challenge_rounds r JOIN members m ON m.team_id = r.team_id WHERE m.enrolment = 'active'
ORDER BY r.id, m.id
"""

BUDDIES = """
INSERT INTO buddies (workspace_id, member_id, waited, silent, joined_at)
SELECT workspace_id, id, 0, 0, :ago FROM members WHERE enrolment = 'active' AND id % 2 = 0
"""

# Each with the one who joined next, every other week.
BUDDY_PAIRS = """
INSERT INTO buddy_pairs (workspace_id, week, weeks, task_id, made_at)
SELECT m.workspace_id, w.week, 2, 'first-email-reply', w.at FROM past_weeks w CROSS JOIN members m
WHERE m.enrolment = 'active' AND m.id % 4 = 0 AND w.turn = 0 AND w.n % 2 = 0
ORDER BY w.n DESC, m.id
"""

BUDDY_PARTS = """
INSERT INTO buddy_parts (workspace_id, pair_id, member_id, week, state, told_on)
SELECT p.workspace_id, p.id, m.id, p.week, 'over', p.week
FROM (SELECT id, workspace_id, week, ROW_NUMBER() OVER (PARTITION BY workspace_id, week ORDER BY id) AS k
  FROM buddy_pairs) p
JOIN (SELECT id, workspace_id, ROW_NUMBER() OVER (PARTITION BY workspace_id ORDER BY id) AS k FROM members
  WHERE enrolment = 'active' AND id % 2 = 0) m ON m.workspace_id = p.workspace_id AND (m.k + 1) / 2 = p.k
ORDER BY p.id, m.id
"""

OFFICE_HOURS = """
INSERT INTO office_hours (workspace_id, team_id, weekday, at, zone, place, next_at, set_at)
SELECT workspace_id, id, 3, 900, 'Europe/Berlin', 'room 4', :soon, :ago FROM teams
"""

OFFICE_CALLS = """
INSERT INTO office_calls (workspace_id, hours_id, member_id, session_at, state, made_at)
SELECT o.workspace_id, o.id, m.id, w.later, 'sent', w.at FROM past_weeks w CROSS JOIN office_hours o
JOIN members m ON m.team_id = o.team_id WHERE w.turn = 1 AND m.enrolment = 'active' AND (m.id + w.n) % 10 = 0
ORDER BY w.n DESC, m.id
"""

WINS = """
INSERT INTO wins (workspace_id, origin, source, author_id, team_id, kind, status, text, tool, minutes,
  prompted, anonymous, private, proposed_at, logged_at)
SELECT m.workspace_id, 'C' || m.team_id || '.w' || m.id || '.' || w.n, 'channel', m.user_id, m.team_id,
  CASE WHEN w.n % 6 = 0 THEN 'didnt_work' ELSE 'win' END,
  CASE WHEN (m.id + w.n) % 3 = 0 THEN 'lapsed' ELSE 'logged' END, :sealed, 'claude', 30, w.n % 3 = 0, false,
  false, w.at, CASE WHEN (m.id + w.n) % 3 = 0 THEN NULL ELSE w.later END
FROM past_weeks w CROSS JOIN members m
WHERE m.enrolment = 'active' AND w.turn = 1 AND (m.id * 3 + w.n) % 10 = 0
ORDER BY w.n DESC, m.id
"""

# Of every answer of the last month a card, taken out by now; older ones are forgotten.
CARDS = """
INSERT INTO card_drafts (workspace_id, owner_id, source, source_id, words, text, state, asked, asked_at,
  version, card_id, made_at, updated_at)
SELECT workspace_id, champion_id, 'question', id, :sealed, :sealed, 'taken', 1, closed_at, 3,
  'sales-card-' || id, closed_at, closed_at FROM questions
WHERE status = 'resolved' AND closed_at >= :month_ago
ORDER BY id
"""

# Every half year a cohort, everybody in it asked on four occasions.
ASSESSMENTS = """
INSERT INTO assessments (workspace_id, member_id, cohort_id, occasion, state, planned_at, last_on, ends_at,
  finished_at, sure)
SELECT m.workspace_id, m.id, 1000000 + m.team_id * 10 + w.n / 26, CASE w.n / 5 % 4 WHEN 0 THEN 'start'
  WHEN 1 THEN 'day30' WHEN 2 THEN 'day60' ELSE 'day90' END, 'done', w.at, w.day, w.ends, w.later,
  1 + (m.id + w.n) % 5
FROM past_weeks w CROSS JOIN members m WHERE w.turn = 0 AND w.n % 26 IN (5, 10, 15, 20)
  AND m.enrolment = 'active' AND m.team_id IS NOT NULL
ORDER BY w.n DESC, m.id
"""

ASSESSMENT_ANSWERS = """
INSERT INTO assessment_answers (workspace_id, member_id, assessment_id, place, card_id, wording, arm, choice,
  is_right)
SELECT a.workspace_id, a.member_id, a.id, k.place, c.card, 1,
  CASE WHEN k.place < 4 THEN 'sent' ELSE 'held' END, 0, (a.id + k.place) % 3 < 2
FROM assessments a
CROSS JOIN (SELECT 1 AS place UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5) k
JOIN past_names c ON c.n = (a.id * 5 + k.place) % :cards
ORDER BY a.id, k.place
"""

# Of every thirtieth person a doubt in a month, kept for three.
CONCERNS = """
INSERT INTO concerns (workspace_id, team_id, author, message, at)
SELECT m.workspace_id, m.team_id, m.id, m.id * 1000 + w.n, w.at FROM past_weeks w CROSS JOIN members m
WHERE w.turn = 0 AND w.n <= 13 AND m.team_id IS NOT NULL AND (m.id + w.n) % 120 = 0
ORDER BY w.n DESC, m.id
"""

# Of every hundredth person a question without their name in a month, kept for three.
ALIASES = """
INSERT INTO aliases (alias, workspace_id, person, mark, made_at)
SELECT 'alias-' || m.id || '-' || w.n, m.workspace_id, :sealed, m.id * 1000 + w.n, w.at
FROM past_weeks w CROSS JOIN members m WHERE w.turn = 0 AND w.n <= 13 AND (m.id + w.n) % 400 = 0
ORDER BY w.n DESC, m.id
"""

USES = """
INSERT INTO weekly_uses (workspace_id, member_id, week, at)
SELECT m.workspace_id, m.id, w.week, w.later FROM past_weeks w CROSS JOIN members m
WHERE w.turn = 1 AND m.enrolment = 'active' AND (m.id + w.n) % 10 < 2
ORDER BY w.n DESC, m.id
"""

WEEKS = """
INSERT INTO adoption_weeks (workspace_id, week, scope, name, people, active, wins_unprompted, wins_prompted,
  didnt_work, minutes, stated_by, asked, claimed, hang, closed_at)
SELECT t.workspace_id, w.week, CAST(t.id AS VARCHAR(24)), t.name, 48, 20, 3, 2, 1, 150, 5, 2, 2, 50, w.ends
FROM teams t CROSS JOIN past_weeks w WHERE w.turn = 0
UNION ALL
SELECT s.workspace_id, w.week, 'all', '', 480, 200, 30, 20, 10, 1500, 50, 20, 20, 50, w.ends
FROM workspaces s CROSS JOIN past_weeks w WHERE w.turn = 0
ORDER BY 2, 3
"""

FIGURES = """
INSERT INTO adoption_figures (workspace_id, week, name, people, active, closed_at)
SELECT s.workspace_id, w.week, k.name, 48, 20, w.ends FROM workspaces s CROSS JOIN past_weeks w
CROSS JOIN (SELECT 'month' AS name UNION SELECT 'day7' UNION SELECT 'day30' UNION SELECT 'day60'
  UNION SELECT 'day90') k WHERE w.turn = 0
ORDER BY w.n DESC, s.workspace_id
"""

# Also where there is no history the week before this one is over, and written down.
LAST_WEEK = """
INSERT INTO adoption_figures (workspace_id, week, name, people, active, closed_at)
SELECT workspace_id, :last_week, 'month', 48, 20, :now FROM workspaces WHERE true ON CONFLICT DO NOTHING
"""

PROMPTS = """
INSERT INTO prompts (workspace_id, origin, owner_id, team_id, shared, state, title, text, tool_version,
  limits, version, change_note, review_by, created_at, updated_at)
SELECT workspace_id, 'view:' || id, user_id, team_id, true, CASE WHEN id % 3 = 0 THEN 'verified' ELSE 'draft'
  END, :sealed, :sealed, :empty, :empty, 1, :empty, :later, :ago, :ago
FROM members WHERE id % 20 = 5
"""

# Each of them helped three people, one of whom its owner has not heard of yet.
PROMPT_THANKS = """
INSERT INTO prompt_thanks (workspace_id, prompt_id, member_id, told, at)
SELECT p.workspace_id, p.id, m.id, m.id % 20 <> 8, :ago FROM prompts p
JOIN members m ON m.team_id = p.team_id AND m.id % 20 IN (6, 7, 8)
"""

ACTS = """
INSERT INTO admin_acts (workspace_id, actor_id, act, subject, at)
SELECT t.workspace_id, 'U1', 'team.saved', 'team:' || t.id, w.at FROM teams t JOIN past_weeks w
ON w.turn = 0 AND w.n % 8 = 1
ORDER BY w.n DESC, t.id
"""

# From all over the company: by a number that jumps about.
DUE = """
UPDATE members SET next_nudge_at = :now WHERE id IN (SELECT id FROM members
  WHERE enrolment = 'active' AND wants_nudges ORDER BY CAST(id AS BIGINT) * 7919 % 1000003 LIMIT :due)
"""

STATEMENTS = (
    WORKSPACES, TEAMS, MEMBERS, TRAINED, CHAMPIONS, COVERAGE, ALERTS, MACROS, CADENCES, NUDGES, REVIEWS,
    WRITTEN, ATTENTION, ABSENCES, SHOWINGS, CUES, CUE_DAYS, RESCUES, OUTBOX, EDITS, ROUNDS, RUNNING,
    HACKATHONS, ENTRIES, BUDDIES, BUDDY_PAIRS, BUDDY_PARTS, OFFICE_HOURS, OFFICE_CALLS, ASSESSMENTS,
    ASSESSMENT_ANSWERS, WINS, QUESTIONS, EVENTS, TERMS, THANKS, HELPINGS, NOMINATIONS, DRAFTS, CARDS,
    CONCERNS, ALIASES, USES, WEEKS, FIGURES, LAST_WEEK,
    REREADINGS, REREADING_COUNTS, PROMPTS, PROMPT_THANKS, ACTS, DUE,
)  # fmt: skip
