"""A link that is not on the list leaves as text that nobody can press, and is counted."""

from __future__ import annotations

import pytest

from bot.telegram.links import OutgoingLinks
from bot.telegram.metrics import Metrics
from bot.telegram.outbox import Parcel

LISTED = "[Mẫu]\nLý do: để thử\na.gov.vn\nt.me\n"


@pytest.fixture
def knowledge(tmp_path):
    (tmp_path / "lien-ket.txt").write_text(LISTED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def links(knowledge, metrics):
    return OutgoingLinks(knowledge, metrics)


def withheld(metrics: Metrics) -> float:
    return metrics.registry.get_sample_value("vneid_connector_links_withheld_total")


def test_a_parcel_with_listed_links_only_is_left_as_it_is(links, metrics):
    parcel = Parcel(
        "send",
        '<b><a href="https://a.gov.vn/x?y=1&amp;z=2">Nguồn b.vn</a></b> và a.gov.vn',
        "Nguồn và a.gov.vn",
        [[{"text": "Chia sẻ", "url": "https://t.me/share/url?url=x"}]],
    )
    assert links.guard(parcel) is parcel
    assert withheld(metrics) == 0


def test_other_links_become_text_of_the_same_length(links, metrics):
    parcel = Parcel(
        "send",
        '<a href="https://xau.vn/a">Báo</a>, <b>xau.com</b>, <a href="https://a.gov.vn">A</a>',
        "Báo, xau.com, A",
        [[{"text": "Mở", "url": "https://xau.vn"}], [{"text": "Hỏi", "callback_data": "x"}]],
    )
    sent = links.guard(parcel)
    assert sent.html == 'Báo, <b>xau․com</b>, <a href="https://a.gov.vn">A</a>'
    assert sent.plain == "Báo, xau․com, A"
    assert sent.keyboard == [[{"text": "Hỏi", "callback_data": "x"}]]
    assert withheld(metrics) == 3


@pytest.mark.parametrize(
    "url", ["https://xau.vn/a.b", "tg://user?id=1.5", "XAU.VN", "http://1.2.3.4/x"]
)
def test_no_full_stop_is_left_for_telegram_to_find(links, url):
    sent = links.guard(Parcel("send", f"xem {url} nhé", f"xem {url} nhé"))
    assert "." not in sent.html + sent.plain
    assert sent.html.replace("․", ".") == f"xem {url} nhé"


def test_an_edited_list_counts_from_the_next_message_on(links, knowledge):
    parcel = Parcel("send", "b.vn", "b.vn")
    assert links.guard(parcel) != parcel
    (knowledge / "lien-ket.txt").write_text(LISTED + "b.vn\n", encoding="utf-8")
    assert links.guard(parcel) == parcel


def test_without_a_readable_list_the_last_one_counts(links, knowledge, tmp_path, metrics):
    parcel = Parcel("send", "a.gov.vn b.vn", "a.gov.vn b.vn")
    before = links.guard(parcel)
    (knowledge / "lien-ket.txt").unlink()
    assert links.guard(parcel) == before
    never = OutgoingLinks(tmp_path / "none", metrics)
    assert never.guard(parcel).plain == "a․gov․vn b․vn"


@pytest.mark.asyncio
async def test_a_reply_of_rasa_is_held_to_the_list(telegram_server, rasa, connector):
    text = "Theo [báo lạ](https://la.example.com/x) và https://la.example.com, xem [Cổng](https://dichvucong.gov.vn)."
    rasa.answer = lambda body: [{"text": text, "custom": {"decision": "decline"}}]
    an = telegram_server.person()
    an.send("hỏi")
    shown = await an.next()
    assert [e["url"] for e in shown.entities if e["type"] == "text_link"] == [
        "https://dichvucong.gov.vn"
    ]
    assert shown.text == "Theo báo lạ và https://la․example․com, xem Cổng."
    assert withheld(connector.metrics) == 2
