"""The two parsers of YAML see the same texts at the same places."""

import pytest
import yaml

from bot.packs import source
from bot.packs.loader import ROOT
from bot.packs.source import Front, Page

HARD = (
    "a: é ü # not text\nb: [x, 'y', \"z\\u2028\"]\n",
    "k: >\n  folded\n  text\nl: |\n  lines\n",
    "a: b\u2028c: d\n",
)


def nodes(node: yaml.Node) -> list[tuple[object, ...]]:
    """Every node with its tag, its place and, for a text, its words and whether it was quoted."""
    here = (type(node).__name__, node.tag, node.start_mark.index, node.end_mark.index)
    match node:
        case yaml.ScalarNode():
            return [(*here, node.value, node.style or None)]
        case yaml.MappingNode():
            return [here, *(one for pair in node.value for part in pair for one in nodes(part))]
        case _:
            return [here, *(one for part in node.value for one in nodes(part))]


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML has no C parser")
def test_both_parsers_see_the_same() -> None:
    fronts = [source.split(path.read_text(), Page("")) for path in ROOT.rglob("*.md")]
    texts = [front[0].text for front in fronts if front is not None] + list(HARD)
    assert len(texts) > 50
    for text in texts:
        fast = source._quickly(text)
        slow = yaml.compose(text, Loader=yaml.SafeLoader)
        assert fast is not None and slow is not None
        assert nodes(fast) == nodes(slow)


def test_what_the_fast_one_refuses_the_other_explains() -> None:
    page = Page("card.md")
    assert source.compose(Front("a: [b\n", 2), page) is None
    assert "close the bracket" in str(page.faults[0])
