"""Sealed values open for their purpose and nothing else; tokens stand for values."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import KeyFileError, SealBrokenError, UnknownKeyError, UnknownTokenError
from vault.keys import KeyRing
from vault.vault import Vault

RING = KeyRing.generate()

BROKEN_KEY_FILES = {
    "empty": "",
    "not json": "keys",
    "a list": "[]",
    "no active key": '{"active": "k2", "keys": {"k1": "AAAA"}, "index_key": "AAAA"}',
    "short key": '{"active": "k1", "keys": {"k1": "AAAA"}, "index_key": "AAAA"}',
}


@given(st.text(), st.text(min_size=1, max_size=30))
def test_what_was_sealed_opens_for_the_same_purpose(text: str, purpose: str) -> None:
    vault = Vault(RING)
    assert vault.open(vault.seal(text, purpose), purpose) == text


def test_a_value_moved_to_another_column_does_not_open() -> None:
    vault = Vault(RING)
    with pytest.raises(SealBrokenError, match=r"inbox\.body"):
        vault.open(vault.seal("身份证", "note.body"), "inbox.body")


@given(st.binary(max_size=60))
def test_bytes_that_were_never_sealed_are_refused(noise: bytes) -> None:
    with pytest.raises((SealBrokenError, UnknownKeyError)):
        Vault(RING).open(noise, "inbox.body")


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    old, new = Vault(RING), Vault(RING.rotated())
    assert new.open(old.seal("旧", "a.b"), "a.b") == "旧"
    with pytest.raises(UnknownKeyError, match="k2"):
        old.open(new.seal("新", "a.b"), "a.b")


def test_the_blind_index_folds_width_case_and_spaces_and_keeps_kinds_apart() -> None:
    vault = Vault(RING)
    assert vault.blind_index("card", "FY 2026x") == vault.blind_index("card", "fy2026X")
    assert vault.blind_index("card", "1") != vault.blind_index("phone", "1")
    assert vault.blind_index("card", "1") != Vault(KeyRing.generate()).blind_index("card", "1")


def test_a_token_gives_its_value_until_it_is_erased(database, vault) -> None:
    with database.write() as c:
        token = vault.keep(c, "name", "样例甲")
        assert "样例甲" not in token
        assert vault.reveal(c, token) == "样例甲"
        vault.erase(c, token)
        with pytest.raises(UnknownTokenError):
            vault.reveal(c, token)


@pytest.mark.parametrize("content", BROKEN_KEY_FILES.values(), ids=BROKEN_KEY_FILES)
def test_a_broken_key_file_is_named_with_what_to_do(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(KeyFileError, match="backup"):
        KeyRing.load(path)


def test_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    path = tmp_path / "var" / "keys.json"
    assert KeyRing.load_or_generate(path) == KeyRing.load_or_generate(path)
    assert path.stat().st_mode & 0o077 == 0
