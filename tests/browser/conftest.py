# SPDX-License-Identifier: Apache-2.0
"""A running exercise and a browser for the stories; the full matrix of them is run by ``-m browser_full`` alone."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.story import House
from tests.cli.house import serving
from tests.cli.test_desk import LINK

FULL = "browser_full"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{FULL}: every story on every device, with and without script")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the full matrix to whoever asks for it."""
    if FULL in (config.option.markexpr or ""):
        return
    left = [item for item in items if item.get_closest_marker(FULL)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The exercise as ``comity run`` serves it: a headquarters and four capitals, each a process with its own desk."""
    with serving(tmp_path_factory.mktemp("browser") / "run", "run", "--no-browser") as served:
        yield House(served, dict(LINK.findall(served.said)))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, where there is one."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no Chromium here: the stories were not played in a browser")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (needed by nobody else)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()
