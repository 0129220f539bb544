"""Finds planted personal data in whatever a program wrote, in every form it may have there."""

from __future__ import annotations

import base64
import gzip
import html
import io
import re
import tarfile
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from bot.language.fold import fold
from tests.personal.planted import Value

_RUN = re.compile(r"\d(?:[ .,_·-]{0,2}\d)+")
# Probabilities, times and random ids of the tracker: in their millions of digits every short
# number stands somewhere by chance.
_CHANCE = re.compile(
    r"(?<![\d.])\d\.\d{12,}"
    r"|(?<![\d.])1[678]\d{8}\.\d{1,7}(?!\d)"
    r"|(?<![0-9a-z])(?=[0-9]*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{64})(?![0-9a-z])"
)
_WORDS = re.compile(r"[a-z0-9/]+")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){6,}")
_UTF16 = re.compile(rb"(?:[\x20-\x7e]\0|[\x80-\xff][\x00\x01]|[\x00-\xff][\x01\x03\x1e]){6,}")
_MARKS = re.compile("[\u0300-\u036f]+")
_STROKE = str.maketrans("đĐ", "dD")
_PRINTABLE = re.compile(rb"[\n\x20-\x7e]")
_PACKED = (b"\x1f\x8b", b"PK", b"\x78\x9c", b"\x78\x01", b"\x78\xda")
_LONG = ("CCCD", "CMND", "SĐT", "THẺ", "TÀI KHOẢN")
_MAX_DEPTH = 2  # a code inside a code


class Needles:
    """Values, and the parts of them that must not be anywhere."""

    def __init__(self, values: Iterable[Value]) -> None:
        self._digits: dict[str, str] = {}  # found inside longer runs too
        self._runs: dict[str, str] = {}  # only a run of its own: six digits are in every number
        self._tokens: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[str, ...]]] = {}  # by their first word
        for value in values:
            self._add(value)
        self._sizes = sorted({len(digits) for digits in self._digits})

    def _add(self, value: Value) -> None:
        typed = fold(value.typed)
        digits = re.sub(r"\D", "", typed)
        if value.kind in _LONG:
            self._digits[digits[-9:]] = value.kind  # +84912…, 0912…
        elif value.kind == "OTP":
            self._runs[digits] = value.kind
        elif value.kind in ("HỌ TÊN", "ĐỊA CHỈ"):
            words = tuple(_WORDS.findall(typed))
            if value.kind == "ĐỊA CHỈ":  # the house, without its ward
                words = words[:4]
            self._phrases.setdefault(words[0], []).append((value.kind, *words))
        else:
            self._tokens["".join(c for c in typed if c.isalnum())] = value.kind

    def found_in(self, text: str) -> set[str]:
        """Return the planted values in a text, as "KIND value"."""
        text = _CHANCE.sub(" ", _folded(text))
        found = {f"{self._tokens[t]} {t}" for t in self._tokens_in(text)}
        for run in _RUN.finditer(text):
            digits = re.sub(r"\D", "", run.group())
            for size in self._sizes:
                for at in range(len(digits) - size + 1):
                    part = digits[at : at + size]
                    if part in self._digits:
                        found.add(f"{self._digits[part]} {part}")
            if digits in self._runs and text[run.start() - 1 : run.start()] != ".":
                found.add(f"{self._runs[digits]} {digits}")
        words = _WORDS.findall(text)
        for at, word in enumerate(words):
            for kind, *phrase in self._phrases.get(word, ()):
                if words[at : at + len(phrase)] == phrase:
                    found.add(f"{kind} {' '.join(phrase)}")
        return found

    def _tokens_in(self, text: str) -> Iterator[str]:
        bare = re.sub(r"[^a-z0-9\n]+", "", text)
        for token in self._tokens:
            if token in bare:
                yield token


def _folded(text: str) -> str:
    """Return what `fold` does, quickly for megabytes."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text)).translate(_STROKE).lower()


def texts_of(data: bytes, depth: int = 0) -> Iterator[str]:
    """Yield what bytes may say: as UTF-8 and UTF-16, unescaped, decoded, unpacked."""
    text = data.decode("utf-8", "replace")
    yield text
    yield "\n".join(found.group().decode("utf-16-le", "replace") for found in _UTF16.finditer(data))
    plain = _JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    plain = html.unescape(urllib.parse.unquote(plain))
    if plain != text:
        yield plain
    if depth < _MAX_DEPTH:
        for inner in _inside(data):
            yield from texts_of(inner, depth + 1)


def _inside(data: bytes) -> Iterator[bytes]:
    readable: list[bytes] = []
    for found in _BASE64.finditer(data):
        code = found.group().rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            part = base64.b64decode(code[start : start + (len(code) - start) // 4 * 4])
            if part[:2] in _PACKED:
                yield part
            elif len(_PRINTABLE.sub(b"", part)) * 2 < len(part):  # noise is two thirds of others
                readable.append(part)
    yield b"\n".join(readable)
    codes = [bytes.fromhex(found.group().decode()) for found in _HEX.finditer(data)]
    yield b"\n".join(codes)
    for unpack in (_gzip, _zlib, _zip, _tar):
        yield from unpack(data)


def _gzip(data: bytes) -> Iterator[bytes]:
    if data[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return


def _zlib(data: bytes) -> Iterator[bytes]:
    if data[:1] == b"\x78":
        try:
            yield zlib.decompress(data)
        except zlib.error:
            return


def _zip(data: bytes) -> Iterator[bytes]:
    if data[:4] == b"PK\x03\x04" and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name)


def _tar(data: bytes) -> Iterator[bytes]:
    if data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                file = archive.extractfile(member)
                if file is not None:
                    yield file.read()
