"""The offline reader: how right it is on messages it never learnt from, and what one message costs."""

import time

from sklearn.metrics import f1_score

from bot.reading import rules
from bot.reading.minutes import saved
from bot.reading.training.train import (
    DATA,
    HELD_OUT,
    Example,
    Guess,
    cross_checked,
    fit,
    load,
    stated_minutes,
    training_set,
)
from tests.bench.figure import Figure

PRECISE = 0.9
FOLDS_F1, PROBE_F1, MINUTES = 0.8, 0.88, 0.85
MOST_MS = 1.0


def figures() -> list[Figure]:
    """Folds are harder than life: every second message was written to be mistaken for another kind."""
    examples, probe = training_set(), load(DATA / HELD_OUT)
    folds = cross_checked(examples)
    fresh = fit(examples).guesses([one.text for one in probe])
    return [
        _macro(f"reader, 5 folds of {len(examples):,} messages", examples, folds, least=FOLDS_F1),
        *(_acting(kind, examples, folds) for kind in ("question", "win")),
        _macro(f"reader, probe of {len(probe)} fresh messages", probe, fresh, least=PROBE_F1),
        _minutes(),
        _cost(examples),
    ]


def _macro(what: str, examples: list[Example], guesses: list[Guess], *, least: float) -> Figure:
    score = f1_score([one.label for one in examples], [one.label for one in guesses], average="macro")
    return Figure(f"{what}: macro F1", f"{score:.2f}", "-", f">= {least}", score >= least)


def _acting(kind: str, examples: list[Example], guesses: list[Guess]) -> Figure:
    """How often the bot is right where it acts, and how many it finds so."""
    pairs = zip(examples, guesses, strict=True)
    acted = [example.label == kind for example, guess in pairs if guess.acts and guess.label == kind]
    right = sum(acted) / len(acted)
    found = sum(acted) / sum(example.label == kind for example in examples)
    shown = f"{right:.2f} right, {found:.2f} found"
    return Figure(f"acting on a {kind}, folds", shown, "-", f">= {PRECISE} right", right >= PRECISE)


def _minutes() -> Figure:
    """Figures that were written after the rules which read them."""
    told = stated_minutes()
    exact = sum(saved(text) == minutes for text, minutes in told) / len(told)
    return Figure(
        f"minutes of {len(told)} wins that state them: exact",
        f"{exact:.2f}",
        "-",
        f">= {MINUTES}",
        exact >= MINUTES,
    )


def _cost(examples: list[Example]) -> Figure:
    texts = [one.text for one in examples[:2000]]
    for text in texts[:100]:
        rules.heard(text)
    began = time.process_time()
    for text in texts:
        rules.heard(text)
    cost = (time.process_time() - began) / len(texts) * 1000
    return Figure(
        "reading a message, one core", f"{cost:.2f} ms", "-", f"<= {MOST_MS:.0f} ms", cost <= MOST_MS
    )
