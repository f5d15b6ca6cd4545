"""The offline reader: how right it is on messages it never learnt from, and what one message costs."""

import time

from sklearn.metrics import f1_score

from bot.reading import rules
from bot.reading.minutes import saved
from bot.reading.training.train import (
    ACTED_ON,
    DATA,
    FRESH_PROMPTS,
    HELD_OUT,
    Example,
    Guess,
    Trained,
    cross_checked,
    fit,
    load,
    stated_minutes,
    training_set,
)
from tests.bench.figure import Figure

PRECISE = 0.9
FOLDS_F1, OTHER_LANGUAGES_F1, PROBE_F1, MINUTES = 0.8, 0.82, 0.88, 0.85
MOST_UNSURE, WORTH_IT, MOST_SHARED = 0.1, 0.5, 0.1
MOST_MS = 1.0


def figures() -> list[Figure]:
    """Folds are harder than life: more than every third message was written to be mistaken for another."""
    examples, probe = training_set(), load(DATA / HELD_OUT)
    folds = cross_checked(examples)
    trained = fit(examples)
    fresh = trained.guesses([one.text for one in probe])
    return [
        _macro(f"reader, 5 folds of {len(examples):,} messages", examples, folds, least=FOLDS_F1),
        *_other_languages(examples, folds),
        *(_acting(kind, examples, folds) for kind in ACTED_ON),
        _unsure(examples, folds),
        _macro(f"reader, probe of {len(probe)} fresh messages", probe, fresh, least=PROBE_F1),
        _shared(trained),
        _minutes(),
        _cost(examples),
    ]


def _macro(what: str, examples: list[Example], guesses: list[Guess], *, least: float) -> Figure:
    score = f1_score([one.label for one in examples], [one.label for one in guesses], average="macro")
    return Figure(f"{what}: macro F1", f"{score:.2f}", "-", f">= {least}", score >= least)


def _other_languages(examples: list[Example], folds: list[Guess]) -> list[Figure]:
    """In other languages than English: what was not written to be mistaken, and all of it.

    Nothing in the data says which messages are translations of each other. Kept together in one fold, the one
    file that holds many of them moves this by less than .005.
    """
    told = [pair for pair in zip(examples, folds, strict=True) if pair[0].lang != "en"]
    plain = [pair for pair in told if not pair[0].is_hard]
    return [
        _macro(
            f"reader, {len(some):,} of them in other languages{which}",
            [one for one, _ in some],
            [guess for _, guess in some],
            least=OTHER_LANGUAGES_F1,
        )
        for some, which in ((plain, ", not to mislead"), (told, ""))
    ]


def _unsure(examples: list[Example], guesses: list[Guess]) -> Figure:
    """What a model may read again, of all that names AI, and how much of it was a question or a win."""
    named = [pair for pair in zip(examples, guesses, strict=True) if rules.may_matter(pair[0].text)]
    unsure = [
        one.label in ACTED_ON
        for one, guess in named
        if rules.is_unsure(guess.verdict, is_acted_on=rules.is_heard(guess.verdict))
    ]
    share, worth = len(unsure) / len(named), sum(unsure) / len(unsure)
    return Figure(
        f"unsure, of {len(named):,} that name AI, folds",
        f"{share:.1%}, {worth:.2f} worth it",
        "-",
        f"<= {MOST_UNSURE:.0%}, >= {WORTH_IT} a question or a win",
        share <= MOST_UNSURE and worth >= WORTH_IT,
    )


def _acting(kind: str, examples: list[Example], guesses: list[Guess]) -> Figure:
    """How often the bot is right where it acts, and how many it finds so."""
    pairs = zip(examples, guesses, strict=True)
    acted = [example.label == kind for example, guess in pairs if guess.acts and guess.label == kind]
    right = sum(acted) / len(acted)
    found = sum(acted) / sum(example.label == kind for example in examples)
    shown = f"{right:.2f} right, {found:.2f} found"
    return Figure(f"acting on a {kind}, folds", shown, "-", f">= {PRECISE} right", right >= PRECISE)


def _shared(trained: Trained) -> Figure:
    """Prompts that people share, asking nothing and telling no result: how often something follows."""
    shared = [one.text for one in load(DATA / FRESH_PROMPTS) if one.label == rules.Kind.NONE]
    wrong = sum(guess.acts for guess in trained.guesses(shared)) / len(shared)
    return Figure(
        f"acting on {len(shared)} shared prompts, fresh",
        f"{wrong:.2f}",
        "-",
        f"<= {MOST_SHARED}",
        wrong <= MOST_SHARED,
    )


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
