"""Train the offline reader, say honestly how good it is, and write its weights."""

import json
import sys
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion, Pipeline

from bot.reading import model
from bot.reading.normalise import Normal, normalise
from bot.reading.rules import Kind, Verdict, gated, is_acting

DATA = Path(__file__).with_name("data")
HELD_OUT = "probe.jsonl"
FRESH_PROMPTS = "prompts_probe.jsonl"  # what people share of their prompts, written after all of the rules
FRESH_MINUTES = "minutes_probe.jsonl"  # wins written after the rules which read their minutes
HELD_OUTS = (HELD_OUT, FRESH_PROMPTS, FRESH_MINUTES)
FOLDS = 5
SEED = 7
STRENGTH = 8.0
ACTED_ON = ("question", "win")


@dataclass(frozen=True)
class Example:
    text: str
    label: str
    lang: str = "en"
    is_hard: bool = False  # written to be mistaken for another label


@dataclass(frozen=True)
class Guess:
    label: str
    confidence: float
    acting: float = 0.0

    @property
    def verdict(self) -> Verdict:
        return Verdict(kind=Kind(self.label), confidence=self.confidence, acting=self.acting)

    @property
    def acts(self) -> bool:
        """Whether the bot would act on this verdict."""
        return is_acting(self.verdict)


@dataclass(frozen=True)
class Trained:
    pipe: Pipeline

    def guesses(self, texts: Sequence[str]) -> list[Guess]:
        """The gated verdict on each text, as the reader would give it."""
        normals = [normalise(text) for text in texts]
        chances = self.pipe.predict_proba([normal.line for normal in normals])
        names = [str(name) for name in self.pipe.classes_]
        return [_guess(names, row, normal) for row, normal in zip(chances, normals, strict=True)]


def _guess(names: list[str], row: Sequence[float], normal: Normal) -> Guess:
    raw = {name: float(chance) for name, chance in zip(names, row, strict=True)}
    chances = gated(raw, normal)
    label = max(chances, key=lambda kind: chances[kind])
    acting = max(chances.get(Kind(kind), 0.0) for kind in ACTED_ON)
    return Guess(label=label.value, confidence=chances[label], acting=acting)


def load(path: Path) -> list[Example]:
    """The labelled messages of one file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Example(row["text"], row["label"], lang=row.get("lang", "en"), is_hard=bool(row.get("hard")))
        for row in rows
    ]


def stated_minutes() -> list[tuple[str, int]]:
    """Fresh wins that state what they saved, with the minutes."""
    lines = (DATA / FRESH_MINUTES).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [(row["text"], row["minutes_saved"]) for row in rows if row.get("minutes_saved") is not None]


def training_set() -> list[Example]:
    """Every labelled message but the held-out probes."""
    paths = sorted(p for p in DATA.glob("*.jsonl") if p.name not in HELD_OUTS)
    return [example for path in paths for example in load(path)]


def fit(examples: Sequence[Example]) -> Trained:
    """The model of these examples."""
    union = FeatureUnion(
        [
            ("words", TfidfVectorizer(analyzer=model.words, min_df=2, sublinear_tf=True)),
            ("letters", TfidfVectorizer(analyzer=model.letters, min_df=4, sublinear_tf=True)),
        ]
    )
    line = LogisticRegression(C=STRENGTH, max_iter=400, class_weight="balanced")
    pipe = Pipeline([("features", union), ("line", line)])
    pipe.fit([normalise(example.text).line for example in examples], [example.label for example in examples])
    return Trained(pipe=pipe)


def cross_checked(examples: Sequence[Example]) -> list[Guess]:
    """Each example's verdict from a model that never saw it."""
    truth = np.array([example.label for example in examples])
    guesses = np.empty(len(examples), dtype=object)
    for learn, check in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(truth, truth):
        trained = fit([examples[i] for i in learn])
        guesses[check] = trained.guesses([examples[i].text for i in check])
    return list(guesses)


def write(trained: Trained, path: Path) -> int:
    """Write the weights as JSON, two decimals a number; the size in bytes comes back."""
    (_, union), (_, line) = trained.pipe.steps
    (_, words), (_, letters) = union.transformer_list
    size = len(words.vocabulary_)
    rows = [*_rows(words, line.coef_[:, :size]), *_rows(letters, line.coef_[:, size:])]
    content = {
        "classes": [str(name) for name in line.classes_],
        "bias": [round(float(b), 4) for b in line.intercept_],
        "words": "\n".join(sorted(words.vocabulary_)),
        "letters": "\n".join(sorted(letters.vocabulary_)),
        "numbers": b64encode(np.array(rows, dtype="<i2").tobytes()).decode("ascii"),
    }
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return path.stat().st_size


def _rows(vectorizer: TfidfVectorizer, coefficients: NDArray[np.float64]) -> list[list[int]]:
    """Each feature's rarity and its pull towards each class, in hundredths."""
    return [
        [
            round(100 * float(vectorizer.idf_[at])),
            *(round(100 * float(c)) for c in coefficients[:, at]),
        ]
        for _, at in sorted(vectorizer.vocabulary_.items())
    ]


def report(name: str, examples: Sequence[Example], guesses: Sequence[Guess]) -> str:
    """Macro F1, precision and recall of each kind, and how right the bot is where it acts, as text."""
    truth, labels = [e.label for e in examples], [g.label for g in guesses]
    macro = f1_score(truth, labels, average="macro")
    table = classification_report(truth, labels, digits=3, zero_division=0)
    lines = [f"{name}: {len(truth)} messages, macro F1 {macro:.3f}", str(table)]
    for kind in ACTED_ON:
        acted = [
            label for label, guess in zip(truth, guesses, strict=True) if guess.acts and guess.label == kind
        ]
        lines.append(
            f"acting on {kind}: {acted.count(kind)} right of {len(acted)}, of {truth.count(kind)} in all"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Check by folds and on the probe, then train on all and write the weights."""
    examples = training_set()
    out = sys.stdout.write
    out(report("folds", examples, cross_checked(examples)) + "\n")
    trained = fit(examples)
    probe = load(DATA / HELD_OUT)
    out(report("probe", probe, trained.guesses([e.text for e in probe])) + "\n")
    out(f"weights: {write(trained, model.WEIGHTS)} bytes\n")


if __name__ == "__main__":
    main()
