# SPDX-License-Identifier: Apache-2.0
"""Black-box checks of ``add-checkpoint``, in the order of the tlog-witness specification of July 2026."""

import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest

from comity.node import plain_http
from comity.node.known_logs import read_logs
from comity.node.plain_store import PlainStore
from comity.node.plain_witness import PlainWitness, vkeys_of
from comity.tlog.checkpoint import open_checkpoint
from comity.tlog.merkle import EMPTY_ROOT
from comity.tlog.note import format_note, parse_note, sign_note
from tests.cast.keys import log_signers
from tests.meet.house import Clock
from tests.node.doomed import Doomed
from tests.node.outsider import (
    LEAVES,
    LOG,
    NOW_S,
    ORIGIN,
    OTHERS,
    WITNESS,
    Outsider,
    asked,
    outside,
    root,
    signed,
)
from tests.registry.disk import Disk, Fault

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
STRANGER = log_signers("stranger.example")


@pytest.fixture
def outsider(tmp_path: Path) -> Iterator[Outsider]:
    with outside(tmp_path) as outsider:
        yield outsider


def cosigned_at(lines: bytes, note: bytes) -> dict[int, int]:
    """Verify the lines of an answer on a checkpoint; give the time by type of key."""
    assert all(line.startswith("— watch.example/w1 ".encode()) for line in lines.splitlines())
    _, times = open_checkpoint(parse_note(note + lines), [signer.vkey for signer in WITNESS])
    return {key.kind: time for key, time in times.items()}


def test_a_checkpoint_that_goes_on_is_cosigned_with_both_keys(outsider: Outsider) -> None:
    old = 0
    for size in (1, 2, 3, 7, 8, 64, 65, 257, 300):
        answer = outsider.add(asked(old, size))
        assert (answer.status_code, answer.headers["content-type"]) == (200, TEXT)
        assert cosigned_at(answer.content, signed(size, root(size))) == {4: NOW_S, 6: NOW_S}
        old = size


def test_the_same_head_is_cosigned_anew_at_its_time(outsider: Outsider) -> None:
    assert outsider.add(asked(0, 7)).status_code == 200
    outsider.clock.wait(seconds=60)
    answer = outsider.add(asked(7, 7))
    assert (answer.status_code, cosigned_at(answer.content, signed(7, root(7)))) == (
        200,
        {4: NOW_S + 60, 6: NOW_S + 60},
    )


@pytest.mark.parametrize(
    "signers", [LOG[:1], LOG[1:], LOG, (*STRANGER, *LOG[:1])], ids=["0x01", "0x06", "both", "more"]
)
def test_one_known_key_of_the_log_suffices(outsider: Outsider, signers: tuple[object, ...]) -> None:
    note = signed(7, root(7), signers=signers)  # type: ignore[arg-type]
    assert outsider.answers(asked(0, 7, note)) == (200, TEXT)


def test_an_unknown_origin_is_not_found(outsider: Outsider) -> None:
    for origin in (ORIGIN + " ", "go.example", "stranger.example"):
        assert outsider.answers(asked(0, 7, signed(7, root(7), origin=origin))) == (404, TEXT)
    extended = sign_note(b"stranger.example\n7\nnothing like a root\nmore\n", STRANGER[:1])
    assert outsider.answers(b"old 0\n\n" + extended) == (404, TEXT)


def test_a_checkpoint_the_log_did_not_sign_is_forbidden(outsider: Outsider) -> None:
    one, other = parse_note(signed(7, root(7), signers=LOG)), parse_note(signed(8, root(8), signers=LOG))
    wrong = [
        signed(7, root(7), signers=STRANGER),
        format_note(one.text, other.lines),
        format_note(one.text, [one.lines[0], other.lines[1]]),
        format_note(one.text, [other.lines[0], one.lines[1]]),
    ]
    for note in wrong:
        assert outsider.answers(asked(0, 7, note)) == (403, TEXT)
    assert outsider.store.latest(ORIGIN).size == 0


