"""Each thing that can be wrong in a challenge, a pack or a folder is named with its line."""

from pathlib import Path

import pytest

from tests.packs.builders import (
    CARD,
    CARD_PATH,
    CHALLENGE,
    CHALLENGE_PATH,
    PACK,
    PACK_PATH,
    changed,
    good_marketing,
    told,
    write,
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("minutes: 20", "minutes: 90", "6: 'minutes' is 90; use 5 to 60"),
        ("deliverable: One brief", "topic: briefs\ndeliverable: One brief", "7: 'topic' is not a known key"),
        (
            "## Done when",
            "## Done When",
            "17: '## Done When' is not a known section; did you mean 'Done when'?",
        ),
        ("1. Take a call", "1. Take a <call>", "15: '## Do' holds '<', which Slack reads as markup"),
        ("2. Write", "w" * 600, "14: '## Do' has 656 characters; 600 at most"),
        ("tier: fluency", "tier: literacy", "5: 'tier' is \"literacy\" in a pack of role marketing"),
        (
            "id: marketing-challenge-one-brief",
            "id: one-brief",
            "2: 'id' is \"one-brief\" and the file is named",
        ),
    ],
)
def test_a_fault_in_a_challenge_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: str
) -> None:
    good_marketing(tmp_path)
    write(tmp_path, CHALLENGE_PATH, changed(CHALLENGE, old, new))
    assert any(fault.startswith(f"{CHALLENGE_PATH}:{expected}") for fault in told(tmp_path, monkeypatch))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "role: marketing",
            "role: marketer",
            "3: 'role' is \"marketer\"; use one of general, marketing, sales,",
        ),
        ("id: marketing", "id: market", '1: \'id\' is "market" and the folder is named "marketing"'),
        ("status: active\n", "", "1: 'status' is missing; add it"),
        (
            "owner: Afterglow content team",
            "owner: yes",
            "5: 'owner' holds yes, which YAML reads as yes or no",
        ),
        ("workflow-design]", "prompt-patterns]", "7: 'order' has \"prompt-patterns\" twice; keep one"),
        ("[prompt-patterns, workflow-design]", "[]", "7: 'order' lists 0; give 1 to 20"),
        ("status: active", "status: active\n---\nid: two", "7: not valid YAML: but found another document"),
        (PACK, "# nothing yet\n", "1: there are no keys here; write one 'key: value' a line"),
        (PACK, "- id\n", "1: there are no keys here; write one 'key: value' a line"),
        (PACK, "? [a]\n: b\n" + PACK, "1: '?' is not a known key"),
    ],
)
def test_a_fault_in_a_pack_file_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: str
) -> None:
    good_marketing(tmp_path)
    write(tmp_path, PACK_PATH, changed(PACK, old, new))
    assert any(fault.startswith(f"{PACK_PATH}:{expected}") for fault in told(tmp_path, monkeypatch))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "1: the file does not begin with front matter; make '---' the first line"),
        (b"---\nid: x\n", "1: the front matter is never closed; put a line '---' after its last key"),
        (
            b"---\nid: x\ntitle: caf\xe9\n---\n",
            "3: the file is not UTF-8 text; save it again with the encoding UTF-8",
        ),
        (b"---\n" + b"#" * 70_000, "1: the file has 70004 bytes; 65536 at most"),
    ],
)
def test_a_file_that_is_no_card_at_all_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, expected: str
) -> None:
    good_marketing(tmp_path)
    (tmp_path / CARD_PATH).write_bytes(data)
    assert told(tmp_path, monkeypatch) == [f"{CARD_PATH}:{expected}"]


def test_an_odd_line_separator_in_a_text_shifts_no_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_marketing(tmp_path)
    card = changed(CARD, "Turn a client", '"Turn a\u2028client').replace("into a brief", 'into a brief"')
    write(tmp_path, CARD_PATH, changed(card, "minutes: 5", "minutes: 50"))
    assert told(tmp_path, monkeypatch) == [f"{CARD_PATH}:10: 'minutes' is 50; use 1 to 10"]


def test_files_that_belong_nowhere_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good_marketing(tmp_path)
    write(tmp_path, "marketing/card/x.md", CARD)
    write(tmp_path, "marketing/cards/brief.txt", CARD)
    write(tmp_path, "marketing/cards/old/brief.md", CARD)
    assert told(tmp_path, monkeypatch) == [
        "marketing/card:1: this is not a part of a pack; did you mean 'cards'?",
        "marketing/cards/brief.txt:1: this is not a .md file; give it the ending .md, or move it away",
        "marketing/cards/old:1: this is not a .md file; give it the ending .md, or move it away",
    ]


def test_a_folder_without_a_pack_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, CARD_PATH, CARD)
    assert told(tmp_path, monkeypatch) == [
        "marketing/pack.yaml:1: the folder has no pack.yaml; add one, or move the folder away"
    ]


def test_a_pack_without_content_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, PACK_PATH, PACK)
    assert told(tmp_path, monkeypatch) == [
        "marketing/pack.yaml:1: the pack has no card and no challenge; add one"
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good_marketing(tmp_path)
    (tmp_path / "marketing/cards/marketing-gone.md").symlink_to(tmp_path / "marketing/cards/nowhere.md")
    assert told(tmp_path, monkeypatch) == [
        "marketing/cards/marketing-gone.md:1: the file cannot be read (No such file or directory)"
    ]
