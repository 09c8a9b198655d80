# SPDX-License-Identifier: Apache-2.0
"""``comity measures`` as a process: adopted, undertaken, filed from a form in a file, amended, answered, read back."""

import csv
import json
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from io import StringIO
from pathlib import Path

import pytest

from comity.acts.entry import parse_entry
from comity.node.remote import Remote
from comity.tlog.merkle import Frontier, leaf_hash
from tests.cli.house import Said, Serving, comity, folded, serving

PATTERNS = resources.files("comity.conferences") / "patterns" / "measures"
ACTIVITY = """\
measure = "TRIAL-PRIOR"
[form]
designation = "North Wind"
begins_on = "2099-03-15"
ends_on = "2099-03-24"
area = "Northern plain"
troops = {text = "12700", basis = "all in the area"}
"""


def template(folder: Path, name: str) -> Path:
    """A pattern between Arden and Borea, under a code of its own."""
    text = (PATTERNS / f"{name}.toml").read_text(encoding="utf-8")
    file = folder / f"{name}.toml"
    file.write_text(text.replace('code = "PATTERN-', 'parties = ["ARD", "BOR"]\ncode = "TRIAL-', 1), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A record of the exercise on which three measures were adopted by their parties."""
    folder = tmp_path_factory.mktemp("measures")
    assert comity("init", "--dir", folder / "run").code == 0
    with serving(folder / "run", "serve") as served:
        for name in ("prior", "annual", "request"):
            done(served, "adopt", template(folder, name), "--by", "ARD", "--with", "BOR")
        yield served


def done(served: Serving, *words: str | Path) -> Said:
    """Run the verb; it must go well."""
    said = served.verb("measures", *words, "--json")
    assert said.code == 0, said.err
    return said


def written(folder: Path, text: str) -> Path:
    file = folder / "form.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_return_is_filed_amended_acknowledged_contested_and_read_back(record: Serving, tmp_path: Path) -> None:
    ref = f"TRIAL-PRIOR/ARD/{folded(record).at.year}/1"
    done(record, "file", written(tmp_path, ACTIVITY), "--by", "ARD", "--office", "Centre")
    done(record, "acknowledge", ref, "--by", "BOR")
    corrected = written(tmp_path, ACTIVITY.replace("12700", "13600"))
    done(record, "amend", ref, corrected, "--by", "ARD", "--text", "A battalion was left out.")
    done(record, "state", ref, "--by", "BOR", "--kind", "contest", "--text", "We count 18,000.")
    (read,) = done(record, "return", ref).lines
    assert read["form"]["troops"] == {"text": "13600", "basis": "all in the area"}
    assert [act["act"]["type"] for act in read["acts"]] == [
        "FileReturn", "AcknowledgeReturn", "AmendReturn", "StateOnReturn",
    ]  # fmt: skip
    russian = record.verb("measures", "return", ref, "--lang", "ru")
    assert "13\xa0600 человек (all in the area)" in russian.out
    assert "We count 18,000." in russian.out
    listed = done(record, "returns", "TRIAL-PRIOR", "--of", "ARD").said("filing")
    assert [line["ref"] for line in listed] == [ref]
    assert done(record, "returns", "--of", "BOR").lines == []


def test_a_series_is_taken_out_with_the_hashes_to_check_it_by(record: Serving) -> None:
    (series,) = done(record, "export", "TRIAL-PRIOR").lines
    remote = Remote(record.url)
    entries = remote.entries(0, series["head"]["size"])
    assert series["head"]["anchor"] == sha256(entries[0]).hexdigest()
    assert bytes.fromhex(series["head"]["root"]) == Frontier().extend(map(leaf_hash, entries)).root()
    (filed,) = series["returns"]
    assert [act["type"] for act in filed["acts"]] == ["FileReturn", "AcknowledgeReturn", "AmendReturn", "StateOnReturn"]
    for act in filed["acts"]:
        entry = parse_entry(entries[act["place"]])
        assert (act["leaf"], act["act"]) == (leaf_hash(entries[act["place"]]).hex(), entry.signed.id)
    assert [each["form"]["troops"]["text"] for each in filed["revisions"]] == ["12700", "13600"]
    table = list(csv.DictReader(StringIO(record.verb("measures", "export", "TRIAL-PRIOR").out)))
    troops = [(row["revision"], row["kind"], row["value"], row["basis"]) for row in table if row["field"] == "troops"]
    assert troops == [("0", "original", "12700", "all in the area"), ("1", "correction", "13600", "all in the area")]
    assert {(row["ref"], row["contested"]) for row in table} == {(filed["ref"], "yes")}
    assert {row["leaf"] for row in table} == {each["leaf"] for each in filed["revisions"]}
    assert done(record, "export", "--of", "BOR").lines[0]["returns"] == []


def test_a_nil_return_has_a_line_of_its_own(record: Serving, tmp_path: Path) -> None:
    year = folded(record).at.year + 1
    nil = written(tmp_path, f'measure = "TRIAL-ANNUAL"\nperiod = "{year}-11-15"\nkind = "nil"\n')
    done(record, "file", nil, "--by", "BOR", "--office", "Centre")
    (row,) = csv.DictReader(StringIO(record.verb("measures", "export", "TRIAL-ANNUAL", "--of", "BOR").out))
    assert (row["kind"], row["period"], row["field"], row["value"]) == ("nil", f"{year}-11-15", "", "")


def test_an_undertaking_has_rows_and_nothing_else_has(record: Serving, tmp_path: Path) -> None:
    assert done(record, "matrix").lines == []
    done(record, "undertake", "TRIAL-ANNUAL", "--by", "ARD")
    year = folded(record).at.year + 1
    rows = done(record, "matrix", "--years", f"{year}-{year + 1}").said("row")
    assert [(row["state"], row["period"][:4]) for row in rows] == [("Arden", str(year)), ("Arden", str(year + 1))]
    nil = f'measure = "TRIAL-ANNUAL"\nperiod = "{rows[0]["period"]}"\nkind = "nil"\n'
    done(record, "file", written(tmp_path, nil), "--by", "ARD", "--office", "Centre")
    assert done(record, "matrix", "TRIAL-ANNUAL", "--years", str(year)).said("row")[0]["word"] != rows[0]["word"]


def test_a_request_is_made_answered_and_closed(record: Serving, tmp_path: Path) -> None:
    asked = 'measure = "TRIAL-REQUEST"\nparty = "BOR"\nitems = ["What is the aim?"]\n[form]\nconcern = "Movements"\n'
    done(record, "request", written(tmp_path, asked), "--by", "ARD")
    (line,) = done(record, "requests").said("request")
    answer = 'kind = "answer"\nanswers = [{item = 0, state = "answered", text = "Training."}]\n'
    done(record, "reply", line["id"][:12], written(tmp_path, answer), "--by", "BOR")
    done(record, "satisfied", line["id"][:12], "--by", "ARD")
    assert folded(record).measures.requests[line["id"]].stage == "closed"


def test_a_measure_is_shown_to_people_and_its_form_to_programs(record: Serving) -> None:
    assert [line["code"] for line in done(record, "list").said("measure")] == [
        "TRIAL-ANNUAL", "TRIAL-PRIOR", "TRIAL-REQUEST",
    ]  # fmt: skip
    shown = record.verb("measures", "show", "TRIAL-PRIOR", "--lang", "ru")
    assert (shown.code, "political" in shown.out, "begins_on:" in shown.out) == (0, False, True)
    schema = json.loads(record.verb("measures", "schema", "TRIAL-PRIOR").out)
    assert schema["required"][:2] == ["designation", "begins_on"]


@pytest.mark.parametrize(("form", "code", "told"), [
    ("{", 2, "neither TOML nor JSON"),
    ('measure = "NONE"\n', 5, "no measure is called NONE"),
    (ACTIVITY + 'ships = "4"\n', 2, "TRIAL-PRIOR has no field ships"),
    (ACTIVITY.replace('{text = "12700", basis = "all in the area"}', '"12700"'), 2, "troops is to be {text"),
    (ACTIVITY.replace("[form]", 'colour = "red"\n[form]'), 2, "a FileReturn has no colour"),
    (ACTIVITY.replace('area = "Northern plain"\n', ""), 4, "14.2"),
    ('measure = "TRIAL-ANNUAL"\nkind = "nil"\n', 2, "is due on days"),
])  # fmt: skip
def test_a_form_that_is_not_in_order_is_told_and_nothing_is_lodged(
    record: Serving, tmp_path: Path, form: str, code: int, told: str
) -> None:
    said = record.verb("measures", "file", written(tmp_path, form), "--by", "ARD", "--office", "Centre")
    assert (said.code, told in said.err, "Nothing was put on the record." in said.err) == (code, True, True), said.err


def test_names_and_signatories_are_asked_for(record: Serving) -> None:
    for words, told in (
        (("show",), "needs 1 name"), (("acknowledge", "X/ARD/2027/1"), "--by CODE"), (("return", "X/ARD/2027/1"), "no return"),
        (("matrix", "--years", "soon"), "a year or two"), (("state", "X", "--by", "ARD"), "--kind and --text"),
    ):  # fmt: skip
        said = record.verb("measures", *words)
        assert (said.code in {2, 5}, told in said.err) == (True, True), said.err
