"""The statements that write what was asked in the past, and what came of it."""

QUESTIONS = """
INSERT INTO questions (workspace_id, origin, source, asker_id, team_id, channel_id, thread_ts, text, private,
  status, champion_id, step, asked_at, claimed_at, closed_at, closed_by)
SELECT m.workspace_id, 'C' || m.team_id || '.q' || m.id || '.' || w.n, 'channel', m.user_id, m.team_id,
  'C' || m.team_id, m.id || '.' || w.n, :sealed, false,
  CASE WHEN w.n % 8 = 0 THEN 'withdrawn' ELSE 'resolved' END,
  'U' || ((m.id - 1) / :team * :team + 2), 0, w.at, w.later, w.ends, m.user_id
FROM past_weeks w CROSS JOIN members m WHERE w.turn = 0 AND m.team_id IS NOT NULL
  AND m.enrolment = 'active' AND (m.id * 3 + w.n) % 20 = 0
ORDER BY w.n DESC, m.id
"""

EVENTS = """
INSERT INTO question_events (workspace_id, question_id, what, actor_id, at)
SELECT q.workspace_id, q.id, k.what, q.champion_id, CASE k.what WHEN 'asked' THEN q.asked_at
  WHEN 'claimed' THEN q.claimed_at ELSE q.closed_at END
FROM questions q CROSS JOIN (SELECT 'asked' AS what UNION SELECT 'claimed' UNION SELECT 'resolved') k
ORDER BY q.id, k.what
"""

# Ten telling words of each answered question, out of five thousand that are in use.
TERMS = """
INSERT INTO question_terms (question_id, term, workspace_id)
SELECT q.id, (q.id * 7919 + k.n * 104729) % 5000, q.workspace_id
FROM questions q CROSS JOIN (SELECT n FROM past_weeks WHERE turn = 0 AND n < 10) k
WHERE q.status = 'resolved'
ORDER BY q.id, k.n
"""

# Every answer is thanked for.
THANKS = """
INSERT INTO thanks (workspace_id, question_id, member_id, giver_id, reason, words, at)
SELECT q.workspace_id, q.id, m.id, q.asker_id, 'words', :sealed, q.closed_at
FROM questions q JOIN members m ON m.workspace_id = q.workspace_id AND m.user_id = q.champion_id
WHERE q.status = 'resolved'
ORDER BY q.id
"""

# Below every question a colleague wrote; one of twenty people was asked to champion.
HELPINGS = """
INSERT INTO helpings (workspace_id, question_id, member_id, at, helped_at)
SELECT q.workspace_id, q.id, m.id, q.claimed_at, q.closed_at
FROM questions q JOIN members m ON m.team_id = q.team_id AND m.id % :team = 5
ORDER BY q.id
"""

NOMINATIONS = """
INSERT INTO nominations (workspace_id, member_id, state, made_at)
SELECT workspace_id, id, 'declined', :ago FROM members WHERE id % :team = 6
"""

DRAFTS = """
INSERT INTO question_drafts (workspace_id, question_id, champion_id, state, answer, sources, asked_at)
SELECT workspace_id, id, champion_id, 'drafted', :sealed, '', claimed_at FROM questions
"""

# Kept for a day: one of everybody, from a week ago, as if nobody had forgotten any.
REREADINGS = """
INSERT INTO rereadings (workspace_id, channel_id, message_ts, author_id, in_the_open, kind, is_sure, state,
  kept_at)
SELECT m.workspace_id, 'C' || m.team_id, m.id || '.' || w.n, m.user_id, true, 'none', false, 'done', w.at
FROM past_weeks w CROSS JOIN members m
WHERE w.turn = 0 AND w.n <= 1 AND m.team_id IS NOT NULL
ORDER BY m.id
"""

# A week's counts of each workspace, kept for a year.
REREADING_COUNTS = """
INSERT INTO rereading_counts (workspace_id, week, is_sure, reader, model, count)
SELECT s.workspace_id, w.week, k.reader = 'none', k.reader, 'win', 3 FROM workspaces s CROSS JOIN past_weeks w
CROSS JOIN (SELECT 'question' AS reader UNION SELECT 'win' UNION SELECT 'none') k WHERE w.turn = 0
ORDER BY w.n DESC, s.workspace_id
"""
