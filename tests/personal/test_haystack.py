"""The search for planted data finds it in every form; else its silence would mean nothing."""

from __future__ import annotations

import base64
import gzip
import io
import json
import sqlite3
import tarfile
import urllib.parse
import zlib
from itertools import islice

import pytest

from tests.personal.haystack import Needles, texts_of
from tests.personal.planted import KINDS, Planter, Value, wordings

NUMBER = Needles([Value("CMND", "119456771")])
PLANTER = Planter(seed=5)
VALUES = [Value(kind, PLANTER.value(kind, is_bare)) for kind in KINDS for is_bare in (False, True)]


def packed(text: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        data = text.encode()
        member = tarfile.TarInfo("log")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


FORMS = {
    "raw": lambda text: text.encode(),
    "capitals": lambda text: text.upper().encode(),
    "in JSON": lambda text: json.dumps({"text": text}).encode(),
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "UTF-16 from an odd byte": lambda text: b"x" + text.encode("utf-16-le"),
    "in a URL": lambda text: urllib.parse.quote(text).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 behind something": lambda text: b"k " + base64.urlsafe_b64encode(b"ab" + text.encode()),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "tar.gz": packed,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{value.kind}-{value.typed}")
def test_a_value_is_found_in_every_form(value, form):
    data = FORMS[form](f"câu hỏi của tôi, {value.typed}, làm sao ạ")
    found = set().union(*(Needles([value]).found_in(text) for text in texts_of(data)))
    assert {line.rpartition(" ")[0].split(" ")[0] for line in found} == {value.kind.split(" ")[0]}


@pytest.mark.parametrize(
    ("kind", "typed", "written"),
    [
        ("CCCD", "079 201 004 567", "x:079201004567,"),
        ("CCCD", "079201004567", "079.201.004.567"),
        ("SĐT", "+84 912 345 678", "0912345678"),
        ("SĐT", "0912345678", "84912345678"),
        ("HỌ TÊN", "nguyen thi hoa", '{"name": "Nguyễn Thị Hoa"}'),
        ("BIỂN SỐ", "30A-123.45", "30a12345"),
        ("OTP", "123 456", "otp=123456;"),
    ],
)
def test_a_value_is_found_however_it_was_rewritten(kind, typed, written):
    assert Needles([Value(kind, typed)]).found_in(written)


def test_other_numbers_and_names_are_not_taken_for_planted_ones():
    needles = Needles([Value("OTP", "123456"), Value("HỌ TÊN", "Nguyễn Thị Hoa")])
    assert needles.found_in("time 1795384721.123456, id 9123456, Trần Thị Hoa") == set()


def test_a_value_is_found_in_a_deleted_row_of_a_database(tmp_path):
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES ('cccd 079201004567')")
        database.execute("DELETE FROM t")
    database.close()
    needles = Needles([Value("CCCD", "079201004567")])
    assert any(needles.found_in(text) for text in texts_of(path.read_bytes()))


def test_all_values_of_a_run_are_different_and_a_seed_gives_the_same_again():
    runs = [list(islice(Planter(7).messages(wordings()), 500)) for _ in range(2)]
    assert runs[0] == runs[1]
    typed = [value.typed for message in runs[0] for value in message.values]
    assert len(set(typed)) == len(typed) > 500


@pytest.mark.parametrize(
    "text",
    [
        '{"confidence": 0.011945677195185253, "x": 1.1945677195185253e-05}',
        '{"message_id": "407928bc12fb4d9bbb487f119456771e"}',
        '{"timestamp": 1711945677.154162}',
    ],
)
def test_a_number_that_stands_in_random_digits_is_no_find(text):
    assert not NUMBER.found_in(text)


@pytest.mark.parametrize(
    "text", ['{"confidence": 0.5, "text": "so 119456771"}', "1763851234.119456771", "b0e119456771"]
)
def test_a_number_beside_random_digits_is_found(text):
    assert NUMBER.found_in(text)
