"""In what order skills are taught, and what may wait for what."""

from collections.abc import Iterable, Iterator

from bot.packs.parse import Draft
from bot.packs.schema import Card, Fault, Pack, Tier

# What a skill is, then how to ask, then how to check, then one's own work; a single tool comes last.
STAGES = (
    ("mental-models",),
    ("prompt-patterns",),
    ("verification", "bias"),
    ("workflow-design",),
    ("red-lines",),
    ("measurement",),
)
TOOL = "tool-"  # how a skill about one tool begins
POLICY = "policy-"  # how the ids of the company's rules begin
_STAGE_OF = {skill: at for at, skills in enumerate(STAGES) for skill in skills}
_TIERS = list(Tier)


def faults(pack: Draft[Pack] | None) -> Iterator[Fault]:
    """Each skill that a pack teaches too late or too early; skills of its own may stand anywhere."""
    if pack is None or "order" not in pack.places:
        return
    before = ""
    for skill in pack.item.order:
        stage = stage_of(skill)
        if stage is None:
            continue
        if before and stage < (stage_of(before) or 0):
            line = pack.places.get(f"order {skill}", pack.places["order"])
            reason = f'\'order\' teaches "{skill}" after "{before}"'
            hint = f'put it before "{before}": {told()}'
            yield Fault(pack.file, line, reason, hint)
        else:
            before = skill


def stage_of(skill: str) -> int | None:
    """Where in the curriculum a skill belongs; None for a pack's own."""
    return len(STAGES) if skill.startswith(TOOL) else _STAGE_OF.get(skill)


def in_stages(skills: Iterable[str]) -> tuple[str, ...]:
    """The skills of several packs, each once, as the curriculum has them; a pack's own stay behind what
    came before them.
    """
    places: dict[str, int] = {}
    last = 0
    for skill in skills:
        stage = stage_of(skill)
        last = last if stage is None else stage
        places.setdefault(skill, last)
    return tuple(sorted(places, key=lambda skill: places[skill]))


def told() -> str:
    """The curriculum in one line."""
    return ", ".join(skill for skills in STAGES for skill in skills) + f", and {TOOL}… last"


def out_of_reach(card: Draft[Card], wanted: Draft[Card]) -> str | None:
    """Why a card may not wait for this one; None when it may."""
    one, other = card.item, wanted.item
    if one.id.startswith(POLICY) and not other.id.startswith(POLICY):
        return f"'requires' names \"{other.id}\", and a policy card comes before everything else"
    if not {"tier"} <= card.places.keys() & wanted.places.keys():
        return None
    if _TIERS.index(other.tier) > _TIERS.index(one.tier):
        return f"'requires' names \"{other.id}\" of tier {other.tier}, and this card is of tier {one.tier}"
    return None
