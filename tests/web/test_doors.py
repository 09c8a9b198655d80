# SPDX-License-Identifier: Apache-2.0
"""Who comes in, and how: links that work once, a second step after every password, nothing for whoever stands outside."""

import re
import time

import httpx
import pytest

from comity.record.certificate import verify_certificate
from tests.web.conftest import TOKEN, Premises, post
from tests.web.house import BEGUN, CONTACT

OPEN = ("public/", "login/", "signup/")


def test_outside_there_is_nothing_but_the_doors_and_the_state_of_the_record(
    premises: Premises, pages: tuple[str, ...]
) -> None:
    proposal = premises.house.proposals["plan"]
    more = (
        f"decisions/{proposal}/paper.pdf",
        "record/3/certificate",
        "meetings/SOC/2026/1/notice.pdf",
        "calendar/1.ics",
        "record/evidence/0",
    )
    with premises.visitor() as browser:
        for address in (*pages, *more):
            answer = browser.get(f"/en/{address}")
            if address not in OPEN and answer.status_code == 200:
                assert answer.url.path in {"/en/login/", "/en/"}, address
            assert "Modalities" not in answer.text, address
            assert CONTACT not in answer.text, address


def test_the_public_sees_checkpoints_and_hashes_and_no_name_of_a_party(premises: Premises) -> None:
    with premises.visitor() as browser:
        page = browser.get("/en/public/").text
    assert premises.house.stage.anchor.hex()[:4] in page
    assert "comity.example/exercise" in page
    released = f"EXERCISE/SOC/{BEGUN.year}/DEC.1"
    assert released in page
    beside = page.replace(released, "")
    assert [name for name in ("Corvia", "Modalities", "objection", "EXERCISE/SOC") if name in beside] == []


def test_a_link_is_used_up_by_its_button_and_not_by_looking(premises: Premises) -> None:
    link = premises.link("once")
    with premises.visitor() as first, premises.visitor() as second:
        for _ in range(3):
            assert "is used up by the button below" in first.get(link).text
        assert first.head(link).status_code == 200
        assert post(first, link).url.path == "/en/"
        assert "Delegation of Arden" in first.get("/en/").text
        gone = second.get(link)
        assert (gone.status_code, "This link lets nobody in" in gone.text) == (410, True)


def test_of_two_who_use_a_link_at_once_one_comes_in(premises: Premises) -> None:
    link = premises.link("twice")
    with premises.visitor() as first, premises.visitor() as second:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', (page := second.get(link)).text)
        assert token
        assert post(first, link).status_code == 200
        late = second.post(page.url, data={"csrfmiddlewaretoken": token[1]}, headers={"referer": str(page.url)})
        assert late.status_code == 410


def test_a_person_without_a_role_reads_nothing(premises: Premises) -> None:
    with premises.guest("roleless", roles=()) as browser:
        for address in ("", "decisions/", "record/", "settings/"):
            answer = browser.get(f"/en/{address}")
            assert (answer.status_code, "Not for your role" in answer.text) == (403, True)


def test_a_form_from_elsewhere_is_refused_in_plain_words(premises: Premises) -> None:
    with premises.guest("forger") as browser:
        answer = browser.post("/ru/settings/", data={"language": "ru", "time_zone": "UTC"})
        assert (answer.status_code, "Страница устарела" in answer.text) == (403, True)


