# SPDX-License-Identifier: Apache-2.0
"""Keys of programs on My state: shown once, ended for good, in both languages, each act by its person's name."""

import re

from tests.api.program import Program
from tests.web.office import Office
from tests.web.offices import arden

__all__ = ["arden"]
KEY = re.compile(r"comity_[0-9a-f]{64}")


def test_a_key_is_shown_once_works_at_once_and_is_ended_at_once(arden: Office) -> None:
    from comity.web.people.models import ApiKey

    chief = arden.browser(arden.person("chief", "administrator"))
    drafter = arden.person("drafter", "drafter")
    form = {"name": "Registry of the ministry", "person": drafter.pk, "scopes": ["read", "draft"]}
    page = chief.post("/en/state/programs/", form).content.decode()
    found = KEY.findall(page)
    assert (len(found), "It is not shown again" in page) == (1, True)
    assert not KEY.search(chief.get("/en/state/programs/").content.decode())
    machine, proposal = Program(found[0]), arden.silence()
    body = {"type": "MakeStatement", "fields": {"proposal": proposal, "kind": "support", "text": "Words."}}
    assert machine.ask("post", "/drafts", body).json()["created_by"] == "Drafter"
    kept = ApiKey.objects.get()
    assert (str(kept.made_by), kept.allowed, found[0] in str(vars(kept))) == (
        "chief",
        frozenset({"read", "draft"}),
        False,
    )
    assert chief.post(f"/en/state/programs/{kept.pk}/end/").status_code == 302
    assert machine.get("/today").status_code == 401
    listed = chief.get("/en/state/programs/").content.decode()
    assert ("No program has a key" in listed, "The key lets nobody in any more" in listed) == (True, True)


def test_a_key_acts_for_somebody_of_ones_own_delegation_alone(arden: Office) -> None:
    from comity.web.people.models import ApiKey

    chief = arden.browser(arden.person("chief", "administrator"))
    other = arden.person("guest", "drafter", party="BOR")
    form = {"name": "Registry", "person": other.pk, "scopes": ["read"]}
    page = chief.post("/en/state/programs/", form).content.decode()
    assert ("Select a valid choice" in page, ApiKey.objects.count()) == (True, 0)
    assert "sign" not in [
        scope for scope, _label in chief.get("/en/state/programs/").context["form"].fields["scopes"].choices
    ]


def test_the_page_of_keys_is_whole_in_russian(arden: Office) -> None:
    chief = arden.browser(arden.person("chief", "administrator"))
    page = chief.get("/ru/state/programs/").content.decode()
    assert "Ключи программ" in page
    assert "Подписывает только подписывающий" in page
    assert "Keys of programs" not in page
