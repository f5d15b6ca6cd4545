"""Every feature's tables, loaded in one place for the migrations."""

import importlib

FEATURES = (
    "workspaces",
    "people",
    "cohorts",
    "cadence",
    "champions",
    "library",
    "teaching",
    "cues",
    "nudges",
    "grading",
    "rereading",
    "questions",
    "nominations",
    "coverage",
    "goals",
    "wins",
    "concerns",
    "authoring",
    "office_hours",
    "challenges",
    "buddies",
    "assessment",
    "adoption",
    "rescue",
    "revisions",
    "outbox",
)


def load_tables() -> None:
    """Import every models module, so that the metadata is complete."""
    for feature in FEATURES:
        importlib.import_module(f"bot.{feature}.models")
