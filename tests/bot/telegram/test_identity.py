from __future__ import annotations

import errno
import os

import pytest

from bot.settings import SettingsError
from bot.telegram.identity import KEY_FILE, Identity, load_identity


def test_a_chat_keeps_its_conversation_id_over_restarts(tmp_path):
    first = load_identity(tmp_path).chat(42)
    assert load_identity(tmp_path).chat(42) == first
    assert len(first) == 32
    assert int(first, 16) >= 0


def test_the_key_file_is_only_for_its_owner(tmp_path):
    load_identity(tmp_path)
    path = tmp_path / KEY_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_identity(tmp_path)


def test_a_broken_key_file_is_not_taken_for_a_key(tmp_path):
    load_identity(tmp_path)
    (tmp_path / KEY_FILE).write_text("", encoding="ascii")
    with pytest.raises(SettingsError, match="bị hỏng"):
        load_identity(tmp_path)


def test_a_key_that_a_full_disk_cut_off_is_made_anew(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            load_identity(tmp_path)
    assert load_identity(tmp_path).chat(42) == load_identity(tmp_path).chat(42)
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_another_key_gives_another_id_and_a_person_is_not_a_chat():
    one, other = Identity(b"1" * 32), Identity(b"2" * 32)
    assert one.chat(42) != other.chat(42)
    assert one.chat(42) != one.person(42)
