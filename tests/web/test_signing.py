# SPDX-License-Identifier: Apache-2.0
"""What signs: the signatory's own secret over what was shown and cleared, and nothing that stands in a database or a session."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from comity.acts.entry import parse_entry
from comity.acts.proposals import MakeStatement
from comity.tlog.note import sign_note
from comity.tlog.signer import Ed25519Signer
from comity.tlog.vkey import parse_vkey
from tests.web.office import Office, errors
from tests.web.offices import *  # noqa: F403

if TYPE_CHECKING:
    from django.test import Client

    from comity.web.drafts.models import Draft
    from comity.web.people.models import Person

STATEMENT = {"kind": "support", "text": "Arden supports this.", "language": "en", "attach_to_decision": "on"}
SIGNS, CLEARS, ALSO = "the ambassador's own secret", "the counsellor's own secret", "the attaché's own secret"


@dataclass
class Delegation:
    """A signatory who asks for one clearance by a clearer he trusts; another clearer whom he does not; a drafter."""

    office: Office
    proposal: str
    people: "dict[str, Person]"
    browsers: "dict[str, Client]"

    def draft(self, **changes: Any) -> "Draft":
        """A statement, written by the drafter."""
        return self.office.written(self.browsers["drafter"], "statement", self.proposal, {**STATEMENT, **changes})

    def cleared(self, **changes: Any) -> "Draft":
        """The same, cleared by the clearer who is trusted."""
        draft = self.draft(**changes)
        assert self.office.clear(self.browsers["clearer"], draft, CLEARS).status_code == 302
        return draft

    def signed(self, draft: "Draft", secret: str = SIGNS, seen: str = "") -> Any:
        """What comes of an attempt to sign, by the signatory."""
        return self.office.sign(self.browsers["signatory"], draft, secret, seen)

    def refused(self, answer: Any, words: str) -> None:
        """It was refused with these words, and nothing left the machine."""
        assert answer.status_code == 422
        assert words in answer.content.decode(), errors(answer)
        assert self.office.sent == []


@pytest.fixture
def delegation(arden: Office) -> Delegation:
    proposal = arden.silence()
    people = {
        "signatory": arden.person("ambassador", "signatory"),
        "clearer": arden.person("counsellor", "clearer"),
        "other": arden.person("attache", "clearer"),
        "drafter": arden.person("secretary", "drafter"),
        "both": arden.person("first", "drafter", "clearer"),
        "administrator": arden.person("keeper", "administrator"),
        "reader": arden.person("intern", "reader"),
    }
    trusted = arden.clearer(people["clearer"], CLEARS)
    arden.clearer(people["other"], ALSO)
    own = arden.clearer(people["both"], ALSO)
    arden.signatory(people["signatory"], SIGNS, clearers=(trusted, own), clearances=1)
    return Delegation(arden, proposal, people, {name: arden.browser(person) for name, person in people.items()})


def test_a_cleared_draft_is_signed_in_the_name_of_the_office_in_the_sealed_file(delegation: Delegation) -> None:
    from comity.web.people.models import Person

    draft = delegation.cleared()
    Person.objects.update(office="Minister of Somewhere Else")
    answer = delegation.signed(draft)
    assert answer.status_code == 302, errors(answer)
    office = delegation.office
    act = parse_entry(office.node.store.entry(office.directory.of_party("ARD")[-1])).signed.act
    assert isinstance(act, MakeStatement)
    assert (act.text, act.office) == ("Arden supports this.", "Ambassador")


def test_write_access_to_the_database_and_sessions_of_every_other_role_sign_nothing(delegation: Delegation) -> None:
    """Everything that rows could say for signing is said there, and everybody tries, in the signatory's session too."""
    from comity.web.drafts.models import Clearance, Draft
    from comity.web.people.models import Grant
    from comity.web.people.roles import Role

    draft = delegation.draft()
    office, now = delegation.office, delegation.office.stage.at
    for person in delegation.people.values():
        for role in Role:
            Grant.objects.get_or_create(person=person, role=role, defaults={"granted_at": now})
    forged = Ed25519Signer.from_seed(f"ARD/clearer-{delegation.people['clearer'].pk}", bytes(32))
    note = sign_note(f"comity/clearance/v1\nARD\n{draft.fingerprint}\n".encode(), [forged]).decode()
    for person in delegation.people.values():
        Clearance.objects.create(draft=draft, note=note, cleared_by=person, cleared_at=now)
    size = len(office.directory)
    for name, browser in delegation.browsers.items():
        for secret in (CLEARS, ALSO, "", "exercise", "ARD", "password"):
            office.clear(browser, draft, secret) if name != "clearer" else None
            answer = office.sign(browser, Draft.objects.get(pk=draft.pk), secret)
            assert answer.status_code == 422, (name, secret)
    office.follow()
    assert (office.sent, len(office.directory)) == ([], size)


