# SPDX-License-Identifier: Apache-2.0
"""What the doctor looks at on a party's own machine: keys, store, standing as a witness, ways out, clock against others."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from comity.cli.arguments import read_anchor
from comity.cli.errors import Unusable
from comity.cli.station import Settings, Station
from comity.cli.way_out import way_out
from comity.node.connection import Connection, RemoteError
from comity.node.copy import Copy
from comity.node.errors import NodeError
from comity.node.keyfile import Keys, read_keys
from comity.node.mail import LEAST_POINTS
from comity.node.meeting import RemoteMeetingPoint
from comity.node.remote import Remote
from comity.node.store import Store
from comity.node.witness import REFRESH_AFTER_S
from comity.record.confirmation import signed_by_log, witness_set
from comity.record.errors import RecordError
from comity.record.replay import Check
from comity.registry.errors import Misconfigured
from comity.rules.forum import Forum
from comity.tlog.checkpoint import open_checkpoint
from comity.tlog.note import parse_note
from comity.tlog.vkey import VerifierKey

SLACK_S = 60
"""Beyond the time after which idle heads are cosigned anew: letters and answers travel."""
NOT_FOUND = 404


class Sign(NamedTuple):
    """One thing looked at: ``good``, ``poor`` or ``bad``; the phrase is ``doctor_<what>``."""

    verdict: str
    what: str
    found: str


def check_up(station: Station, word: Callable[[Settings], str], now: datetime) -> Iterator[Sign]:
    """Look at a party's machine; ``word`` gives the passphrase of its keys, empty where it is not at hand."""
    try:
        settings = station.settings
    except Misconfigured as error:
        yield Sign("bad", "station_settings", str(error))
        return
    yield Sign("good", "station", f"{settings.code}, {settings.registry}")
    yield from _anchor(station)
    keys, signs = _keys(station, word(settings))
    yield from signs
    forum, signs = _store(station, settings.code, keys)
    yield from signs
    if forum is not None:
        yield from _standing(forum, settings.code, keys)
    yield from _outside(settings, forum, now)


def _anchor(station: Station) -> Iterator[Sign]:
    try:
        if not station.anchor.is_file():
            yield Sign("bad", "anchor_missing", str(station.anchor))
        else:
            read_anchor(str(station.anchor))
    except Unusable as error:
        yield Sign("bad", "anchor_missing", str(error))


def _keys(station: Station, word: str) -> tuple[Keys | None, list[Sign]]:
    code = station.settings.code
    if not station.keys.is_file():
        return None, [Sign("bad", "keys_missing", str(station.keys))]
    if not word:
        return None, [Sign("poor", "keys_closed", str(station.keys))]
    try:
        keys = read_keys(station.keys, word)
    except NodeError as error:
        return None, [Sign("bad", "keys_unreadable", str(error))]
    names = {key.vkey.name for key in keys}
    signs = [Sign("good", "keys_opened", " ".join(sorted(names)))]
    if f"{code}/node" not in names:
        signs.append(Sign("bad", "keys_no_hand", f"{code}/node"))
    if f"{code}/recovery" in names:
        signs.append(Sign("poor", "recovery_here", f"{code}/recovery"))
    return keys, signs


def _store(station: Station, code: str, keys: Keys | None) -> tuple[Forum | None, list[Sign]]:
    """Take up what is held, trusting its signatures: `fsck` checks them."""
    try:
        store = Store.open(station.store)
    except (NodeError, sqlite3.Error) as error:
        return None, [Sign("bad", "store_lost", str(error))]
    try:
        copy = Copy(store, _taken_for_true)
        confirmed = copy.confirmed.frontier.size if copy.confirmed else 0
        signs = [Sign("good", "store", f"{copy.size}, {confirmed}")]
        if reason := next(filter(None, (store.burnt(key.key_id) for key in _pair(keys, code))), ""):
            signs.append(Sign("bad", "burnt", reason))
        if store.evidence():
            signs.append(Sign("bad", "evidence", code))
        forum = copy.held.forum if copy.held else None
        if forum is not None and store.pledged()[0] > forum.epoch:
            signs.append(Sign("poor", "pledged", str(store.pledged()[0])))
    except (NodeError, RecordError) as error:
        return None, [Sign("bad", "store_broken", str(error))]
    finally:
        store.close()
    return forum, signs


def _pair(keys: Keys | None, code: str) -> list[VerifierKey]:
    """Give the cosigning pair in use: of several the last."""
    return [key.vkey for key in keys or () if key.vkey.name == f"{code}/witness"][-2:]