def test_a_password_alone_lets_nobody_in_and_with_a_code_it_does(premises: Premises) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    word = "lapis jade saffron madder 77"
    with premises.guest("codes") as browser:
        assert "added" in post(browser, "/en/password/set/", {"password1": word, "password2": word}).text
        with premises.visitor() as outside:
            alone = post(outside, "/en/login/", {"login": "codes", "password": word})
            assert (alone.status_code, "A second step is missing" in alone.text) == (403, True)
            assert outside.get("/en/").url.path == "/en/login/"
        page = browser.get("/en/second-step/totp/activate/")
        secret, token = re.search(r'class="fingerprint">([A-Z2-7 ]+)<', page.text), TOKEN.search(page.text)
        assert secret
        assert token
        key = secret[1].replace(" ", "")

        def code() -> str:
            return str(format_hotp_value(hotp_value(key, int(time.time()) // 30)))

        form = {"csrfmiddlewaretoken": token[1], "code": code()}
        added = browser.post(page.url, data=form, headers={"referer": str(page.url)})
        assert (added.status_code, "Recovery codes" in added.text) == (200, True)
    with premises.visitor() as outside:
        step = post(outside, "/en/login/", {"login": "codes", "password": word})
        assert step.url.path == "/en/second-step/authenticate/"
        assert outside.get("/en/").url.path == "/en/second-step/authenticate/"
        from django.core.cache import cache

        cache.clear()  # a code is taken once in its half minute; this stands for waiting
        assert "Delegation of Arden" in post(outside, str(step.url), {"code": code()}).text


def test_signing_out_ends_it(premises: Premises) -> None:
    with premises.guest("leaver") as browser:
        post(browser, "/en/logout/")
        assert browser.get("/en/").url.path == "/en/login/"


def test_news_are_told_to_whoever_has_a_ticket(premises: Premises) -> None:
    with premises.guest("hearer") as browser, premises.visitor() as outside:
        address = re.search(r'data-live="([^"]+)"', browser.get("/en/").text)
        assert address
        ticket = address[1].replace("&amp;", "&")
        assert outside.get("/live?ticket=1:forged:x").status_code == 403
        with browser.stream("GET", ticket.partition("&seen=")[0] + "&seen=0.0") as news:
            assert news.headers["content-type"].startswith("text/event-stream")
            lines = news.iter_lines()
            told = [next(lines) for _ in range(5)]
        desk = premises.house.desk
        assert desk.forum
        state = f"{len(desk.directory)}.{desk.forum.size}"
        assert told == ["retry: 3000", "", "event: changed", f"id: {state}", f"data: {state}"]


def test_a_certificate_of_this_node_stands_by_itself_and_is_checked_on_its_page(
    guest: httpx.Client, premises: Premises
) -> None:
    place = premises.house.stage.forum.matters[premises.house.proposals["plan"]].outcome_index
    certificate = guest.get(f"/en/record/{place}/certificate").content
    verified = verify_certificate(certificate, premises.house.stage.anchor)
    assert (verified.index, verified.anchored, verified.decision is not None) == (place, True, True)
    good = post(guest, "/en/record/check/", files={"certificate": certificate})
    assert "The certificate is good" in good.text
    middle = len(certificate) // 2
    altered = (
        certificate[:middle] + (b"A" if certificate[middle : middle + 1] != b"A" else b"B") + certificate[middle + 1 :]
    )
    bad = post(guest, "/en/record/check/", files={"certificate": altered})
    assert "This file proves nothing" in bad.text
    assert "This field is required" in post(guest, "/en/record/check/").text


def test_an_entry_that_is_not_secured_has_no_certificate_yet(guest: httpx.Client, premises: Premises) -> None:
    last = premises.house.desk.lodged
    assert last is not None
    if premises.house.desk.forum != last:
        answer = guest.get(f"/en/record/{last.size - 1}/certificate")
        assert (answer.status_code, "copies in the capitals are still to agree" in answer.text) == (409, True)


def test_a_diary_is_read_by_a_program_that_has_the_address(premises: Premises) -> None:
    with premises.guest("diarist") as browser, premises.visitor() as program:
        address = re.search(r'<a href="(http[^"]+\.ics)"', browser.get("/en/settings/").text)
        assert address
        diary = program.get(address[1])
        assert diary.headers["content-type"] == "text/calendar; charset=utf-8"
        text = diary.text.replace("\r\n ", "")
        assert f"UID:{premises.house.proposals['review']}@comity.example/exercise" in text
        assert "DTSTART:20261127T131500Z" in text
        assert "DTSTART:20261215T050000Z" in text
        assert program.get(address[1].replace(".ics", "x.ics")).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/en/record/999999/", "/en/decisions/" + "0" * 64 + "/", "/en/documents/NO/SUCH/", "/en/meetings/SOC/2030/1/"],
)
def test_what_is_not_there_is_said_to_be_not_there(guest: httpx.Client, address: str) -> None:
    answer = guest.get(address)
    assert (answer.status_code, "There is no such page" in answer.text) == (404, True)


def test_styles_are_kept_for_good_and_compressed(guest: httpx.Client) -> None:
    address = re.search(r'href="(/assets/desk/desk\.[^"]+)"', guest.get("/en/").text)
    assert address
    answer = guest.get(address[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