HASH = b64encode(LEAVES[0])
MALFORMED = [
    b"", b"\n", b"old 0", b"old 0\n", b"old\n\n", b"7\n\n", b"new 0\n\n", b"old 00\n\n",
    b"old 07\n\n", b"old +7\n\n", b"old -1\n\n", b"old 1_0\n\n", b"old  0\n\n", b" old 0\n\n", b"old 0 \n\n",
    b"old 0\r\n\n", "old ٧\n\n".encode(), b"old 9223372036854775808\n\n", b"old 1e1\n\n",
    b"old 0\nnot base64\n\n", b"old 1\n" + HASH[:-1] + b"\n\n", b"old 1\nQUJD\n\n", b"old 1\n " + HASH + b"\n\n",
    b"old 1\n" + (HASH + b"\n") * 64 + b"\n",
]  # fmt: skip


@pytest.mark.parametrize("head", MALFORMED)
def test_what_is_malformed_is_a_bad_request(outsider: Outsider, head: bytes) -> None:
    assert outsider.answers(head + signed(7, root(7))) == (400, TEXT)
    assert outsider.store.latest(ORIGIN).size == 0


@pytest.mark.parametrize(
    "lines",
    [b"07\n%b", b"+7\n%b", b" 7\n%b", b"-7\n%b", b"7.0\n%b", b"7_0\n%b", "٧\n%b".encode(), b"9223372036854775808\n%b", b"\n%b",
     b"7\n", b"7", b"7\nQUJD", b"7\n%b\n\n", b"7\n%b\nan extension", b"7\n%b\nan extension\nanother"],
)  # fmt: skip
def test_a_signed_checkpoint_of_another_form_is_a_bad_request_and_never_cosigned(
    outsider: Outsider, lines: bytes
) -> None:
    text = ORIGIN.encode() + b"\n" + lines.replace(b"%b", b64encode(root(7))) + b"\n"
    note = sign_note(text, LOG[:1])
    assert outsider.answers(b"old 0\n\n" + note) == (400, TEXT)
    forged = format_note(text, parse_note(signed(7, root(7))).lines)
    assert outsider.answers(b"old 0\n\n" + forged) == (403, TEXT)
    assert outsider.store.latest(ORIGIN).size == 0


def test_what_is_too_large_is_a_bad_request(outsider: Outsider) -> None:
    body = asked(0, 7)
    assert outsider.answers(body + b" " * plain_http.MAX_REQUEST_BYTES) == (400, TEXT)
    answer = outsider.client.post("/add-checkpoint", content=iter([bytes(2**16)] * 40))
    assert answer.status_code == 400


def test_an_old_size_beyond_the_new_one_is_a_bad_request(outsider: Outsider) -> None:
    assert outsider.answers(asked(8, 7)) == (400, TEXT)
    assert outsider.answers(asked(0, 64)) == (200, TEXT)
    assert outsider.answers(asked(64, 7)) == (400, TEXT)


def test_another_old_size_than_the_latest_is_a_conflict_that_teaches_it(outsider: Outsider) -> None:
    never = outsider.add(asked(3, 7))
    assert (never.status_code, never.headers["content-type"], never.content) == (409, SIZE, b"0\n")
    assert outsider.answers(asked(0, 64)) == (200, TEXT)
    for old, size in ((0, 64), (0, 300), (7, 7), (7, 300), (65, 300), (0, 7)):
        answer = outsider.add(asked(old, size))
        assert (answer.status_code, answer.headers["content-type"], answer.content) == (409, SIZE, b"64\n")
    assert outsider.answers(asked(64, 300)) == (200, TEXT)


def test_what_does_not_go_on_from_the_latest_cannot_be_processed(outsider: Outsider) -> None:
    assert outsider.answers(asked(0, 7)) == (200, TEXT)
    right = asked(7, 8)
    proof = right.partition(b"\n\n")[0].split(b"\n")[1:]
    note = right.partition(b"\n\n")[2]
    wrong = [
        asked(7, 8, signed(8, root(8, OTHERS))),
        b"old 7\n\n" + note,
        b"\n".join([b"old 7", *proof[:-1]]) + b"\n\n" + note,
        b"\n".join([b"old 7", *proof, HASH]) + b"\n\n" + note,
        b"\n".join([b"old 7", *reversed(proof)]) + b"\n\n" + note,
        b"\n".join([b"old 7", *proof]) + b"\n\n" + signed(9, root(9)),
        b"\n".join([b"old 7", HASH]) + b"\n\n" + signed(7, root(7)),
    ]
    for body in wrong:
        assert outsider.answers(body) == (422, TEXT)
    assert outsider.answers(right) == (200, TEXT)


