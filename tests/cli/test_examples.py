# SPDX-License-Identifier: Apache-2.0
"""The example clients, exactly as they stand: a ministry's system drafts a return and reads it back, a device lodges one."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from comity.acts.template import Template
from comity.conferences.measures import PATTERNS, measures_of
from tests.cli.house import Serving, serving
from tests.cli.test_desk import LINK, come_in, post, visitor
from tests.conferences.examples import EXAMPLES

EXAMPLE = Path(__file__).parents[2] / "examples"
PATIENCE = 60.0
SHIPPED = {template.code: template for template in (*measures_of("cica"), *measures_of(PATTERNS))}


class Capital(NamedTuple):
    """Arden's machine in a running exercise: its address, a browser with everything, a key for programs."""

    served: Serving
    url: str
    browser: httpx.Client
    key: str

    def lodge(self, folder: Path, **act: Any) -> None:
        """Lodge an act by the command line, and wait until this machine holds it."""
        file = folder / f"{act['type']}.json"
        file.write_bytes(msgspec.json.encode(act))
        said = self.served.verb("lodge", file, "--by", "ARD", "--json")
        assert said.code == 0, said.err
        self.until_held(said.said("lodged")[0]["index"])

    def until_held(self, index: int) -> None:
        """Wait until this machine holds an entry."""
        until = monotonic() + PATIENCE
        while self.browser.get(f"{self.url}/state").json()["held"] <= index:
            assert monotonic() < until


def trial(code: str) -> Template:
    """A measure that comes with the package, between Arden and Borea, under a name of its own."""
    return replace(SHIPPED[code], code=f"TRIAL-{code}", parties=("ARD", "BOR"))


@pytest.fixture(scope="module")
def capital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Capital]:
    folder = tmp_path_factory.mktemp("examples")
    with serving(folder / "run", "run", "--no-browser") as served, visitor() as browser:
        link = dict(LINK.findall(served.said))["ARD"]
        url = link.partition("/enter/")[0]
        come_in(browser, link)
        made = post(browser, f"{url}/en/state/programs/", **keyed(browser, url))
        found = re.search(r"comity_[0-9a-f]{64}", made.text)
        assert found, made.text
        known = Capital(served, url, browser, found[0])
        for code in ("CICA-BUDGET", "PATTERN-STREAM", "BORDER-STATUS"):
            known.lodge(folder, type="AdoptTemplate", by=["ARD", "BOR"], template=trial(code))
        yield known


def keyed(browser: httpx.Client, url: str) -> dict[str, Any]:
    """What an administrator types to make a key that may read and draft."""
    person = re.search(r'<option value="(\d+)"', browser.get(f"{url}/en/state/programs/").text)
    return {"name": "Register", "scopes": ["read", "draft"], **({"person": person[1]} if person else {})}


def run(example: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run an example to its end."""
    command = [sys.executable, str(EXAMPLE / example), *words]
    environment = {**os.environ, **variables}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)


def test_a_system_drafts_a_return_and_reads_it_back_once_it_is_signed(capital: Capital, tmp_path: Path) -> None:
    file = tmp_path / "return.json"
    fields = {
        "template": "TRIAL-CICA-BUDGET", "version": 1, "period": "2027-04-30", "language": "en", "machine": "drafted",
        "values": [{"key": value.key, "text": value.text} for value in EXAMPLES["CICA-BUDGET"]],
    }  # fmt: skip
    file.write_text(json.dumps(fields), encoding="utf-8")
    drafted = run("file_a_return.py", capital.url, str(file), KEY=capital.key)
    assert drafted.returncode == 0, drafted.stderr
    draft, state, *_ = drafted.stdout.split()
    assert (state, "total: ARD 1200000000.50" in drafted.stdout) == ("waiting", True)
    sign = f"{capital.url}/en/drafts/{draft}/sign/"
    seen = re.search(r"seen=([0-9a-f]{64})", capital.browser.get(sign).text)
    assert seen
    done = post(capital.browser, f"{sign}secret/?seen={seen[1]}", f"{sign}secret/", seen=seen[1], secret="exercise")
    assert "/receipt/" in str(done.url), done.text
    until = monotonic() + PATIENCE
    while "secured" not in (read := run("file_a_return.py", capital.url, str(file), draft, KEY=capital.key)).stdout:
        assert monotonic() < until, read
    assert f"{draft} signed" in read.stdout


@pytest.mark.parametrize(("wrong", "told"), [
    ({"period": "2027-05-01"}, ("rule: 14.1", "field: period", "expected: 04-30")),
    ({"values": [{"key": "year", "text": "2026"}]}, ("rule: 14.2", "field: values/total")),
    ({"values": [{"key": "year", "text": "MMXXVI"}, {"key": "total", "text": "ARD 1"}]}, ("rule: 14.2", "field: values/year")),
    ({"language": "fr"}, ("field: language",)),
    ({"recipients": ["BOR"]}, ("rule: 14.9", "field: recipients")),
    ({"values": 7}, ("field: values",)),
    ({"period": 7}, ("field: period",)),
    ({"applause": "yes"}, ("field: applause",)),
    ({"template": "NO-SUCH"}, ("title: There is no such thing here.",)),
])  # fmt: skip
def test_whatever_is_wrong_is_named_with_field_and_rule(
    capital: Capital, tmp_path: Path, wrong: dict[str, Any], told: tuple[str, ...]
) -> None:
    fields = {
        "template": "TRIAL-CICA-BUDGET", "version": 1, "period": "2028-04-30", "language": "en",
        "values": [{"key": value.key, "text": value.text} for value in EXAMPLES["CICA-BUDGET"]],
    }  # fmt: skip
    file = tmp_path / "return.json"
    file.write_text(json.dumps(fields | wrong), encoding="utf-8")
    said = run("file_a_return.py", capital.url, str(file), KEY=capital.key)
    assert said.returncode == 1
    assert [line for line in told if line not in said.stderr] == [], said.stderr


def test_a_device_lodges_readings_and_nothing_else(capital: Capital, tmp_path: Path) -> None:
    key, name = str(tmp_path / "gauge.key"), "ARD/device/gauge-1"
    public = run("device_reading.py", key, name).stderr.strip()
    assert public == run("device_reading.py", key, name).stderr.strip()
    reading = (
        key, name, capital.url, "TRIAL-PATTERN-STREAM", "2027-06-01T00:00:00Z",
        "station=Bridge at the border", "level=-12.5", "quality=measured",
    )  # fmt: skip
    before = run("device_reading.py", *reading).stdout
    assert before.startswith("409")
    assert '"rule":"14.14"' in before
    capital.lodge(tmp_path, type="EnrolDevice", key=public, templates=["TRIAL-PATTERN-STREAM"])
    lodged = run("device_reading.py", *reading).stdout
    assert lodged.startswith("200"), lodged
    capital.until_held(json.loads(lodged.partition(" ")[2])["index"])
    elsewhere = run("device_reading.py", *reading[:3], "TRIAL-BORDER-STATUS", *reading[4:]).stdout
    assert (elsewhere[:3], '"rule":"14.14"' in elsewhere) == ("409", True)
    capital.lodge(tmp_path, type="EndDevice", name="gauge-1")
    ended = run("device_reading.py", *reading[:4], "2027-06-02T00:00:00Z", *reading[5:]).stdout
    assert (ended[:3], '"rule":"14.14"' in ended) == ("409", True)
