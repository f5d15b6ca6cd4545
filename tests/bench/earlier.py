"""Finding an earlier answer: judged pairs, as the product ranks them."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.library.rules import SHORTLIST, Shelf, gist
from bot.questions.earlier import MOST, NEAR
from tests.bench.figure import Figure
from tests.stage import shipped

JUDGED = Path(__file__).parents[3] / "shared" / "data" / "retrieval.json"
FIRST, AMONG_THREE = 0.7, 0.85
MOST_MS = 20.0


def figures() -> list[Figure]:
    """On questions in people's own words, where one of some three hundred was answered before."""
    if not JUDGED.exists():
        return [Figure("earlier answers: judged pairs are not here", "skipped", "-", "-", True)]
    judged = json.loads(JUDGED.read_text(encoding="utf-8"))
    known = Shelf([gist(f"{card.title} {card.problem}") for pack in shipped().packs for card in pack.cards])
    texts = list(dict.fromkeys(judged["dev"] + judged["neg"]))
    asked = [one for one in judged["queries"] if one["dev"] and not one["xl"]]
    return [
        *_found(known, asked, texts),
        _silence(known, judged["noans"], texts),
        _cost(known, asked, texts),
    ]


def _found(known: Shelf, asked: Sequence[dict[str, Any]], texts: Sequence[str]) -> list[Figure]:
    ranks = [_nearest(known, one["q"], texts) for one in asked]
    right = [{*one["dev"], *one["extra"]} for one in asked]
    first = sum(near[0][1] in fits for near, fits in zip(ranks, right, strict=True)) / len(asked)
    three = sum(any(text in fits for _, text in near) for near, fits in zip(ranks, right, strict=True))
    shown = [(text in fits) for near, fits in zip(ranks, right, strict=True) for s, text in near if s >= NEAR]
    of, among = f"{len(asked)} asked again", three / len(asked)
    precision = f"{sum(shown)} right, {len(shown) - sum(shown)} beside the point"
    return [
        Figure(f"earlier answer nearest, {of}", f"{first:.2f}", "-", f">= {FIRST}", first >= FIRST),
        Figure(
            f"earlier answer among the first three, {of}",
            f"{among:.2f}",
            "-",
            f">= {AMONG_THREE}",
            among >= AMONG_THREE,
        ),
        Figure(f"shown to their askers, {of}", precision, "-", "most right", 2 * sum(shown) > len(shown)),
    ]


def _silence(known: Shelf, asked: Sequence[str], texts: Sequence[str]) -> Figure:
    """Questions that resemble answered ones and are others."""
    heard = sum(_nearest(known, one, texts)[0][0] >= NEAR for one in asked)
    shown = f"{heard} of {len(asked)}"
    return Figure(
        "earlier answers to what was never asked", shown, "-", "<= a fifth", 5 * heard <= len(asked)
    )


def _cost(known: Shelf, asked: Sequence[dict[str, Any]], texts: Sequence[str]) -> Figure:
    began = time.process_time()
    for one in asked:
        _nearest(known, one["q"], texts[:SHORTLIST])
    cost = (time.process_time() - began) / len(asked) * 1000
    return Figure(
        f"ranking {SHORTLIST} candidates", f"{cost:.1f} ms", "-", f"<= {MOST_MS:.0f} ms", cost <= MOST_MS
    )


def _nearest(known: Shelf, query: str, texts: Sequence[str]) -> list[tuple[float, str]]:
    scores = known.among(gist(query), [gist(text) for text in texts])
    return sorted(zip(scores, texts, strict=True), reverse=True)[:MOST]
