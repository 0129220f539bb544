"""Settings of the programs under bot/; the only reader of os.environ here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_PROXIES = ("http", "https", "socks5", "socks5h")


class SettingsError(Exception):
    """Settings that are missing or wrong; `problems` has them all, in Vietnamese."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class WebhookSettings:
    url: str
    secret: str = field(repr=False)
    listen: Address = Address("127.0.0.1", 8443)


@dataclass(frozen=True)
class ConnectorSettings:
    """What `python -m bot.telegram` needs."""

    token: str = field(repr=False)
    base_url: str = "https://api.telegram.org"
    proxy: str | None = field(default=None, repr=False)  # may hold a password
    webhook: WebhookSettings | None = None  # None: long polling
    rasa_url: str = "http://127.0.0.1:5005"
    var_dir: Path = ROOT / "var"
    database_url: str = field(default="", repr=False)  # may hold a password; "": SQLite in var_dir
    knowledge_dir: Path = ROOT / "knowledge"  # only its list of links is read
    metrics: Address = Address("127.0.0.1", 9101)
    messages_per_minute: int = 20  # of one person
    parallel: int = 8  # questions at Rasa at once; Rasa itself uses one core
    rasa_timeout_s: float = 20.0  # one request; a turn takes 0.05 s
    rasa_wait_s: float = 180.0  # while Rasa loads its model: 20 to 70 s
    telegram_timeout_s: float = 10.0  # one request, on top of the long poll
    poll_s: int = 30  # how long Telegram holds an empty getUpdates
    stop_s: float = 8.0  # to answer what was accepted, at shutdown
    keep_days: float = 30.0  # what is remembered about a silent chat

    def __post_init__(self) -> None:
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.var_dir / 'connector.db'}")

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may hold: the token, and passwords inside of addresses."""
        urls = (self.proxy or "", self.database_url)
        found = [self.token, self.webhook.secret if self.webhook else ""]
        return tuple(filter(None, [*found, *(urlsplit(url).password for url in urls)]))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> ConnectorSettings:
        """Raise SettingsError naming every missing or wrong variable."""
        read = _Reader(env)
        values = {
            "token": read.token(),
            "base_url": read.url("TELEGRAM_BASE_URL", cls.base_url, secure=True),
            "proxy": read.url("TELEGRAM_PROXY", None, schemes=_PROXIES),
            "webhook": read.webhook(),
            "rasa_url": read.url("RASA_URL", cls.rasa_url),
            "var_dir": Path(read.text("VAR_DIR") or ROOT / "var").resolve(),
            "knowledge_dir": Path(read.text("KNOWLEDGE_DIR") or cls.knowledge_dir).resolve(),
            "database_url": read.text("DATABASE_URL") or "",
            "metrics": read.address("METRICS_LISTEN", cls.metrics),
            "messages_per_minute": read.number("MESSAGES_PER_MINUTE", cls.messages_per_minute),
            "parallel": read.number("RASA_PARALLEL", cls.parallel),
            "rasa_timeout_s": read.number("RASA_TIMEOUT_S", cls.rasa_timeout_s),
            "rasa_wait_s": read.number("RASA_WAIT_S", cls.rasa_wait_s),
            "telegram_timeout_s": read.number("TELEGRAM_TIMEOUT_S", cls.telegram_timeout_s),
            "poll_s": read.number("TELEGRAM_POLL_S", cls.poll_s),
            "stop_s": read.number("STOP_S", cls.stop_s),
            "keep_days": read.number("KEEP_DAYS", cls.keep_days),
        }
        if read.problems:
            raise SettingsError(read.problems)
        return cls(**values)


def environment(env_file: Path = ROOT / ".env") -> dict[str, str]:
    """Return the process environment over the lines NAME=value of `env_file`, if it is there.

    Raises:
        SettingsError: others may read the file, or a line is not NAME=value.
    """
    return {**_read_env_file(env_file), **os.environ}


def _read_env_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    if path.stat().st_mode & 0o077:
        raise SettingsError(
            [f"{path}: người dùng khác trên máy đọc được tệp chứa khóa. Chạy: chmod 600 {path}"]
        )
    values, problems = {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            problems.append(f"{path}:{number}: cần viết TÊN=giá trị.")
        values[name.strip()] = value.strip().strip("\"'")
    if problems:
        raise SettingsError(problems)
    return values


class _Reader:
    """Reads variables one by one and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def text(self, name: str) -> str | None:
        value = self._env.get(name, "").strip()
        return value if value else None

    def token(self) -> str:
        value = self.text("TELEGRAM_TOKEN")
        if value is None:
            self.problems.append("TELEGRAM_TOKEN: chưa có. Xin mã ở @BotFather trong Telegram.")
        elif not _TOKEN.fullmatch(value):
            self.problems.append(
                "TELEGRAM_TOKEN: không đúng dạng 123456789:ABC… Chép lại cả dòng của @BotFather."
            )
        return value or ""

    def url(
        self,
        name: str,
        default: str | None,
        schemes: tuple[str, ...] = ("http", "https"),
        secure: bool = False,
    ) -> str | None:
        value = self.text(name)
        if value is None:
            return default
        try:
            parts = urlsplit(value)
            valid = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            valid = False
        if not valid:
            self.problems.append(f"{name}: cần một địa chỉ {' hoặc '.join(schemes)}://máy[:cổng].")
        elif secure and parts.scheme != "https" and not _is_loopback(parts.hostname):
            self.problems.append(f"{name}: chỉ máy này mới được dùng http, còn lại phải là https.")
        return value.rstrip("/")

    def address(self, name: str, default: Address) -> Address:
        value = self.text(name)
        if value is None:
            return default
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            self.problems.append(f"{name}: cần dạng máy:cổng, ví dụ {default}.")
            return default
        return Address(host.strip("[]"), int(port))

    def number(self, name: str, default: float) -> int | float:
        value = self.text(name)
        if value is None:
            return default
        try:
            number = type(default)(value)
        except ValueError:
            number = 0
        if not 0 < number < 1e6:
            self.problems.append(f"{name}: cần một số lớn hơn 0, ví dụ {default}.")
        return number

    def webhook(self) -> WebhookSettings | None:
        url = self.url("TELEGRAM_WEBHOOK_URL", None, secure=True)
        listen = self.address("TELEGRAM_WEBHOOK_LISTEN", WebhookSettings.listen)
        secret = self.text("TELEGRAM_WEBHOOK_SECRET")
        if url is None:
            return None
        if secret is None:
            self.problems.append(
                "TELEGRAM_WEBHOOK_SECRET: phải có khi đặt TELEGRAM_WEBHOOK_URL. "
                "Tạo một chuỗi: openssl rand -hex 32"
            )
        elif not _SECRET.fullmatch(secret):
            self.problems.append(
                "TELEGRAM_WEBHOOK_SECRET: cần 16 đến 256 ký tự A-Z a-z 0-9 _ -. "
                "Tạo một chuỗi: openssl rand -hex 32"
            )
        return WebhookSettings(url, secret or "", listen)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or host == "::1" or host.startswith("127.")
