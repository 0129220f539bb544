"""Keyed hashes that stand for chats and persons everywhere but on the way to Telegram."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.settings import SettingsError

KEY_FILE = "connector.key"
_KEY_BYTES = 32


class Identity:
    """Without the key nobody can find a chat id by hashing all of them."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def chat(self, chat_id: int) -> str:
        """Return the conversation id of a chat: 32 hex characters, the same after a restart."""
        return self._hash(f"chat:{chat_id}")

    def person(self, user_id: int) -> str:
        return self._hash(f"person:{user_id}")

    def _hash(self, name: str) -> str:
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()[:32]


def load_identity(var_dir: Path) -> Identity:
    """Read the secret key in `var_dir`, or make one at the first start.

    Raises:
        SettingsError: others may read the key, or it is not a key.
    """
    path = var_dir / KEY_FILE
    var_dir.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return Identity(_read_key(path))
    key, unfinished = secrets.token_bytes(_KEY_BYTES), path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)  # killed or out of disk before: no half of a key is left behind
    return Identity(key)


def _read_key(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise SettingsError(
            [f"{path}: người dùng khác trên máy đọc được khóa. Chạy: chmod 600 {path}"]
        )
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except (ValueError, UnicodeDecodeError):
        key = b""
    if len(key) != _KEY_BYTES:
        problem = f"{path}: tệp khóa bị hỏng. Xóa tệp rồi chạy lại (hội thoại cũ sẽ bị quên)."
        raise SettingsError([problem])
    return key
