# SPDX-License-Identifier: Apache-2.0
"""Devices: what signs readings and answers calls without a person, under measures that let it (rule 14.14)."""

import re

from msgspec.structs import replace

from comity.acts.contacts import AnswerPing
from comity.acts.envelope import Act
from comity.acts.keys import EndDevice, EnrolDevice
from comity.acts.returns import FileReturn
from comity.rules.forum import Forum
from comity.rules.keyring import install_keys, read_keys
from comity.rules.measures.template import parties_to
from comity.rules.outcome import Change, Effect, Lodged, Refused
from comity.tlog.errors import MalformedKey
from comity.tlog.vkey import parse_vkey

PURPOSE = "/device/"
"""What stands between the code of a party and the name of a device in the name of its key."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def enrol_device(forum: Forum, lodged: Lodged[EnrolDevice]) -> Change | Refused:
    """Let a device of one's own sign under the measures named (rules 3.1-3.3, 14.14)."""
    act, by = lodged.act, lodged.act.by[0]
    prefix = by + PURPOSE
    try:
        name = parse_vkey(act.key).name
    except MalformedKey as error:
        return Refused("3.2", found=str(error))
    if not name.startswith(prefix) or not _NAME.fullmatch(name, len(prefix)):
        return Refused("14.14", found=name, expected=f"{prefix}NAME")
    strangers = [code for code in act.templates if not _lets_sign(forum, code, by)]
    if strangers or len(set(act.templates)) != len(act.templates):
        return Refused("14.14", found=" ".join(strangers or act.templates), expected="measures that let a device sign")
    keys = read_keys(forum, by, (act.key,), names=(name,))
    if isinstance(keys, Refused):
        return keys
    enrolled = install_keys(forum, keys)
    devices = enrolled.measures.devices.insert(name, act.templates)
    changed = replace(enrolled, measures=replace(enrolled.measures, devices=devices))
    return Change(changed, (Effect("device_enrolled", name, " ".join(act.templates)),))


def end_device(forum: Forum, lodged: Lodged[EndDevice]) -> Change | Refused:
    """Take a device's key out of use (rule 14.14)."""
    name = f"{lodged.act.by[0]}{PURPOSE}{lodged.act.name}"
    if name not in forum.keys:
        return Refused("14.14", found=name, expected="a device of one's own")
    devices = forum.measures.devices.remove(name)
    changed = replace(forum, keys=forum.keys.remove(name), measures=replace(forum.measures, devices=devices))
    return Change(changed, (Effect("device_ended", name),))


def device_of(name: str, code: str) -> bool:
    """Tell whether a key of this name is that of a device of a party."""
    return name.startswith(code + PURPOSE)


def check_device(forum: Forum, act: Act, name: str) -> Refused | None:
    """Judge rule 14.14 for an act that bears the signature of a device: what it signs, in no office, under which measure."""
    measures = forum.measures.devices.get(name, ())
    if isinstance(act, FileReturn):
        measure = act.template
    elif isinstance(act, AnswerPing):
        measure = forum.measures.pings.get(act.ping, "").partition(" ")[0]
    else:
        measure = ""
    known = forum.measures.templates.get(measure)
    if measure not in measures or known is None or not known.newest.machine_signed or act.office:
        return Refused("14.14", found=f"{name} {type(act).__name__} {measure}".strip(), expected=" ".join(measures))
    return None


def _lets_sign(forum: Forum, code: str, by: str) -> bool:
    measure = forum.measures.templates.get(code)
    return measure is not None and measure.newest.machine_signed and by in parties_to(forum, measure.newest)
