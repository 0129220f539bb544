"""What people type -> plain Vietnamese, with a model counted from a few sentences."""

from __future__ import annotations

import pytest

from bot.language.normalise import LanguageModel, Normaliser, tokens

TEXTS = [
    "Làm lý lịch tư pháp trên VNeID thế nào?",
    "Lệ phí làm lý lịch tư pháp bao nhiêu tiền",
    "Đăng ký tạm trú cần giấy tờ gì",
    "Tài khoản định danh điện tử mức 2 bị khóa thì làm sao",
    "Quên mật khẩu VNeID lấy lại bằng cách nào",
    "Điện thoại mình không có NFC thì sao",
    "Căn cước công dân gắn chíp bao giờ lấy được",
    "Tích hợp giấy phép lái xe bị báo không tìm thấy thông tin",
    "Đổi điện thoại mới có phải đăng ký lại không",
] * 4


@pytest.fixture(scope="module")
def normalise():
    return Normaliser(LanguageModel.build(TEXTS)).normalise


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("lam ly lich tu phap tren vneid the nao", "làm lý lịch tư pháp trên vneid thế nào"),
        ("Làm LLTP trên VNeID thế nào?", "làm lý lịch tư pháp trên vneid thế nào"),
        ("quên mk vneid", "quên mật khẩu vneid"),
        ("đt mk ko có nfc thì s", "điện thoại mình không có nfc thì sao"),
        ("tk bị khoá", "tài khoản bị khóa"),
        ("đk tạm trú cần gtờ j", "đăng ký tạm trú cần giấy tờ gì"),
        (
            "tik hợp gplx bị báo k tìm thấy ttin",
            "tích hợp giấy phép lái xe bị báo không tìm thấy thông tin",
        ),
    ],
)
def test_typed_text_becomes_what_was_meant(normalise, typed, meant):
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("cần giấy chi rứa", "cần giấy gì vậy"),
        ("ngân hàng biểu nộp giấy", "ngân hàng bảo nộp giấy"),
        ("lấy giấy nớ ở mô", "lấy giấy đó ở đâu"),
        ("hắn nỏ cho đăng ký", "nó không cho đăng ký"),
        ("giấy má của con nít", "giấy tờ của trẻ con"),
    ],
)
def test_dialect_becomes_standard_words(normalise, typed, meant):
    assert normalise(typed) == meant


def test_dialect_without_marks_becomes_standard_words():
    texts = [*TEXTS, *["rứa thì nộp giấy ở mô", "mua chi rứa"] * 4]
    assert Normaliser(LanguageModel.build(texts)).normalise("rua nop giay o mo") == (
        "vậy nộp giấy ở đâu"
    )


def test_marks_beside_a_number_come_from_other_numbers():
    texts = [*TEXTS, *["từ năm 2019 đến năm 2021", "người Việt Nam", "ở Việt Nam"] * 4]
    assert Normaliser(LanguageModel.build(texts)).normalise("tu nam 2024") == "từ năm 2024"


@pytest.mark.parametrize(
    "text", ["biểu mẫu đăng ký", "đại biểu", "chi phí bao nhiêu", "chi nhánh", "mô hình"]
)
def test_standard_words_that_look_like_dialect_stay(text):
    texts = [*TEXTS, *["chi phí làm hộ chiếu", "chi nhánh văn phòng", "mô hình trợ lý"] * 4]
    assert Normaliser(LanguageModel.build(texts)).normalise(text) == text


def test_well_spelt_text_stays_as_it_is(normalise):
    text = "đăng ký tạm trú cần giấy tờ gì"
    assert normalise(text) == text


def test_old_and_new_tone_places_are_one_word(normalise):
    assert normalise("khoá") == normalise("khóa")
    assert normalise("quý") == "quý"


@pytest.mark.parametrize("code", ["69/2024/nđ-cp", "200.000", "1/7/2026", "07/ct-ttg", "1900.0368"])
def test_codes_and_numbers_are_never_touched(normalise, code):
    assert code in normalise(f"theo {code} thi sao").split()


def test_placeholders_of_personal_data_stay(normalise):
    assert "<MẬT KHẨU>" in normalise("mk của tôi là <MẬT KHẨU> nhé")


def test_a_word_that_is_part_of_another_is_not_expanded(normalise):
    assert normalise("Công ty chúng tôi") == "công ty chúng tôi"


def test_english_is_left_alone(normalise):
    assert normalise("How do I change my phone number?") == "how do i change my phone number"


def test_nothing_but_marks_gives_nothing(normalise):
    assert normalise("?!… 👍") == ""


def test_decomposed_text_is_read_as_composed():
    import unicodedata

    assert tokens(unicodedata.normalize("NFD", "lệ phí")) == ["lệ", "phí"]


def test_a_model_survives_disk(tmp_path):
    model = LanguageModel.build(TEXTS)
    model.save(tmp_path / "m.json")
    again = Normaliser(LanguageModel.load(tmp_path / "m.json"))
    assert again.normalise("quen mat khau") == "quên mật khẩu"


def test_a_broken_model_file_is_named(tmp_path):
    (tmp_path / "m.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="m.json"):
        LanguageModel.load(tmp_path / "m.json")
