# SPDX-License-Identifier: Apache-2.0
"""Whoever holds a receipt finds the act on the record, however the registry ended."""

import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from comity.acts.documents import VoidSymbol
from comity.acts.entry import parse_entry
from comity.acts.signed import format_signed_act, sign_act
from comity.cli.premises import EXERCISE_PASSPHRASE, Premises
from comity.node.keyfile import read_keys
from comity.node.remote import Remote, RemoteError, head_of
from comity.record.replay import check_here, replay
from comity.rules.forum import Forum
from comity.rules.symbol import local_year
from comity.tlog.signer import Signer
from tests.cli.house import Serving, comity, serving

KILLS = (3, 17, 40)
"""After so many receipts of one round the process is killed, while the next act is on its way."""


def held(served: Serving) -> tuple[Forum, list[bytes]]:
    """The record as it is served, confirmed or not."""
    remote = Remote(served.url)
    entries = remote.entries(0, head_of(remote.pending()).size)
    return replay(entries, check_here).forum, entries


def write(forum: Forum, key: Signer, offset: int) -> bytes:
    """An act of the secretariat, so many after those on the record."""
    series = f"EXERCISE/SOC/{local_year(forum, datetime.now(UTC))}/INF"
    act = VoidSymbol(
        forum=forum.origin, by=("SECRETARIAT",), seq=(forum.parties["SECRETARIAT"].seq + 1 + offset,),
        made_at=datetime.now(UTC).replace(microsecond=0), nonce=os.urandom(16).hex(),
        symbol=f"{series}.{forum.series.get(series, 0) + 1 + offset}", reason="left unused",
    )  # fmt: skip
    return format_signed_act(sign_act(act, [key]))


def lodge_until_it_ends(
    served: Serving, key: Signer, forum: Forum, receipts: list[dict[str, Any]], kill_at: int
) -> None:
    """Lodge one act after the other; when enough receipts are held, let another thread kill the process meanwhile."""
    remote, killer = Remote(served.url), Thread(target=served.process.kill)
    with pytest.raises(RemoteError, match="does not answer"):
        for offset in range(1000):
            if len(receipts) == kill_at:
                killer.start()
            receipts.append(remote.lodge(write(forum, key, offset)))
    killer.join()
    served.process.wait(60)


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    root = tmp_path / "run"
    assert comity("init", "--dir", root).code == 0
    key = next(key for key in read_keys(Premises(root).keys, EXERCISE_PASSPHRASE) if key.vkey.name == "SECRETARIAT")
    receipts: list[dict[str, Any]] = []
    for kill_at in KILLS:
        with serving(root, "serve") as served:
            forum, _ = held(served)
            taken: list[dict[str, Any]] = []
            lodge_until_it_ends(served, key, forum, taken, kill_at)
            assert len(taken) >= kill_at
            receipts += taken
    assert comity("fsck", root).code == 0
    with serving(root, "serve") as served:
        _, entries = held(served)
    ids = {index: parse_entry(entry).signed.id for index, entry in enumerate(entries)}
    assert {receipt["index"]: receipt["act"] for receipt in receipts}.items() <= ids.items()