def test_a_proof_from_nothing_is_empty(outsider: Outsider) -> None:
    assert outsider.answers(b"old 0\n" + HASH + b"\n\n" + signed(7, root(7))) == (422, TEXT)
    assert outsider.answers(asked(0, 7)) == (200, TEXT)


def test_two_roots_at_one_size_cannot_be_processed_and_both_are_kept(outsider: Outsider) -> None:
    assert outsider.answers(asked(0, 7)) == (200, TEXT)
    fork = signed(7, root(7, OTHERS))
    assert outsider.answers(asked(7, 7, fork)) == (422, TEXT)
    kept = {"type": "fork_at_one_size", "first": signed(7, root(7)).decode(), "second": fork.decode()}
    assert list(map(json.loads, outsider.store.evidence())) == [kept]
    assert outsider.add(asked(0, 7, signed(7, root(7, OTHERS[1:])))).content == b"7\n"
    assert list(map(json.loads, outsider.store.evidence())) == [kept]
    assert outsider.answers(asked(7, 8)) == (200, TEXT)


def test_an_empty_log_is_cosigned_under_the_empty_root_alone(outsider: Outsider) -> None:
    assert outsider.answers(asked(0, 0, signed(0, root(7)))) == (422, TEXT)
    empty = signed(0, EMPTY_ROOT)
    answer = outsider.add(asked(0, 0, empty))
    assert (answer.status_code, cosigned_at(answer.content, empty)) == (200, {4: NOW_S, 6: NOW_S})
    assert outsider.answers(asked(0, 7)) == (200, TEXT)
    assert outsider.add(asked(0, 0, empty)).content == b"7\n"
    assert outsider.answers(asked(0, 0, signed(0, root(7)))) == (422, TEXT)


def test_a_clock_that_went_back_dates_nothing_back(outsider: Outsider) -> None:
    assert outsider.answers(asked(0, 7)) == (200, TEXT)
    outsider.clock.wait(seconds=-120)
    answer = outsider.add(asked(7, 8))
    assert (answer.status_code, cosigned_at(answer.content, signed(8, root(8)))) == (200, {4: NOW_S, 6: NOW_S})
    outsider.clock.wait(seconds=-1)
    assert outsider.answers(asked(8, 9)) == (503, TEXT)
    assert outsider.store.latest(ORIGIN).size == 8


def shown(outsider: Outsider, origin: str = ORIGIN) -> tuple[int, bytes]:
    answer = outsider.client.get(f"/{sha256(origin.encode()).hexdigest()}/checkpoint")
    return answer.status_code, answer.content


def test_the_latest_checkpoint_is_shown_to_monitors(outsider: Outsider) -> None:
    assert shown(outsider)[0] == 404
    assert shown(outsider, "stranger.example")[0] == 404
    for old, size in ((0, 7), (7, 64)):
        note = signed(size, root(size), signers=(*LOG[:1], *STRANGER))
        lines = outsider.add(asked(old, size, note)).content
        assert shown(outsider) == (200, signed(size, root(size)) + lines)
    outsider.add(asked(7, 300))
    assert shown(outsider) == (200, signed(64, root(64)) + lines)


def test_after_a_restart_it_goes_on_where_it_was(tmp_path: Path) -> None:
    with outside(tmp_path) as outsider:
        assert outsider.answers(asked(0, 7)) == (200, TEXT)
    with outside(tmp_path) as outsider:
        status, note = shown(outsider)
        log_note = signed(7, root(7))
        assert (status, note[: len(log_note)]) == (200, log_note)
        assert cosigned_at(note[len(log_note) :], log_note) == {4: NOW_S, 6: NOW_S}
        assert outsider.add(asked(0, 8)).content == b"7\n"
        assert outsider.answers(asked(7, 8)) == (200, TEXT)


