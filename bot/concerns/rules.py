"""When doubts about using AI are a sign worth a look."""

from datetime import timedelta

ENOUGH = 5  # people, below whom nothing is said of a department
LATELY = timedelta(days=28)
KEPT = timedelta(days=90)
