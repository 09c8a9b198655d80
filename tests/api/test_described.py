# SPDX-License-Identifier: Apache-2.0
"""The description and the operations agree, and nothing that it allows makes the machine fail."""

import logging
from pathlib import Path
from types import ModuleType

from tests.api.described import campaign
from tests.api.page import PAGE, render
from tests.api.test_access import Scene
from tests.web.office import office


def test_nothing_that_the_description_allows_is_a_servers_error(tmp_path: Path) -> None:
    logging.disable(logging.ERROR)
    try:
        with office(tmp_path) as opened:
            seen = campaign(Scene(opened), 4)
    finally:
        logging.disable(logging.NOTSET)
    assert min(seen[status] for status in (200, 401, 403, 404, 422)) > 0


def test_the_page_says_what_the_operations_are() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(render())


def test_no_two_shapes_have_one_name(tmp_path: Path) -> None:
    with office(tmp_path):
        from comity.api import measure_shapes, shapes
    names = [name for module in (shapes, measure_shapes) for name, each in vars(module).items() if _is_of(each, module)]
    assert sorted(names) == sorted(set(names))


def _is_of(each: object, module: ModuleType) -> bool:
    return isinstance(each, type) and each.__module__ == module.__name__