def test_the_files_of_others_do_not_open_with_ones_own_secret(delegation: Delegation) -> None:
    from comity.node.keyfile import Locked
    from comity.web.people.keys import open_clearer, open_signatory

    folder, people = delegation.office.desk.keys, delegation.people
    for name, secret in (("signatory", CLEARS), ("signatory", ALSO), ("clearer", SIGNS), ("drafter", SIGNS)):
        with pytest.raises(Locked):
            open_signatory(folder, people[name].pk, secret)
    with pytest.raises(Locked):
        open_clearer(folder, people["clearer"].pk, ALSO)


def test_a_draft_changed_in_the_database_after_it_was_shown_is_refused(delegation: Delegation) -> None:
    from comity.web.drafts.models import Draft

    draft = delegation.cleared()
    seen = draft.fingerprint
    Draft.objects.filter(pk=draft.pk).update(content=draft.content.replace("supports", "opposes"))
    delegation.refused(delegation.signed(draft, seen=seen), "it was changed meanwhile")


def test_a_draft_changed_in_the_database_after_clearing_is_refused_even_if_read_again(delegation: Delegation) -> None:
    from comity.web.drafts.models import Draft

    draft = delegation.cleared()
    Draft.objects.filter(pk=draft.pk).update(content=draft.content.replace("supports", "opposes"))
    delegation.refused(delegation.signed(draft), "The draft is not cleared")


@pytest.mark.parametrize("column", ["kind", "created_by", "party"])
def test_what_else_is_cleared_cannot_be_rewritten(delegation: Delegation, column: str) -> None:
    from comity.web.drafts.models import Draft

    draft = delegation.cleared()
    rewritten = {"kind": "Object", "created_by": delegation.people["both"], "party": "BOR"}[column]
    Draft.objects.filter(pk=draft.pk).update(**{column: rewritten})
    draft.refresh_from_db()
    answer = delegation.browsers["signatory"].post(
        f"/en/drafts/{draft.pk}/sign/secret/", {"seen": draft.fingerprint, "secret": SIGNS}
    )
    assert answer.status_code == (404 if column == "party" else 422)
    assert delegation.office.sent == []


def test_a_clearance_of_another_draft_counts_for_nothing(delegation: Delegation) -> None:
    from comity.web.drafts.models import Clearance

    cleared, draft = delegation.cleared(), delegation.draft()
    assert json.loads(cleared.content) == json.loads(draft.content)
    Clearance.objects.filter(draft=cleared).update(draft=draft)
    delegation.refused(delegation.signed(draft), "The draft is not cleared")


def test_a_clearance_by_somebody_who_is_not_trusted_counts_for_nothing_under_whatever_name(
    delegation: Delegation,
) -> None:
    from comity.web.drafts.models import Clearance

    draft = delegation.draft()
    assert delegation.office.clear(delegation.browsers["other"], draft, ALSO).status_code == 302
    Clearance.objects.filter(draft=draft).update(cleared_by=delegation.people["clearer"])
    delegation.refused(delegation.signed(draft), "The draft is not cleared")


def test_the_row_of_a_trusted_clearer_says_nothing_of_who_cleared(delegation: Delegation) -> None:
    from comity.web.drafts.models import Clearance

    draft = delegation.cleared()
    Clearance.objects.filter(draft=draft).update(cleared_by=delegation.people["other"])
    assert delegation.signed(draft).status_code == 302


def test_whoever_wrote_the_draft_does_not_clear_it_unless_the_sealed_file_says_so(delegation: Delegation) -> None:
    office, both = delegation.office, delegation.browsers["both"]
    draft = office.written(both, "statement", delegation.proposal, STATEMENT)
    assert office.clear(both, draft, ALSO).status_code == 302
    delegation.refused(delegation.signed(draft), "The draft is not cleared")
    key = parse_vkey((office.desk.keys / f"{delegation.people['both'].pk}.clearer").read_text().strip())
    from comity.tlog.vkey import format_vkey

    office.signatory(delegation.people["signatory"], SIGNS, clearers=(format_vkey(key),), clearances=1, own_counts=True)
    assert delegation.signed(draft).status_code == 302


def test_clearing_twice_counts_once(delegation: Delegation) -> None:
    office = delegation.office
    trusted = (office.desk.keys / f"{delegation.people['clearer'].pk}.clearer").read_text().strip()
    office.signatory(delegation.people["signatory"], SIGNS, clearers=(trusted,), clearances=2)
    draft = delegation.cleared()
    assert office.clear(delegation.browsers["clearer"], draft, CLEARS).status_code == 302
    delegation.refused(delegation.signed(draft), "asks for 2 clearances")