def test_of_sixty_four_at_once_exactly_one_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_http, "THREADS", 64)
    with outside(tmp_path) as outsider:
        assert outsider.answers(asked(0, 7)) == (200, TEXT)
        # The clock is read once a request is found right: all are, by what was held then, before any is held.
        together = Barrier(64)
        outsider.clock.meet = lambda: together.wait(30)
        with ThreadPoolExecutor(64) as hands:
            answers = list(hands.map(outsider.add, [asked(7, size) for size in range(8, 72)]))
        assert together.n_waiting == 0
        (winner,) = [number for number, answer in enumerate(answers) if answer.status_code == 200]
        size = winner + 8
        assert cosigned_at(answers[winner].content, signed(size, root(size))) == {4: NOW_S, 6: NOW_S}
        refused = [(answer.status_code, answer.content) for answer in answers if answer.status_code != 200]
        assert refused == [(409, b"%d\n" % size)] * 63
        assert outsider.store.latest(ORIGIN).size == size


def test_of_sixty_four_at_once_that_are_one_all_refresh_and_none_goes_back(outsider: Outsider) -> None:
    assert outsider.answers(asked(0, 7)) == (200, TEXT)
    with ThreadPoolExecutor(64) as hands:
        answers = list(hands.map(outsider.answers, [asked(7, 7)] * 64))
    assert answers == [(200, TEXT)] * 64
    assert outsider.store.latest(ORIGIN).size == 7


DOOMED = """
import sys
from pathlib import Path
from tests.node import test_add_checkpoint as test
test.be_killed(Path(sys.argv[1]))
"""


def be_killed(folder: Path) -> None:
    """Judge a request, and be killed in the moment in which it would be signed."""
    store = PlainStore.open(folder / "heads.db", vkeys_of(WITNESS))
    doomed = [Doomed(signer) for signer in WITNESS]
    PlainWitness(doomed, read_logs(folder / "logs"), store, Clock()).add_checkpoint(asked(7, 64))


def test_killed_between_holding_and_answering_it_knows_what_it_may_have_signed(tmp_path: Path) -> None:
    with outside(tmp_path) as outsider:
        assert outsider.answers(asked(0, 7)) == (200, TEXT)
    done = subprocess.run(
        [sys.executable, "-c", DOOMED, tmp_path],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, check=False, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGKILL, "signing\n", "")
    with outside(tmp_path) as outsider:
        other = asked(7, 8, signed(8, root(8, OTHERS)))
        assert outsider.add(other).content == b"64\n"
        again = outsider.add(asked(7, 64))
        assert (again.status_code, again.headers["content-type"], again.content) == (409, SIZE, b"64\n")
        assert outsider.answers(asked(64, 64)) == (200, TEXT)


@pytest.mark.parametrize("kind", ["error before", "error after"])
def test_after_a_write_that_failed_nothing_is_signed_or_shown(tmp_path: Path, kind: str) -> None:
    with outside(tmp_path) as outsider:
        assert outsider.answers(asked(0, 7)) == (200, TEXT)
    # The first call flushes the name of the file, the second is the commit of a head.
    with Disk(Fault(2, kind)).watched(), outside(tmp_path) as outsider:
        assert outsider.answers(asked(7, 8)) == (503, TEXT)
        assert outsider.answers(asked(7, 8)) == (503, TEXT)
        assert shown(outsider)[0] == 503
        assert outsider.client.get("/health").status_code == 503
        assert outsider.doors.stopped.is_set()
    with outside(tmp_path) as outsider:
        assert outsider.store.latest(ORIGIN).size == (7 if kind == "error before" else 8)


def test_other_paths_and_methods_lead_nowhere(outsider: Outsider) -> None:
    assert outsider.client.get("/health").text == "serving\n"
    assert [outsider.client.get(path).status_code for path in ("/", "/add-checkpoint", "/x", "/x/checkpoint")] == [
        404, 405, 404, 404,
    ]  # fmt: skip
