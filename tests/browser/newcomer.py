# SPDX-License-Identifier: Apache-2.0
"""A newcomer is given the Chair's link and one sentence: place this text under silence and see it adopted.

Every word pressed or written stands on the page before; every press counts, into a field too.
"""

from comity.papers.wording import Wording
from tests.browser.desks import Person
from tests.browser.story import Stage

MOST_CLICKS = 15
LONGEST_MS = 300_000
"""What the form offers is the earliest deadline it can be sure of, three to four minutes away."""


def _press(newcomer: Person, words: str) -> None:
    """Press what bears words that are to be read on the page."""
    assert newcomer.page.locator("main").get_by_text(words, exact=True).first.is_visible(), words
    newcomer.press(words, within="main")


def _sign(newcomer: Person) -> None:
    """Read, go on, write the word that the page says, and sign."""
    _press(newcomer, "Go on to sign")
    said = newcomer.page.locator("main").inner_text()
    word = said.partition("In the exercise the secret is the word ")[2].partition(".")[0]
    newcomer.write("Your secret", word)
    newcomer.clicks.append("Your secret")
    _press(newcomer, "Sign and enter")


def placed_under_silence(at: Stage) -> Person:
    """Place the one text there is under silence; give who did it."""
    newcomer = at["BOR"]
    assert "A text awaits the Chair" in newcomer.page.locator("main").inner_text()
    assert "Once proposed, a text can be placed under silence" in newcomer.page.locator("main").inner_text()
    _press(newcomer, "Propose a text")
    _press(newcomer, "Go on")
    _sign(newcomer)
    at.sees("BOR", ".doings .button", "Place under silence")
    _press(newcomer, "Place under silence")
    _press(newcomer, "Go on")
    _sign(newcomer)
    at.sees("BOR", "main .button", "To the text")
    _press(newcomer, "To the text")
    at.sees("BOR", "[data-part=status] .status", "under silence")
    return newcomer


def sees_it_adopted(newcomer: Person) -> None:
    """Look on, without another press, until the page says that the text is adopted, and that this is secured."""
    adopted = Wording("en").phrase("result_adopted_by_silence")
    for selector in (f".status:has-text('{adopted}')", ".status.secured"):
        newcomer.page.locator(f"[data-part=status] {selector}").first.wait_for(timeout=LONGEST_MS)