def test_a_key_drawn_anew_clears_nothing_until_it_is_trusted(delegation: Delegation) -> None:
    office = delegation.office
    office.clearer(delegation.people["clearer"], CLEARS)
    draft = delegation.cleared()
    delegation.refused(delegation.signed(draft), "The draft is not cleared")


def test_a_wrong_secret_signs_nothing_and_says_so(delegation: Delegation) -> None:
    delegation.refused(delegation.signed(delegation.cleared(), "the ambassador's own secre"), "does not open your file")


def test_a_signatory_without_a_file_signs_nothing(delegation: Delegation) -> None:
    office = delegation.office
    browser = office.browser(office.person("new", "signatory"))
    delegation.refused(office.sign(browser, delegation.cleared(), SIGNS), "does not open your file")


def test_the_content_cannot_speak_for_the_envelope(delegation: Delegation) -> None:
    """A row that names another party, record, number or office is signed by this party, here, as its next, in its office."""
    from comity.web.drafts.models import Draft

    draft = delegation.draft()
    fields = json.loads(draft.content) | {
        "by": ["BOR"], "seq": [99], "forum": "other.example/record", "office": "King", "nonce": "0" * 32, "type": "Object",
    }  # fmt: skip
    Draft.objects.filter(pk=draft.pk).update(content=json.dumps(fields))
    assert delegation.office.clear(delegation.browsers["clearer"], draft, CLEARS).status_code == 302
    assert delegation.signed(draft).status_code == 302
    office = delegation.office
    act = parse_entry(office.node.store.entry(office.directory.of_party("ARD")[-1])).signed.act
    assert isinstance(act, MakeStatement)
    assert (act.by, act.forum, act.office) == (("ARD",), office.forum.origin, "Ambassador")


def test_a_content_that_no_act_can_hold_is_said_and_not_signed(delegation: Delegation) -> None:
    from comity.web.drafts.models import Draft

    draft = delegation.draft()
    for content in ("{}", "[]", "not json", '{"text": 7}', "null"):
        Draft.objects.filter(pk=draft.pk).update(content=content)
        draft.refresh_from_db()
        page = delegation.browsers["signatory"].get(f"/en/drafts/{draft.pk}/sign/")
        assert page.status_code == 200
        assert "No act can say this" in page.content.decode()
    assert delegation.office.sent == []


def test_whose_clearances_count_changes_by_the_signatorys_secret_alone(delegation: Delegation) -> None:
    from comity.web.people.keys import open_signatory

    office, person, browser = delegation.office, delegation.people["signatory"], delegation.browsers["signatory"]
    before = open_signatory(office.desk.keys, person.pk, SIGNS)
    form = {"trust-clearances": "0", "trust-office": "Chargé", "trust-secret": "a guess at the secret"}
    assert browser.post("/en/state/keys/trust/", form).status_code == 422
    assert open_signatory(office.desk.keys, person.pk, SIGNS) == before
    for name in ("drafter", "clearer", "administrator", "reader"):
        assert (
            delegation.browsers[name].post("/en/state/keys/trust/", {**form, "trust-secret": SIGNS}).status_code == 403
        )
    assert browser.post("/en/state/keys/trust/", {**form, "trust-secret": SIGNS}).status_code == 302
    after = open_signatory(office.desk.keys, person.pk, SIGNS)
    assert (after.clearers, after.clearances, after.office, after.key) == ((), 0, "Chargé", before.key)


def test_the_act_key_goes_to_another_signatory_by_a_word_that_is_shown_once(delegation: Delegation) -> None:
    from comity.web.people.keys import open_signatory

    office, browser = delegation.office, delegation.browsers["signatory"]
    deputy = office.person("deputy", "signatory")
    page = browser.post("/en/state/keys/hand-over/", {"hand_over-person": str(deputy.pk), "hand_over-secret": SIGNS})
    word = page.context["handed"]
    theirs = office.browser(deputy)
    new = {"take_over-secret": "the deputy's own secret", "take_over-again": "the deputy's own secret"}
    assert theirs.post("/en/state/keys/take-over/", {**new, "take_over-word": "0" * 32}).status_code == 422
    assert theirs.post("/en/state/keys/take-over/", {**new, "take_over-word": word}).status_code == 302
    taken = open_signatory(office.desk.keys, deputy.pk, "the deputy's own secret")
    assert (taken.party, taken.office) == ("ARD", "Office of deputy")
    assert theirs.post("/en/state/keys/take-over/", {**new, "take_over-word": word}).status_code == 422


def test_in_the_exercise_the_word_is_said_where_it_is_asked_for(arden: Office) -> None:
    proposal, browser = arden.silence(), arden.everybody()
    draft = arden.written(browser, "statement", proposal, STATEMENT)
    page = browser.get(f"/en/drafts/{draft.pk}/sign/secret/?seen={draft.fingerprint}").content.decode()
    assert "the secret is the word <b>exercise</b>" in page
    assert arden.sign(browser, draft).status_code == 302