def _taken_for_true(checks: Sequence[Check]) -> Iterable[bool]:
    return [True] * len(checks)


def _standing(forum: Forum, code: str, keys: Keys | None) -> Iterator[Sign]:
    """Tell whether this machine witnesses, by which keys, and whether enough capitals do."""
    count = f"{len(forum.witnesses)}, {forum.quorum}"
    enrolled = [{each.classic, each.quantum} for each in forum.witnesses if each.code == code]
    if not enrolled:
        yield Sign("poor", "no_witness", count)
    elif keys is not None and set(_pair(keys, code)) != enrolled[0]:
        yield Sign("bad", "other_pair", code)
    else:
        yield Sign("good", "witness", count)
    if len(forum.witnesses) < forum.edition.least_witnesses:
        yield Sign("poor", "provisional", f"{len(forum.witnesses)} / {forum.edition.least_witnesses}")


# What lies outside this machine.


def _outside(settings: Settings, forum: Forum | None, now: datetime) -> Iterator[Sign]:
    connection = way_out(os.environ)
    proxies = " ".join(filter(None, (connection.http_proxy, connection.https_proxy)))
    authorities = str(connection.ca_file or "")
    if connection.ca_file is not None and not connection.ca_file.is_file():
        yield Sign("bad", "authorities", authorities)
        return
    yield Sign("good", "way_out", " ".join(filter(None, (proxies, authorities))) or "—")
    yield from _registry(settings, connection, forum, now)
    yield from _points(settings, connection)
    if forum is not None:
        yield from _named(settings, forum)


def _registry(settings: Settings, connection: Connection, forum: Forum | None, now: datetime) -> Iterator[Sign]:
    url = settings.registry
    try:
        note = Remote(url, connection=connection).checkpoint()
    except RemoteError as error:
        verdict = "poor" if error.problem.get("status") == NOT_FOUND else "bad"
        yield Sign(verdict, "registry_empty" if verdict == "poor" else "registry_silent", f"{url}: {error}")
        return
    if forum is None:
        yield Sign("good", "registry", url)
        return
    judges = witness_set(forum)
    try:
        head = signed_by_log(note, judges)
    except RecordError as error:
        yield Sign("bad", "registry_other", f"{url}: {error}")
        return
    yield Sign("good", "registry", f"{url}, {head.size}")
    others = [key for each in judges.witnesses if each.code != settings.code for key in (each.classic, each.quantum)]
    _, signed = open_checkpoint(parse_note(note), others)
    yield from _clock(signed.values(), forum.edition.tolerance_s, now)


def _clock(dates: Iterable[int], tolerance_s: int, now: datetime) -> Iterator[Sign]:
    """Compare the clock with the dates that others gave the newest confirmed head: an idle one is cosigned anew."""
    if not (last := max(dates, default=0)):
        return
    newest = datetime.fromtimestamp(last, UTC)
    found = f"{newest:%Y-%m-%d %H:%M:%S} / {now:%Y-%m-%d %H:%M:%S} UTC"
    behind = (newest - now).total_seconds()
    if behind > tolerance_s:
        yield Sign("bad", "clock_slow", found)
    elif -behind > 2 * REFRESH_AFTER_S + SLACK_S:
        yield Sign("poor", "clock_old", found)
    else:
        yield Sign("good", "clock_agrees", found)


def _points(settings: Settings, connection: Connection) -> Iterator[Sign]:
    points = tuple(dict.fromkeys(settings.points))
    if len(points) < LEAST_POINTS:
        yield Sign("poor", "points_few", str(len(points)))
    host, silent = urlsplit(settings.registry).netloc, 0
    for url in points:
        try:
            RemoteMeetingPoint(url, connection).letters(0)
        except RemoteError as error:
            silent += 1
            yield Sign("poor", "point_silent", f"{url}: {error}")
        else:
            yield Sign("good", "point", url)
        if urlsplit(url).netloc == host:
            yield Sign("poor", "point_of_registry", url)
    if points and len(points) - silent < len(points) // 2 + 1:
        yield Sign("bad", "points_silent", f"{len(points) - silent} / {len(points)}")


def _named(settings: Settings, forum: Forum) -> Iterator[Sign]:
    """Compare the meeting points that this machine asks with those that the edition names for all."""
    named = forum.edition.meeting_points
    if not named:
        yield Sign("poor", "points_unnamed", str(forum.edition.number))
    for point in named:
        if point.address not in settings.points:
            yield Sign("poor", "point_not_asked", f"{point.address} ({point.run_by})")
