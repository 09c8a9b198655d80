# SPDX-License-Identifier: Apache-2.0
"""Permission bugs planted in a copy of the source, one at a time; the tables of access must catch each.

Each is a change of a line that somebody might make: a guard left off, a filter forgotten, a role too many. The copy without
any is walked first. ``python -m tests.web.planted`` takes some minutes.
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "comity"


class Bug(NamedTuple):
    """One change: in which file, what stands there, what takes its place; and by which table it is to be caught."""

    name: str
    file: str
    right: str
    wrong: str
    table: str = "pages"


VIEWS, PEOPLE, KEYS = "web/drafts/views.py", "web/people/views.py", "web/people/api_keys.py"
READING = "web/reading.py"
INSIDE = ('party.kind in {"member", "secretariat"}', 'party.kind in {"member", "secretariat", "observer_state"}')
DISCLOSED = ('if matter.silence.terms.disclose == "all":', "if matter.silence.terms.disclose:")
OWN = "filter(pk=draft, party=person.party)"


def _guard(door: str, right: str, wrong: str) -> tuple[str, str]:
    return f"@for_roles({right})\ndef {door}(", f"@for_roles({wrong})\ndef {door}("


NONE = Bug("nothing", "web/desk.py", "def opened_desk() -> Desk:", "def opened_desk() -> Desk:")
BUGS = (
    Bug("any role does", "web/people/access.py", "return not person.roles.isdisjoint(roles)", "return True"),
    Bug("no sign-in is asked for", "web/people/access.py", "        @login_required\n", ""),
    Bug("the kind of party is forgotten", "web/people/access.py", "party is None or party.kind not in kinds", "party is None"),
    Bug("drafts of others are there", VIEWS, OWN, "filter(pk=draft)"),
    Bug("whoever sees drafts changes them", VIEWS, *_guard("edit", "Role.DRAFTER", "*INSIDE")),
    Bug("whoever sees drafts clears them", VIEWS, *_guard("clear", "Role.CLEARER", "*INSIDE")),
    Bug("whoever sees drafts reaches signing", VIEWS, *_guard("sign", "Role.SIGNATORY", "*INSIDE")),
    Bug("whoever sees drafts reaches the secret", VIEWS, *_guard("seal", "Role.SIGNATORY", "*INSIDE")),
    Bug("whoever sees drafts withdraws them", VIEWS, *_guard("withdraw", "Role.DRAFTER", "*INSIDE")),
    Bug("everybody lists drafts", VIEWS, *_guard("drafts", "*INSIDE", "*Role")),
    Bug("files of others are handed out", VIEWS, "draft_of(person_of(request), draft).enc", "Draft.objects.get(pk=draft).enc"),
    Bug("receipts of others are shown", VIEWS, "    found = draft_of(person_of(request), draft)\n    if not found.is_signed",
        "    found = Draft.objects.get(pk=draft)\n    if not found.is_signed"),
    Bug("whoever reads writes", VIEWS, *_guard("write", "Role.DRAFTER", "*Role")),
    Bug("what is not offered is written", VIEWS, "person.party, about, opened_desk().clock()):\n        raise PermissionDenied",
        "person.party, about, opened_desk().clock()):\n        return"),
    Bug("everybody invites", PEOPLE, *_guard("invite", "Role.ADMINISTRATOR", "*Role")),
    Bug("people of other parties are managed", PEOPLE, "filter(pk=person, party=by.party)", "filter(pk=person)"),
    Bug("clearers change whom a signatory trusts", PEOPLE, *_guard("trust", "Role.SIGNATORY", "*HOLDERS")),
    Bug("everybody chairs", "web/rooms/chair.py", "    if not bodies:\n        raise PermissionDenied\n", ""),
    Bug("readers of the secretariat write to delegations", "web/rooms/circulate.py",
        "@secretariat_only\ndef addresses(", "def addresses("),
    Bug("whom to ask is told to observers", READING, *INSIDE),
    Bug("objectors are named to observers", READING, *DISCLOSED),
    Bug("whom to ask is told to observers' programs", READING, *INSIDE, "api"),
    Bug("objectors are named to observers' programs", READING, *DISCLOSED, "api"),
    Bug("keys of other parties are ended", KEYS, "filter(pk=key, person__party=person_of(request).party)", "filter(pk=key)"),
    Bug("everybody makes keys", KEYS, *_guard("api_keys", "Role.ADMINISTRATOR", "*Role")),
    Bug("a key does more than its person", KEYS, " and not ROLES[scope].isdisjoint(key.person.roles)", "", "api"),
    Bug("a key does more than its scopes", KEYS, "scope in key.allowed and ", "", "api"),
    Bug("an ended key lets in", KEYS, ", ended_at=None, person__is_active=True)", ", person__is_active=True)", "api"),
    Bug("whoever was shut out comes in by key", KEYS, ", person__is_active=True", "", "api"),
    Bug("a key to clear writes", "api/drafts.py", 'auth=drafting, summary="Write a draft"', 'summary="Write a draft"', "api"),
    Bug("a key to draft clears", "api/drafts.py", 'auth=clearing, summary="Clear a draft"', 'summary="Clear a draft"', "api"),
    Bug("a key to draft reads the record", "api/keys.py", "reading = ApiKeyBearer(Scope.READ)", "reading = ApiKeyBearer(*Scope)",
        "api"),
    Bug("drafts of others are there for programs", VIEWS, OWN, "filter(pk=draft)", "api"),
    Bug("no key counts for one", "api/keys.py", "        if key is None:\n            return None\n",
        "        if key is None:\n            key = ApiKey.objects.filter(ended_at=None).first()\n", "api"),
)  # fmt: skip


def walked(table: str) -> dict[str, str]:
    """Walk a table of access over the source at hand; give where it is not kept."""
    from tests.api import test_access as programs
    from tests.web import test_roles as pages
    from tests.web.office import office

    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as opened:
        scene: Any = pages.Scene(opened) if table == "pages" else programs.Scene(opened)
        try:
            return pages.wrong(scene) if table == "pages" else programs.wrong(scene)
        except AssertionError as error:  # somebody was shown what is not for them
            return {"shown": str(error).partition("\n")[0]}


def caught(bug: Bug, copy: Path) -> str:
    """Plant a bug in a copy of the source, walk the table over it; give the first that tells, empty where nothing does."""
    path = copy / "comity" / bug.file
    text = path.read_text(encoding="utf-8")
    if text.count(bug.right) != 1:
        raise LookupError(f"{bug.name}: what is to be changed stands {text.count(bug.right)} times in {bug.file}")
    path.write_text(text.replace(bug.right, bug.wrong), encoding="utf-8")
    try:
        walk = f"from tests.web.planted import walked; print(*walked({bug.table!r}).items(), sep='\\n')"
        paths = os.pathsep.join([str(copy), str(ROOT)])
        said = subprocess.run(
            [sys.executable, "-c", walk],
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        path.write_text(text, encoding="utf-8")
    if said.returncode:
        raise RuntimeError(f"{bug.name}: nothing could be walked\n{said.stderr[-2000:]}")
    return said.stdout.strip().partition("\n")[0]


def campaign(bugs: Iterable[Bug]) -> Iterator[tuple[Bug, str]]:
    """Plant each bug in one copy; give what told of it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SOURCE, Path(folder) / "comity", ignore=shutil.ignore_patterns("__pycache__"))
        for bug in bugs:
            yield bug, caught(bug, Path(folder))


def main() -> int:
    """Plant all and print which was caught by what; 1 where one was not."""
    controls, missed = [NONE, NONE._replace(table="api")], 0
    for bug, told in campaign([*controls, *BUGS]):
        if bug in controls:
            if told:
                raise SystemExit(f"the table is not kept where nothing was planted: {told}")
            continue
        missed += not told
        print(f"{bug.name:52} {told or 'NOT CAUGHT'}", flush=True)
    print(f"{len(BUGS) - missed} of {len(BUGS)} caught")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
