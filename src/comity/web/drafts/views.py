# SPDX-License-Identifier: Apache-2.0
"""Drafts on pages: written, changed, cleared, withdrawn, signed in two steps, and what became of them."""

import os
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comity.acts.errors import ActError
from comity.acts.signed import parse_signed_act
from comity.node.connection import RemoteError
from comity.node.keyfile import Locked
from comity.node.node import Malformed
from comity.record.receipt import parse_receipt
from comity.rules.outcome import Refused
from comity.web.desk import opened_desk
from comity.web.drafts.clearing import clear as clear_draft
from comity.web.drafts.content import act_of, content_of, envelope
from comity.web.drafts.errors import Changed, Unsigned
from comity.web.drafts.forms.form import Writing
from comity.web.drafts.kinds import BY_ACT, BY_SLUG
from comity.web.drafts.kinds.kind import Kind
from comity.web.drafts.kinds.offering import is_known, is_offered
from comity.web.drafts.models import Draft, Signed
from comity.web.drafts.scene import Scene
from comity.web.drafts.secrets import EXERCISE_WORD, SecretForm
from comity.web.drafts.showing import shown
from comity.web.drafts.signing import sign_and_lodge
from comity.web.people.access import for_roles, has_role, person_of, readers_only, sent
from comity.web.people.keys import clearer_file, open_clearer, signatory_file
from comity.web.people.models import Person
from comity.web.people.roles import Role
from comity.web.reading import forum, secured_size
from comity.web.refusals import Problem, problem
from comity.web.rooms.documents import SAFE, SUFFIXES
from comity.web.site import opened_site

ANNOUNCED = ("CirculateDocument", "ConveneMeeting")
"""What the secretariat tells delegations of by e-mail."""
MOST_LISTED = 60
INSIDE = (Role.DRAFTER, Role.CLEARER, Role.SIGNATORY)
"""Who sees drafts. Readers see what is on the record; administrators see people."""


def may_notify(person: Person) -> bool:
    """Tell whether somebody tells the delegations: a drafter or signatory of the secretariat."""
    party = forum().parties.get(person.party)
    return party is not None and party.kind == "secretariat" and has_role(person, Role.DRAFTER, Role.SIGNATORY)


def draft_of(person: Person, draft: UUID) -> Draft:
    """Give a draft of a person's own party; to others it does not exist. Raises Http404."""
    found = Draft.objects.filter(pk=draft, party=person.party).select_related("created_by", "signed").first()
    if found is None:
        raise Http404
    return found


def open_draft_of(person: Person, draft: UUID) -> Draft:
    """Give a draft that has no end yet. Raises Http404."""
    found = draft_of(person, draft)
    if found.is_withdrawn or found.is_signed:
        raise Http404
    return found


@for_roles(*INSIDE)
def drafts(request: HttpRequest) -> HttpResponse:
    """List the delegation's drafts, those without an end first."""
    own = (
        Draft.objects.filter(party=person_of(request).party)
        .select_related("created_by", "signed")
        .order_by("-changed_at")
    )
    listed = [(each, BY_ACT[each.kind]) for each in own[:MOST_LISTED]]
    waiting = [each for each in listed if not each[0].is_withdrawn and not each[0].is_signed]
    ended = [each for each in listed if each not in waiting]
    return render(request, "drafts/list.html", {"waiting": waiting, "ended": ended})


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """Give what was sent with a form and its files; nothing where it was only asked for."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@for_roles(Role.DRAFTER)
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for an act's fields, and keep them as a draft."""
    person, wanted = person_of(request), BY_SLUG.get(kind)
    about = request.GET.get("about", "")
    if wanted is None:
        raise Http404
    require_offered(wanted, person, about)
    scene = Scene(forum(), person.party, about, opened_desk().clock())
    form = wanted.form(scene, *_sent(request))
    if request.method == "POST" and form.is_valid():
        draft = Draft(party=person.party, kind=wanted.act, about=about, created_by=person, created_at=scene.now)
        if _keep(draft, form, scene):
            return _after_writing(draft, person)
    return render(request, "drafts/write.html", {"form": form, "kind": wanted, **_about(scene)})


