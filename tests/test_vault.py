"""Where the encryption key comes from, and what is said when it cannot be had."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot import vault
from bot.settings import Settings, SettingsError, load
from bot.vault import VaultError


def settings(monkeypatch: pytest.MonkeyPatch, url: str) -> Settings:
    monkeypatch.setenv("DATABASE_URL", url)
    return load(env_file=None)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///var/afterglow.db", "var/encryption.key"),
        ("sqlite:///afterglow.db", "encryption.key"),
        ("sqlite:////srv/afterglow/a.db", "/srv/afterglow/encryption.key"),
    ],
)
def test_the_key_lies_beside_the_database(monkeypatch: pytest.MonkeyPatch, url: str, file: str) -> None:
    assert settings(monkeypatch, url).key_file == Path(file)


def test_a_server_keeps_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERGLOW_ENCRYPTION_KEY", Fernet.generate_key().decode())
    assert settings(monkeypatch, "postgresql://localhost/x").key_file is None


@pytest.mark.parametrize(
    "url", ["sqlite:///:memory:", "sqlite:///file:a.db?uri=true", "sqlite:///a.db?mode=ro"]
)
def test_a_database_that_is_no_plain_file_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL: must name a file by its plain path"):
        settings(monkeypatch, url)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "deep/encryption.key"
    (key,) = vault.keys(None, file)
    assert vault.keys(None, file) == [key]
    assert file.stat().st_mode & 0o077 == 0
    assert vault.Vault([key]).open(vault.Vault([key]).seal("words")) == "words"


def test_the_operators_own_keys_come_first_and_make_no_file(tmp_path: Path) -> None:
    assert vault.keys("new, old", tmp_path / "encryption.key") == ["new", "old"]
    assert not (tmp_path / "encryption.key").exists()


@pytest.mark.parametrize("held", [b"", b"short\n", bytes(range(256))])
def test_a_file_that_holds_no_key_is_named_and_left_alone(tmp_path: Path, held: bytes) -> None:
    file = tmp_path / "encryption.key"
    file.write_bytes(held)
    with pytest.raises(VaultError, match=r"encryption\.key holds no key: put the right one back"):
        vault.keys(None, file)
    assert file.read_bytes() == held


def test_a_key_that_cannot_be_read_or_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "encryption.key").mkdir()
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "encryption.key", tmp_path / "file/encryption.key"):
        with pytest.raises(VaultError, match="can be neither read nor made"):
            vault.keys(None, place)
    with pytest.raises(VaultError, match="AFTERGLOW_ENCRYPTION_KEY is not set"):
        vault.keys(None, None)


CARD = '{"type":"section","text":{"type":"mrkdwn","text":"One filled-in sample","verbatim":true}},' * 50


@pytest.mark.parametrize("text", ["", "xoxb-1", "Grüße \N{OWL}", "\0", "\xff" * 600, "\u2028" * 511, CARD])
def test_what_was_sealed_opens_letter_by_letter(text: str) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    sealed = vault.Vault([old]).seal(text)
    turned = vault.Vault([new, old]).reseal(sealed)
    assert vault.Vault([old]).open(sealed) == text
    assert turned is not None
    assert vault.Vault([new]).open(turned) == text


def test_what_was_sealed_without_being_pressed_opens() -> None:
    key = Fernet.generate_key()
    sealed = Fernet(key).encrypt(CARD.encode()).decode()
    assert vault.Vault([key.decode()]).open(sealed) == CARD


def test_a_card_takes_a_fraction_of_its_room() -> None:
    assert len(vault.Vault([Fernet.generate_key().decode()]).seal(CARD)) < len(CARD) / 2
