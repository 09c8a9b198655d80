# SPDX-License-Identifier: Apache-2.0
"""Pages in a real browser: accessible, silent on the console, asking nobody else, no wider than the screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Premises

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here: pages were not looked at in a browser")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESK = {"width": 320, "height": 700}, {"width": 1360, "height": 900}
OUT = ("public/", "login/", "signup/", "enter/unknown/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield chromium
        chromium.close()


@contextmanager
def watched(browser: Any, premises: Premises, link: str = "", **options: Any) -> Iterator[tuple[Any, list[str]]]:
    """Give a page that was let in by a link, and a list of everything it should not do."""
    context = browser.new_context(base_url=premises.url, **options)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on("request", lambda request: _own(request.url, premises, problems))
    try:
        if link:
            page.goto(link)
            page.locator("main button").click()
            page.wait_for_load_state()
        yield page, problems
    finally:
        context.close()


def _own(url: str, premises: Premises, problems: list[str]) -> None:
    if not url.startswith((premises.url, "data:")):
        problems.append(f"asked elsewhere: {url}")


def _look(page: Any, address: str, problems: list[str]) -> None:
    """Open a page and judge it."""
    from axe_playwright_python.sync_playwright import Axe

    answer = page.goto(address)
    if answer.status >= 400:  # the browser itself says on its console that this page is an error
        problems[:] = [each for each in problems if f"status of {answer.status}" not in each]
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    problems += [f"{each['id']}: {[node['html'] for node in each['nodes']][:3]}" for each in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        problems.append("wider than the screen")
    assert problems == [], address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("ru", PHONE)], ids=["en-desk", "ru-phone"])
def test_every_page_is_for_everybody(
    browser: Any, premises: Premises, pages: tuple[str, ...], language: str, size: dict[str, int], scheme: str
) -> None:
    link = premises.link(f"looker-{language}-{scheme}")
    options: dict[str, Any] = {"viewport": size, "color_scheme": scheme, "locale": language}
    with watched(browser, premises, link, **options) as (page, problems):
        for address in pages:
            _look(page, f"/{language}/{address}", problems)
    with watched(browser, premises, **options) as (page, problems):
        for address in (*OUT, f"public/decisions/{premises.house.proposals['plan']}/"):
            _look(page, f"/{language}/{address}", problems)


def test_a_page_turns_when_something_is_entered_and_secured(browser: Any, premises: Premises) -> None:
    from comity.acts.proposals import MakeStatement

    house = premises.house
    with watched(browser, premises, premises.link("live")) as (page, problems):
        page.goto(f"/en/decisions/{house.proposals['draft']}/")
        house.settle()
        house.stage.away |= {"BOR", "COR"}
        house.lodge(MakeStatement, "DEL", proposal=house.proposals["draft"], kind="support", text="Seen live.")
        house.follow()
        page.wait_for_selector("[data-part=statements] >> text=Seen live.")
        rows = page.locator("[data-part=line] .line").count()
        assert page.locator("[data-part=line] .status.unsecured").count() == 1
        house.settle()
        page.wait_for_selector("[data-part=line] .status.unsecured", state="detached")
        assert page.locator("[data-part=line] .line").count() == rows
        assert problems == []


def test_a_clock_counts_in_the_words_of_the_page(browser: Any, premises: Premises) -> None:
    with watched(browser, premises, premises.link("clock"), locale="ru") as (page, problems):
        page.clock.install(time=premises.house.stage.at)
        page.goto(f"/ru/decisions/{premises.house.proposals['review']}/")
        served = page.locator(".remaining").text_content()
        page.clock.run_for(60_000)
        assert (served, page.locator(".remaining").text_content()) == ("3 дня 4 часа", "3 дня 4 часа")
        page.clock.run_for(24 * 3_600_000)
        assert page.locator(".remaining").text_content() == "2 дня 4 часа"
        assert problems == []


def test_a_passkey_lets_in_again_without_anything_else(browser: Any, premises: Premises) -> None:
    by_name = replace(
        premises, url=premises.url.replace("127.0.0.1", "localhost")
    )  # a passkey belongs to a name, not a number
    with watched(browser, by_name, premises.link("keyholder")) as (page, problems):
        _authenticator(page)
        page.goto("/en/second-step/webauthn/add/")
        page.click("#mfa_webauthn_add")
        page.wait_for_url("**/recovery-codes/**")
        page.get_by_role("button", name="Sign out").click()
        page.goto("/en/login/")
        page.click("#passkey_login")
        page.wait_for_selector(".who")
        assert page.locator(".who b").text_content() == "Delegation of Arden"
        assert problems == []


def _authenticator(page: Any) -> None:
    """Put a key into the browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    about = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": about | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def test_a_dropped_certificate_is_checked(browser: Any, premises: Premises, tmp_path: Path) -> None:
    with watched(browser, premises, premises.link("checker")) as (page, problems):
        page.goto(f"/en/decisions/{premises.house.proposals['plan']}/")
        with page.expect_download() as begun:
            page.get_by_role("link", name="Download the certificate").click()
        begun.value.save_as(tmp_path / "brought.tlog-proof")
        page.goto("/en/record/check/")
        page.set_input_files("input[type=file]", tmp_path / "brought.tlog-proof")
        page.get_by_role("button", name="Check", exact=True).click()
        page.wait_for_selector(".notice.success")
        assert "records the outcome" in (page.text_content("main") or "")
        assert problems == []
