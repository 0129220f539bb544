"""One Markdown file -> one Page, or every problem in it with its line.

The format is described for editors in knowledge/HUONG-DAN.md.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from actions.retrieval.aspects import GROUPS, HEADINGS, SIGNPOST, SIGNPOST_HEADING
from actions.retrieval.dates import PageDate, parse_date
from actions.retrieval.errors import Problem
from bot.language.fold import fold, nfc, slug
from bot.language.provinces import province

GUIDE = "knowledge/HUONG-DAN.md"
MARK = re.compile(r"\[(S\d+)\]")
MAX_BYTES = 400_000  # the longest real page has 40,000; more is a mistaken paste
MIN_QUESTIONS = 3
MAX_TITLE = 60  # a button on a phone shows about this much

_ASPECT_BY_HEADING = {fold(heading): aspect for aspect, heading in HEADINGS.items()}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FRONT_KEYS = {
    "id", "ten", "nhom", "ten goi khac", "ra soat", "ra soat lai",
    "de nham", "nguon", "trang thai", "loai",
}  # fmt: skip
_SOURCE_KEYS = {"ma", "ten", "lien ket", "so hieu", "ngay", "xem ngay"}
_META_KEYS = {"tu ngay", "den ngay", "tinh/thanh"}
_SAYS_DRAFT = re.compile(r"trang[ _]thai\s*:\s*[\"']?nhap[\"']?\s*(#.*)?")


@dataclass(frozen=True)
class Source:
    mark: str  # S1
    title: str
    url: str | None
    number: str | None  # of a document: 16/2025/TT-BTC
    date: PageDate
    is_seen_date: bool = False  # the source tells no date: when it was read

    @property
    def dated(self) -> str:
        return f"xem {self.date.text}" if self.is_seen_date else self.date.text


@dataclass(frozen=True)
class Question:
    text: str
    line: int


@dataclass(frozen=True)
class Entry:
    """One answer. `answer` is Markdown with its source marks, as written."""

    id: str  # ly-lich-tu-phap#fee, further ones ly-lich-tu-phap#fee/phi-o-ha-noi
    topic: str
    aspect: str
    title: str
    line: int
    questions: tuple[Question, ...]
    answer: str
    answer_line: int
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    province: str | None = None

    def is_valid(self, today: dt.date) -> bool:
        started = self.valid_from is None or self.valid_from <= today
        return started and (self.valid_to is None or today <= self.valid_to)

    @property
    def marks(self) -> tuple[str, ...]:
        """The source marks of the answer, each once, in order."""
        return tuple(dict.fromkeys(MARK.findall(self.answer)))


@dataclass(frozen=True)
class Page:
    id: str
    name: str
    group: str
    aliases: tuple[str, ...]
    reviewed: PageDate  # only a draft may lack it, as it may lack anything but id and name
    review_by: PageDate
    sources: dict[str, Source]
    look_alikes: dict[str, str]  # topic id -> what that topic is for, a few words
    entries: tuple[Entry, ...]
    path: str
    lines: dict[str, int] = field(repr=False)  # front-matter key -> line, for checks
    is_draft: bool = False
    is_signpost: bool = False
    unfinished: tuple[Problem, ...] = field(default=(), repr=False)  # of a draft: what to mend


def read_page(path: Path, shown_path: str) -> tuple[Page | None, list[Problem]]:
    """Read one file; (None, problems) when it cannot be served.

    A draft always is a page, without problems: what it lacks is in its `unfinished`.
    `shown_path` is what messages print, relative to the repository.
    """
    reader = _PageReader(shown_path)
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, [Problem(shown_path, 1, f"Không đọc được tệp ({error.strerror}).")]
    page = reader.read(data, expected_id=path.stem, expected_group=path.parent.name)
    if reader.is_draft:
        page = page or _bare_draft(path, shown_path)
        return replace(page, is_draft=True, unfinished=tuple(sorted(reader.problems))), []
    return page, reader.problems


def _bare_draft(path: Path, shown_path: str) -> Page:
    """Stand for a draft whose front matter cannot be read."""
    name = path.stem
    return Page(name, name, path.parent.name, (), None, None, {}, {}, (), shown_path, {})


class _PageReader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.is_draft = False

    def error(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, message))

    # ---- the file -------------------------------------------------------------------

    def read(self, data: bytes, expected_id: str, expected_group: str) -> Page | None:
        text = self._decode(data)
        if text is None:
            return None
        lines = text.split("\n")
        end = self._front_matter_end(lines)
        self.is_draft = any(_SAYS_DRAFT.fullmatch(fold(line.strip())) for line in lines[:end])
        if end is None:
            return None
        front = self._front_matter(lines[1:end])
        if front is None:
            return None
        values, key_lines = front
        head = self._head(values, key_lines, expected_id, expected_group)
        entries = self._entries(lines, end + 1, expected_id, head.get("is_signpost", False))
        self._marks(entries, head.get("sources", {}), key_lines)
        if self.problems and not self.is_draft:
            return None
        return Page(entries=tuple(entries), path=self.path, lines=key_lines, **head)

    def _decode(self, data: bytes) -> str | None:
        if len(data) > MAX_BYTES:
            self.error(1, f"Tệp quá lớn ({len(data) // 1000} KB). Hãy tách thành nhiều trang.")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.error(line, "Tệp không phải UTF-8. Trong trình soạn thảo: Lưu thành → UTF-8.")
            return None
        if not text.strip():
            self.error(1, f"Tệp trống. Hãy chép một trang khác làm mẫu, xem {GUIDE}.")
            return None
        text = text.replace("\r\n", "\n")
        for number, line in enumerate(text.split("\n"), start=1):
            if line != nfc(line):
                self.error(
                    number,
                    "Dấu tiếng Việt ở dạng tổ hợp (không phải NFC), máy khó tìm. "
                    "Hãy gõ lại dòng này bằng bộ gõ Unicode dựng sẵn.",
                )
            if "\x00" in line:
                self.error(number, "Có ký tự lạ (NUL). Hãy gõ lại dòng này.")
        return nfc(text.replace("\x00", " "))

    def _front_matter_end(self, lines: list[str]) -> int | None:
        if lines[0].strip() != "---":
            self.error(1, f"Dòng đầu phải là “---” mở phần khai báo. Xem {GUIDE}.")
            return None
        for number, line in enumerate(lines[1:], start=1):
            if line.strip() == "---":
                return number
        self.error(1, "Phần khai báo chưa đóng: thêm một dòng “---” sau danh sách nguồn.")
        return None

    def _front_matter(self, lines: list[str]) -> tuple[dict, dict[str, int]] | None:
        try:
            loader = _YamlLoader("\n".join(lines))
            root = loader.get_single_node()
            values = None if root is None else loader.construct_document(root)
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 2
            self.error(
                line,
                "Không đọc được khai báo ở dòng này hoặc ngay dòng trên. Kiểm tra thụt lề; "
                'chữ có dấu hai chấm thì đặt trong ngoặc kép "…".',
            )
            return None
        if not isinstance(values, dict):
            self.error(2, f"Phần khai báo phải gồm các dòng “tên: giá trị”. Xem {GUIDE}.")
            return None
        key_lines: dict[str, int] = {}
        folded: dict[str, object] = {}
        for key_node, value_node in root.value:
            key, line = _key(key_node.value), key_node.start_mark.line + 2
            if key not in _FRONT_KEYS:
                hint = _closest(key, _FRONT_KEYS)
                self.error(line, f"Không có khai báo “{key_node.value}”.{hint} Xem {GUIDE}.")
            elif key in key_lines:
                self.error(line, f"Khai báo “{key_node.value}” có hai lần; giữ lại một.")
            key_lines[key] = line
            if key == "nguon" and isinstance(value_node, yaml.SequenceNode):
                for position, item in enumerate(value_node.value):
                    key_lines[f"nguon {position}"] = item.start_mark.line + 2
            if key == "de nham" and isinstance(value_node, yaml.MappingNode):
                for topic_node, _ in value_node.value:
                    key_lines[f"de nham {topic_node.value}"] = topic_node.start_mark.line + 2
        for key, value in values.items():
            folded[_key(str(key))] = value
        return folded, key_lines

    # ---- front matter ---------------------------------------------------------------

    def _head(self, values: dict, lines: dict, expected_id: str, expected_group: str) -> dict:
        def required(key: str, name: str) -> str:
            value = values.get(key)
            if value is None or not str(value).strip():
                self.error(lines.get(key, 2), f"Thiếu “{name}:”. Xem {GUIDE}.")
                return ""
            return str(value).strip()

        topic = required("id", "id")
        if topic and topic != expected_id:
            self.error(
                lines["id"], f"id “{topic}” khác tên tệp “{expected_id}.md”. Sửa cho giống nhau."
            )
        if topic and not _ID.fullmatch(topic):
            self.error(lines["id"], "id chỉ gồm chữ thường không dấu, số và dấu gạch nối.")
        kind = fold(str(values.get("loai") or ""))
        if kind not in ("", "chi dan"):
            self.error(lines["loai"], "loại: chỉ nhận “chỉ dẫn” (dịch vụ ngoài danh mục).")
        group = required("nhom", "nhóm")
        if group and group not in GROUPS:
            self.error(lines["nhom"], f"Không có nhóm “{group}”. Chọn: {', '.join(GROUPS)}.")
        elif group and group != expected_group:
            self.error(
                lines["nhom"], f"nhóm “{group}” khác thư mục “{expected_group}”. Sửa một trong hai."
            )
        status = fold(str(values.get("trang thai") or ""))
        if status not in ("", "nhap", "xong"):
            self.error(lines["trang thai"], "trạng thái: chỉ nhận “nháp” hoặc “xong”.")
        self.is_draft |= status == "nhap"
        return {
            "id": topic,
            "name": required("ten", "tên"),
            "group": group,
            "aliases": self._aliases(values.get("ten goi khac"), lines),
            "reviewed": self._date(required("ra soat", "rà soát"), lines.get("ra soat", 2)),
            "review_by": self._date(
                required("ra soat lai", "rà soát lại"), lines.get("ra soat lai", 2)
            ),
            "sources": self._sources(values.get("nguon"), lines),
            "look_alikes": self._look_alikes(values.get("de nham"), lines),
            "is_signpost": kind == "chi dan",
        }

    def _date(self, text: str, line: int) -> PageDate | None:
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueError:
            self.error(line, f"“{text}” không phải ngày. Viết ngày/tháng/năm, ví dụ 1/7/2026.")
            return None

    def _aliases(self, value: object, lines: dict) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, (str, int)) for v in value):
            self.error(lines["ten goi khac"], "tên gọi khác: mỗi tên một dòng, bắt đầu bằng “- ”.")
            return ()
        return tuple(str(v).strip() for v in value if str(v).strip())

    def _look_alikes(self, value: object, lines: dict) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            self.error(lines["de nham"], "dễ nhầm: mỗi dòng “id-chủ-đề: dùng khi nào”.")
            return {}
        return {str(topic): text.strip() for topic, text in value.items()}

    def _sources(self, value: object, lines: dict) -> dict[str, Source]:
        if not isinstance(value, list) or not value:
            self.error(lines.get("nguon", 2), f"Thiếu “nguồn:”, cần ít nhất một. Xem {GUIDE}.")
            return {}
        sources: dict[str, Source] = {}
        for position, item in enumerate(value):
            line = lines.get(f"nguon {position}", lines["nguon"])
            if not isinstance(item, dict):
                self.error(line, "Mỗi nguồn gồm mã, tên, liên kết hoặc số hiệu, ngày.")
                continue
            fields = {_key(str(k)): v for k, v in item.items()}
            for key in fields:
                if key not in _SOURCE_KEYS:
                    hint = _closest(key, _SOURCE_KEYS)
                    self.error(line, f"Nguồn không có phần “{key}”.{hint}")
            mark = str(fields.get("ma") or "").strip()
            if not re.fullmatch(r"S\d+", mark):
                self.error(line, "Mã nguồn phải là S và một số, ví dụ “mã: S1”.")
                continue
            if mark in sources:
                self.error(line, f"Mã nguồn {mark} có hai lần. Đổi một mã.")
                continue
            if not str(fields.get("ten") or "").strip():
                self.error(line, f"Nguồn {mark} thiếu “tên:”.")
            url = fields.get("lien ket")
            if url is not None and not re.fullmatch(r"https?://\S+\.\S+", str(url)):
                self.error(line, f"Liên kết của nguồn {mark} phải bắt đầu bằng https://.")
            if url is None and fields.get("so hieu") is None:
                self.error(line, f"Nguồn {mark} cần “liên kết:” hoặc “số hiệu:” để tra lại.")
            is_seen = fields.get("ngay") is None
            value = fields.get("xem ngay") if is_seen else fields["ngay"]
            if value is None:
                self.error(
                    line,
                    f"Nguồn {mark} thiếu “ngày:” (ngày đăng hoặc ban hành). Trang không ghi ngày "
                    "thì viết “xem ngày:” là ngày bạn đọc trang đó.",
                )
                continue
            date = self._date(str(value), line)
            if date is not None:
                number = fields.get("so hieu")
                sources[mark] = Source(
                    mark,
                    str(fields.get("ten") or "").strip(),
                    None if url is None else str(url),
                    None if number is None else str(number),
                    date,
                    is_seen,
                )
        return sources

    # ---- entries --------------------------------------------------------------------

    def _entries(self, lines: list[str], start: int, topic: str, is_signpost: bool) -> list[Entry]:
        headings = {fold(SIGNPOST_HEADING): SIGNPOST} if is_signpost else _ASPECT_BY_HEADING
        names = [SIGNPOST_HEADING] if is_signpost else list(HEADINGS.values())
        entries: list[Entry] = []
        used: dict[str, int] = {}
        aspect: str | None = None
        seen_aspect: dict[str, int] = {}
        number = start
        while number < len(lines):
            line = lines[number]
            if line.startswith("### "):
                end = number + 1
                while end < len(lines) and not re.match(r"#{1,3} ", lines[end]):
                    end += 1
                if aspect is None:
                    self.error(number + 1, "Mục ### này chưa nằm dưới tiêu đề ## nào.")
                else:
                    first = is_signpost is False and aspect not in {e.aspect for e in entries}
                    entry = self._entry(lines, number, end, topic, aspect, first)
                    if entry is not None:
                        if entry.id in used:
                            self.error(
                                number + 1,
                                f"Tiêu đề trùng với dòng {used[entry.id]}. Đổi một tiêu đề.",
                            )
                        used[entry.id] = number + 1
                        entries.append(entry)
                number = end
                continue
            if line.startswith("## "):
                heading = line[3:].strip()
                aspect = headings.get(fold(heading))
                if aspect is None:
                    hint = difflib.get_close_matches(heading, names, n=1, cutoff=0.4)
                    maybe = f" Có phải “{hint[0]}”?" if hint else ""
                    self.error(
                        number + 1,
                        f"Tiêu đề “{heading}” không có trong danh sách.{maybe} Danh sách: {GUIDE}",
                    )
                    aspect = "?"
                elif aspect in seen_aspect:
                    self.error(
                        number + 1,
                        f"Tiêu đề “{heading}” đã có ở dòng {seen_aspect[aspect]}. Gộp lại.",
                    )
                else:
                    seen_aspect[aspect] = number + 1
            elif line.strip() and not line.startswith("# "):
                self.error(
                    number + 1,
                    "Chữ nằm ngoài mục. Mỗi câu trả lời bắt đầu bằng “### Tiêu đề”, "
                    "rồi “Hỏi:” và “Đáp:”.",
                )
                # one message is enough for a stray paragraph
                while number + 1 < len(lines) and not lines[number + 1].startswith("#"):
                    number += 1
            number += 1
        if not entries and not self.problems:
            self.error(start + 1, f"Trang chưa có câu trả lời nào. Xem {GUIDE}.")
        return entries

    def _entry(
        self, lines: list[str], start: int, end: int, topic: str, aspect: str, is_first: bool
    ) -> Entry | None:
        title = lines[start][4:].strip()
        if not title:
            self.error(start + 1, "Mục ### thiếu tiêu đề.")
            return None
        if len(title) > MAX_TITLE:
            self.error(start + 1, f"Tiêu đề dài {len(title)} ký tự, tối đa {MAX_TITLE}. Viết gọn.")
        meta: dict[str, tuple[str, int]] = {}
        questions: list[Question] = []
        answer_start: int | None = None
        part = "meta"
        for number in range(start + 1, end):
            line = lines[number].strip()
            if part != "answer" and fold(line) == "hoi:":
                part = "questions"
            elif part != "answer" and re.match(r"dap:", fold(line)):
                part, answer_start = "answer", number
            elif part == "answer" or not line:
                continue
            elif part == "questions":
                if line.startswith("- ") and line[2:].strip():
                    questions.append(Question(line[2:].strip(), number + 1))
                else:
                    self.error(
                        number + 1, "Dưới “Hỏi:” mỗi câu một dòng, bắt đầu bằng “- ”. "
                        "Nếu đây là câu trả lời thì thêm dòng “Đáp:” ở trên."
                    )  # fmt: skip
            else:
                key, colon, value = line.partition(":")
                if colon and _key(key) in _META_KEYS:
                    meta[_key(key)] = (value.strip(), number + 1)
                else:
                    self.error(
                        number + 1,
                        f"Không hiểu dòng “{line[:40]}”. Ở đây chỉ có Từ ngày, Đến ngày, "
                        "Tỉnh/thành, rồi đến “Hỏi:” và “Đáp:”.",
                    )
        if answer_start is None:
            self.error(start + 1, f"Mục “{title}” thiếu “Đáp:”.")
            return None
        first_line = lines[answer_start].strip()[4:].strip()
        body = [first_line, *lines[answer_start + 1 : end]]
        answer = "\n".join(body).strip()
        if not answer:
            self.error(answer_start + 1, f"Mục “{title}” chưa có câu trả lời sau “Đáp:”.")
            return None
        if len(questions) < MIN_QUESTIONS:
            self.error(
                start + 1,
                f"Mục “{title}” có {len(questions)} câu hỏi, cần ít nhất {MIN_QUESTIONS}.",
            )
        valid_from = self._meta_date(meta, "tu ngay")
        valid_to = self._meta_date(meta, "den ngay")
        if valid_from and valid_to and valid_to.last < valid_from.first:
            self.error(meta["den ngay"][1], "“Đến ngày” sớm hơn “Từ ngày”.")
        place = None
        if "tinh/thanh" in meta:
            text, line_number = meta["tinh/thanh"]
            place = province(text)
            if place is None:
                self.error(line_number, f"Không có tỉnh/thành “{text}”. Viết như “Hà Nội”.")
        leading = answer_start if first_line else answer_start + 1
        while leading < end and not first_line and not lines[leading].strip():
            leading += 1
        return Entry(
            id=f"{topic}#{aspect}" if is_first else f"{topic}#{aspect}/{slug(title)}",
            topic=topic,
            aspect=aspect,
            title=title,
            line=start + 1,
            questions=tuple(questions),
            answer=answer,
            answer_line=leading + 1,
            valid_from=valid_from.first if valid_from else None,
            valid_to=valid_to.last if valid_to else None,
            province=place,
        )

    def _meta_date(self, meta: dict, key: str) -> PageDate | None:
        return self._date(*meta[key]) if key in meta else None

    def _marks(self, entries: list[Entry], sources: dict, key_lines: dict) -> None:
        for entry in entries:
            if not entry.marks:
                self.error(
                    entry.answer_line,
                    f"Câu trả lời “{entry.title}” chưa ghi nguồn. Thêm [S1] sau câu lấy từ nguồn.",
                )
            for offset, line in enumerate(entry.answer.split("\n")):
                for mark in MARK.findall(line):
                    if sources and mark not in sources:
                        self.error(
                            entry.answer_line + offset,
                            f"Nguồn {mark} chưa khai báo ở “nguồn:” đầu trang.",
                        )


class _YamlLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """libyaml's where it is built in, twenty times as fast. Dates stay text: we read them."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rules if not tag.endswith(":timestamp")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _key(text: str) -> str:
    return " ".join(fold(text).replace("_", " ").split())


def _closest(key: str, choices: set[str]) -> str:
    found = difflib.get_close_matches(key, choices, n=1, cutoff=0.5)
    return f" Có phải “{found[0]}”?" if found else ""
