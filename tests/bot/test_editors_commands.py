"""What editors type: `python -m bot check`, `coverage`, `import`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.retrieval.good_page import GOOD, write

DATED = GOOD.replace("1/11/2026", "1/1/2026").replace("1/5/2027", "1/5/2099")
DATED = DATED.replace("dễ nhầm:\n  doi-the: đổi thẻ cũ\n", "").replace("5/1/2026", "5/1/2025")


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    write(tmp_path, DATED)
    listed = "[Mẫu]\nLý do: để thử\nmau.gov.vn\n"
    (tmp_path / "knowledge" / "lien-ket.txt").write_text(listed, encoding="utf-8")
    knowledge = str(tmp_path / "knowledge")
    return lambda *words: CliRunner().invoke(app, [*words, "--knowledge", knowledge])


def test_check_passes_a_good_base_and_says_what_it_could_not_compare(run):
    done = run("check")
    assert done.exit_code == 0
    assert "1 trang, 6 câu trả lời: 0 lỗi, 0 nhắc, 0 gợi ý." in done.stdout
    assert "Chưa so được các mục gần trùng" in done.stdout


def test_the_folder_of_the_settings_is_the_one_that_is_checked(run, tmp_path, monkeypatch):
    monkeypatch.setenv("KNOWLEDGE_DIR", str(tmp_path / "knowledge"))
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 0
    assert "1 trang, 6 câu trả lời: 0 lỗi" in done.stdout


def test_check_fails_on_an_error_and_names_file_and_line(run, tmp_path):
    write(tmp_path, DATED.replace("nhóm: thu-tuc", "nhóm: thutuc"))
    done = run("check")
    assert done.exit_code == 1
    assert "knowledge/thu-tuc/lam-the.md:4: Lỗi: Không có nhóm “thutuc”." in done.stdout


def test_check_names_the_line_of_a_link_that_is_not_on_the_list(run, tmp_path):
    page = DATED.replace("https://mau.gov.vn/the", "https://www.khac.vn/the")
    write(tmp_path, page.replace("**Bạn làm trên https://mau.gov.vn.**", "**Làm ở mau.info.**"))
    done = run("check")
    assert done.exit_code == 1
    line = page.splitlines().index('    tên: "Trang mẫu"')  # the line before: its "mã:"
    assert f"lam-the.md:{line}: Lỗi: Liên kết https://www.khac.vn/the tới trang" in done.stdout
    line = page.splitlines().index("**Bạn làm trên https://mau.gov.vn.** [S2]") + 1
    assert f"lam-the.md:{line}: Lỗi: Liên kết mau.info tới trang" in done.stdout


def test_check_reads_the_list_of_links_itself(run, tmp_path):
    listed = tmp_path / "knowledge" / "lien-ket.txt"
    listed.write_text("[Mẫu]\nmau.gov.vn\nhttps://x.vn/a\nwww.mau.gov.vn\n", encoding="utf-8")
    lines = run("check").stdout.splitlines()
    assert [line.split(":")[1] for line in lines if "lien-ket.txt:" in line] == ["1", "3", "4"]
    listed.unlink()
    assert "lien-ket.txt:1: Lỗi: Không đọc được" in run("check").stdout


def test_check_passes_with_warnings_only(run, tmp_path):
    write(tmp_path, DATED.replace("1/5/2099", "1/5/2026"))
    done = run("check")
    assert done.exit_code == 0
    assert "Nhắc: Quá hạn rà soát" in done.stdout


def test_check_of_one_page_is_not_troubled_by_another(run, tmp_path):
    write(tmp_path, "hỏng", "thu-tuc/khac.md")
    assert run("check").exit_code == 1
    assert run("check", "--only", "lam-the").exit_code == 0


def test_check_lists_what_a_draft_needs_when_asked(run, tmp_path):
    write(tmp_path, "---\nid: moi\ntrạng thái: nháp\n---\nChữ rời.\n", "nhap/moi.md")
    plain, full = run("check"), run("check", "--drafts")
    assert (plain.exit_code, full.exit_code) == (0, 0)
    assert "Thiếu “tên:”" not in plain.stdout
    assert "knowledge/nhap/moi.md:2: Nhắc: Thiếu “tên:”" in full.stdout


def test_import_writes_a_draft_and_says_what_next(run, tmp_path):
    file = tmp_path / "van-ban.txt"
    file.write_text("Thông báo về thẻ mẫu\n\n" + "Đoạn văn của thông báo. " * 12, encoding="utf-8")
    done = run("import", str(file), "--id", "thong-bao-the")
    assert done.exit_code == 0, done.output
    assert "Đã viết bản nháp knowledge/nhap/thong-bao-the.md" in done.stdout
    assert run("check").exit_code == 0


def test_import_refuses_without_a_traceback(run, tmp_path):
    done = run("import", str(tmp_path / "khong-co.docx"))
    assert done.exit_code == 1
    assert "Không có tệp" in done.output
    assert "Traceback" not in done.output


def test_coverage_writes_the_heat_map(run, tmp_path):
    out = tmp_path / "results" / "coverage.html"
    done = run("coverage", "--out", str(out))
    assert done.exit_code == 0
    assert "lam-the" in done.stdout
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("broken", ["current", "meta.json", "vectors.npz"])
def test_check_still_tells_errors_when_the_index_is_broken(run, tmp_path, broken):
    index = tmp_path / "models" / "index"
    (index / "v1").mkdir(parents=True)
    files = {
        index / "current": "v1",
        index / "v1" / "meta.json": '{"encoder": "double", "dimension": 4}',
        index / "v1" / "vectors.npz": "no archive",
        tmp_path / "models" / "language.json": "{}",
    }
    for path, text in files.items():
        path.write_text("" if path.name == broken else text, encoding="utf-8")
    write(tmp_path, DATED.replace("nhóm: thu-tuc", "nhóm: thutuc"))
    done = run("check")
    assert done.exit_code == 1
    assert "Không có nhóm “thutuc”" in done.stdout
    assert "Chưa so được các mục gần trùng" in done.stdout
