# SPDX-License-Identifier: Apache-2.0
"""Everything the description allows, asked by programs with a key of each scope, 300 examples each.

Requests come from the description alone; half of them speak of things that are there, and drafts of acts that exist. No answer
may be a server's error; each is one that the description names, in its shape. ``python -m tests.api.described --examples 300``
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from comity.acts.catalogue import ACTS
from tests.api.test_access import Scene
from tests.web.office import office

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
KEYS = ("r:R", "d:D", "c:C", "rdc:X", "rdc:V", "P")


def things(scene: Scene) -> dict[str, Any]:
    """Give what is there at Arden's desk, by the names of parameters."""
    symbol = scene.office.forum.matters[scene.proposal].symbols[0]
    digest = scene.office.forum.documents[symbol].versions[0][2]
    return {
        "proposal": scene.proposal,
        "symbol": symbol,
        "digest": digest,
        "body": "SOC",
        "year": 2026,
        "place": 1,
        "number": 1,
        "code": "CICA-ACTIVITIES",
        "version": 1,
        "state": "BOR",
        "filed": scene.exchanged.activity,
        "asked": scene.exchanged.asked,
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def drafts(known: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give what a draft of any act might say: some fields as they should be, some not."""
    from comity.web.drafts.kinds import BY_ACT

    good = {
        "proposal": known["proposal"], "body": known["body"], "label": "2026/1", "symbols": [known["symbol"]],
        "kind": "support", "text": "Words.", "title": {"en": "Words"}, "symbol": known["symbol"],
        "text_sha256": known["digest"], "deadline_at": "2026-12-24T09:00:00Z", "notified": ["ARD"], "present": ["ARD", "BOR"],
    }  # fmt: skip

    def fields(kind: str) -> st.SearchStrategy[dict[str, Any]]:
        names = ACTS[kind].__struct_fields__
        right = st.fixed_dictionaries({name: st.just(value) for name, value in good.items() if name in names})
        return st.tuples(right, st.dictionaries(st.sampled_from(names), JSON, max_size=2)).map(
            lambda two: two[0] | two[1]
        )

    return st.sampled_from(sorted(BY_ACT)).flatmap(
        lambda kind: st.fixed_dictionaries({"type": st.just(kind), "fields": st.one_of(fields(kind), st.just({}))})
    )


def campaign(scene: Scene, examples: int) -> Counter[int]:
    """Ask every operation so many times for each key; give how often each status was answered."""
    from django.core.wsgi import get_wsgi_application

    schema: Any = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    seen: Counter[int] = Counter()
    for operation in (each.ok() for each in schema.get_all_operations()):
        for key in KEYS:
            _ask(scene, operation, key, examples, seen)
    return seen


def _ask(scene: Scene, operation: Any, key: str, examples: int, seen: Counter[int]) -> None:
    known = things(scene)
    headers = {**scene.programs[key].headers, "Accept-Encoding": "identity"}

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), is_known=st.booleans(), said=drafts(known))
    def ask(case: Any, said: dict[str, Any], *, is_known: bool) -> None:
        if is_known:
            case.body = said if isinstance(case.body, dict) and "fields" in case.body else case.body
            there = known | {"draft": str(scene.draft().pk)} if "draft" in case.path_parameters else known
            for name in case.path_parameters.keys() & there.keys():
                case.path_parameters[name] = there[name]
        answer = case.call_and_validate(headers=headers, checks=CHECKS)
        seen[answer.status_code] += 1

    ask()


def main() -> None:
    """Run the campaign and print what was answered."""
    parser = argparse.ArgumentParser(prog="python -m tests.api.described")
    parser.add_argument("--examples", type=int, default=300)
    examples = parser.parse_args().examples
    with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as opened:
        for status, count in sorted(campaign(Scene(opened), examples).items()):
            print(f"{status} {count:8}")


if __name__ == "__main__":
    main()