@for_roles(Role.DRAFTER)
def edit(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Ask for the fields anew. Whatever changes takes away what was cleared."""
    person = person_of(request)
    found = open_draft_of(person, draft)
    kind = BY_ACT[found.kind]
    require_offered(kind, person, found.about)
    scene = Scene(forum(), person.party, found.about, opened_desk().clock())
    form = kind.form(scene, *_sent(request), initial=initial_of(found))
    if request.method == "POST" and form.is_valid() and _keep(found, form, scene):
        return _after_writing(found, person)
    return render(request, "drafts/write.html", {"form": form, "kind": kind, "draft": found, **_about(scene)})


def _about(scene: Scene) -> dict[str, object]:
    """Give what a page shows of what is written about: the texts of a proposal, or the measure with its purpose."""
    return {"matter": scene.forum.matters.get(scene.about), "measure": scene.measured_by}


def require_offered(kind: Kind, person: Person, about: str) -> None:
    """See that a person's party is offered this now; raises Http404 or PermissionDenied."""
    if not is_known(forum(), kind.about, about):
        raise Http404
    if not is_offered(kind, forum(), person.party, about, opened_desk().clock()):
        raise PermissionDenied


def _keep(draft: Draft, form: Writing, scene: Scene) -> bool:
    """Keep what was written, unless no act can hold it, which the form then says."""
    content = content_of(form.act_fields())
    try:
        act_of(draft.kind, content, envelope(scene.forum, scene.party, "", scene.now, os.urandom))
    except ActError as error:
        said = problem(error)
        form.add_error(None, " ".join((said.what, *said.more)))
        return False
    draft.keep(content, form.enclosed(), scene.now)
    return True


def _after_writing(draft: Draft, person: Person) -> HttpResponse:
    """Go on to signing where the writer signs and clears himself; else show the draft."""
    if has_role(person, Role.SIGNATORY):
        return redirect("sign", draft=draft.pk)
    return redirect("draft", draft=draft.pk)


def initial_of(draft: Draft) -> dict[str, object]:
    """Give what a draft says, as the first values of its form; files are chosen again."""
    act = act_of(draft.kind, draft.content, envelope(forum(), draft.party, "", opened_desk().clock(), os.urandom))
    initial: dict[str, object] = {}
    for name in act.__struct_fields__:
        value = getattr(act, name)
        if hasattr(value, "en"):
            initial |= {f"{name}_en": value.en, f"{name}_ru": value.ru}
        elif name == "paragraphs":
            initial[name] = "\n".join(value)
        elif name in {"stands", "granted", "satisfied"}:
            initial[name] = "yes" if value else "no"
        elif value is not None:
            initial[name] = list(value) if isinstance(value, tuple) else value
    return initial


@for_roles(*INSIDE)
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show a draft: what would be said, what would follow, who cleared it."""
    person = person_of(request)
    found = draft_of(person, draft)
    if found.is_signed:
        return redirect("receipt", draft=found.pk)
    return render(request, "drafts/draft.html", _page(found, person))


def _page(found: Draft, person: Person, **more: object) -> dict[str, object]:
    try:
        told = shown(found)
    except ActError as error:
        return {"draft": found, "kind": BY_ACT[found.kind], "broken": problem(error), **more}
    return {
        "draft": found,
        "kind": told.kind,
        "shown": told,
        "clearances": list(found.clearances.select_related("cleared_by")),
        "has_file": signatory_file(opened_desk().keys, person.pk).exists(),
        "may_write": has_role(person, Role.DRAFTER),
        "may_clear": has_role(person, Role.CLEARER),
        "may_sign": has_role(person, Role.SIGNATORY),
        "word": EXERCISE_WORD if opened_site().is_exercise else "",
        **more,
    }


@require_safe
@for_roles(*INSIDE)
def enclosure(request: HttpRequest, draft: UUID, digest: str) -> HttpResponse:
    """Hand out a file of a draft, as what it is where that is harmless."""
    found = draft_of(person_of(request), draft).enclosures.filter(digest=digest).first()
    if found is None:
        raise Http404
    kind = found.media_type.partition(";")[0]
    response = HttpResponse(bytes(found.content), content_type=SAFE.get(kind, "application/octet-stream"))
    response["Content-Disposition"] = f'attachment; filename="{digest[:12]}{SUFFIXES.get(kind, "")}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@for_roles(Role.CLEARER)
def clear(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show a draft to whoever clears it, and take the clearance by the clearer's own secret."""
    person, desk = person_of(request), opened_desk()
    found = open_draft_of(person, draft)
    form, refusal = SecretForm(sent(request), initial={"seen": found.fingerprint}), None
    if request.method == "POST" and form.is_valid():
        try:
            _require_unchanged(found, form.cleaned_data["seen"])
            hand = open_clearer(desk.keys, person.pk, form.cleaned_data["secret"])
        except (Locked, Unsigned) as error:
            refusal, form = problem(error), SecretForm(initial={"seen": found.fingerprint})
        else:
            clear_draft(found, person, hand, desk.clock())
            messages.success(request, _("Cleared. A later change needs a new clearance."))
            return redirect("draft", draft=found.pk)
    has_key = clearer_file(desk.keys, person.pk).exists()
    told = _page(found, person, form=form, refusal=refusal, has_key=has_key)
    return render(request, "drafts/clear.html", told, status=_status(form, refusal))


def _require_unchanged(found: Draft, seen: str) -> None:
    if found.fingerprint != seen:
        raise Changed


def _status(form: SecretForm, refusal: Problem | None) -> int:
    return 200 if refusal is None and not form.errors else 422


@require_POST
@for_roles(Role.DRAFTER)
def withdraw(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Withdraw a draft. It stays in the list, and is signed no more."""
    found = open_draft_of(person_of(request), draft)
    Draft.objects.filter(pk=found.pk, signed=None).update(is_withdrawn=True)
    messages.success(request, _("The draft is withdrawn. Nothing was sent."))
    return redirect("drafts")


@never_cache
@for_roles(Role.SIGNATORY)
def sign(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show, before anything is signed, exactly what it would be and what would follow."""
    person = person_of(request)
    return render(request, "drafts/sign.html", _page(open_draft_of(person, draft), person))


@never_cache
@for_roles(Role.SIGNATORY)
def seal(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Take the signatory's secret, sign what was shown, and bring it to the record."""
    person = person_of(request)
    found = open_draft_of(person, draft)
    form = SecretForm(sent(request), initial={"seen": request.GET.get("seen", "")})
    if not (request.POST.get("seen") or request.GET.get("seen")):
        return redirect("sign", draft=found.pk)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            answer = sign_and_lodge(found, person, said["secret"], said["seen"], opened_desk())
        except (Locked, Unsigned, ActError, RemoteError) as error:
            refusal = problem(error)
        else:
            if not isinstance(answer, Refused | Malformed):
                return redirect("receipt", draft=found.pk)
            refusal = problem(answer)
    told = _page(found, person, form=form, refusal=refusal)
    return render(request, "drafts/seal.html", told, status=_status(form, refusal))


@readers_only
def receipt(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show what became of a signed act: entered and not yet secured, secured, or on its way."""
    found = draft_of(person_of(request), draft)
    if not found.is_signed:
        raise Http404
    place, known = place_of(found.signed), forum()
    named = (found.about, found.signed.act)
    told = {
        "draft": found,
        "signed": found.signed,
        "kind": BY_ACT[found.kind],
        "place": place,
        "is_secured": place is not None and place < secured_size(),
        "proposal": next((each for each in named if each in known.matters), ""),
        "filed": next((each for each in named if each in known.measures.filings), ""),
        "asked": next((each for each in named if each in known.measures.requests), ""),
        "symbol": getattr(parse_signed_act(found.signed.note.encode()).act, "symbol", ""),
        "may_notify": found.kind in ANNOUNCED and may_notify(person_of(request)),
    }
    return render(request, "drafts/receipt.html", told)


def place_of(signed: Signed) -> int | None:
    """Give where an act stands on the record as held here, or as its receipt says; None where neither knows it."""
    directory = opened_desk().directory
    for place in reversed(directory.of_party(signed.draft.party)):
        if directory.line(place).act_id == signed.act:
            return place
    return parse_receipt(signed.receipt.encode()).index if signed.receipt else None
