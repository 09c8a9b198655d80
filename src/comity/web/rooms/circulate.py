# SPDX-License-Identifier: Apache-2.0
"""Circulate: the secretariat's room for sending documents out, the delegations' addresses, and who was told of what."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from msgspec import Struct

from comity.acts.bodies import ConveneMeeting
from comity.acts.documents import CirculateDocument
from comity.papers.notice import Letter
from comity.web.desk import opened_desk
from comity.web.drafts.models import Address, Notice
from comity.web.mail import send
from comity.web.people.access import for_parties, for_roles, sent
from comity.web.people.roles import Role
from comity.web.reading import entry_at, forum, title_of
from comity.web.rooms.documents import distribution_of
from comity.web.site import opened_site

NEWEST = 30
MOST_ADDRESSES = 20
STATES = ("member", "observer_state", "observer_organization")


class Row(Struct, frozen=True):
    """One circulated document, and how many delegations were told of it; a problem is shown here and nowhere else."""

    symbol: str
    title: object
    distribution: str
    place: int
    told: int
    problems: int


secretariat_only = for_parties("secretariat")


@for_roles(*Role)
@secretariat_only
def circulate(request: HttpRequest) -> HttpResponse:
    """Show what was circulated last, and who was told."""
    newest = list(opened_desk().directory.documents)[-NEWEST:][::-1]
    rows = [_row(symbol) for symbol in newest if forum().documents[symbol].versions]
    listed = Address.objects.values("party").distinct().count()
    return render(request, "rooms/circulate.html", {"rows": rows, "listed": listed})


def _row(symbol: str) -> Row:
    document = forum().documents[symbol]
    notices = list(Notice.objects.filter(place=document.index))
    told = {each.party for each in notices if not each.problem}
    problems = {each.party for each in notices if each.problem} - told
    return Row(symbol, title_of(symbol), distribution_of(document), document.index, len(told), len(problems))


class AddressForm(forms.Form):
    """The addresses of one delegation, one to a line, and the language in which it is written to."""

    party = forms.ChoiceField(label=gettext_lazy("Delegation"))
    addresses = forms.CharField(
        label=gettext_lazy("Addresses"), required=False, max_length=MOST_ADDRESSES * 254,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One to a line. They stand on this machine alone, never on the record."),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("en", "English"), ("ru", "Русский")])

    def clean_addresses(self) -> list[str]:
        """Read the addresses; each must be one."""
        lines = [each.strip() for each in self.cleaned_data["addresses"].splitlines() if each.strip()]
        if len(lines) > MOST_ADDRESSES:
            raise forms.ValidationError(_("At most 20 addresses a delegation."))
        return [forms.EmailField().clean(each) for each in dict.fromkeys(lines)]


@for_roles(Role.DRAFTER, Role.ADMINISTRATOR)
@secretariat_only
def addresses(request: HttpRequest) -> HttpResponse:
    """Show and change the addresses at which delegations are told."""
    parties = sorted(
        (each for each in forum().parties.values() if each.kind in STATES),
        key=lambda each: (STATES.index(each.kind), each.order),
    )
    form = AddressForm(sent(request), initial={"party": request.GET.get("party", "")})
    form.fields["party"].choices = [(each.code, each.name.en) for each in parties]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        Address.objects.filter(party=said["party"]).delete()
        for address in said["addresses"]:
            Address.objects.create(party=said["party"], address=address, language=said["language"])
        messages.success(request, _("Saved."))
        return redirect("addresses")
    known: dict[str, list[str]] = {}
    for address in Address.objects.order_by("party", "address"):
        known.setdefault(address.party, []).append(address.address)
    rows = [(each.code, ", ".join(known.get(each.code, []))) for each in parties]
    return render(request, "rooms/circulate_addresses.html", {"form": form, "rows": rows})


@for_roles(Role.DRAFTER, Role.SIGNATORY)
@secretariat_only
def notify(request: HttpRequest, place: int) -> HttpResponse:
    """Show who is told of an entry, and tell them: a link, and nothing of what stands behind it."""
    act = entry_at(place).signed.act
    if not isinstance(act, CirculateDocument | ConveneMeeting):
        raise Http404
    if request.method == "POST":
        _tell(place)
        messages.success(request, _("The delegations listed below were written to."))
        return redirect("notify", place=place)
    told = {
        "place": place,
        "title": title_of(act.symbol if isinstance(act, CirculateDocument) else f"{act.body}/{act.label}"),
        "addresses": Address.objects.order_by("party", "address"),
        "notices": Notice.objects.filter(place=place).order_by("sent_at", "party"),
        "without": _without_address(),
    }
    return render(request, "rooms/circulate_notify.html", told)


def _without_address() -> list[str]:
    known = set(Address.objects.values_list("party", flat=True))
    return [code for code in forum().eligible if code not in known]


def _tell(place: int) -> None:
    """Write to every address that was not written to of this entry."""
    done = set(Notice.objects.filter(place=place, problem="").values_list("address", flat=True))
    host = next(iter(opened_site().addresses), "")
    for each in Address.objects.exclude(address__in=done).order_by("party", "address"):
        with override(each.language):
            path = reverse("entry", args=[place])
        letter = Letter(each.language, opened_desk().conference.name, f"{host}{path}")
        problem = send(each.address, letter)
        Notice.objects.create(
            place=place, party=each.party, address=each.address, sent_at=opened_desk().clock(), problem=problem
        )
