# SPDX-License-Identifier: Apache-2.0
"""The addresses of the rooms in which people write: Circulate, Chair, My state."""

from django.urls import URLPattern, URLResolver, path

from comity.web.people import api_keys
from comity.web.people import views as people
from comity.web.rooms import chair, circulate, play, state

urlpatterns: list[URLPattern | URLResolver] = [
    path("circulate/", circulate.circulate, name="circulate"),
    path("circulate/addresses/", circulate.addresses, name="addresses"),
    path("circulate/notify/<place:place>/", circulate.notify, name="notify"),
    path("play/", play.play, name="play"),
    path("chair/", chair.chair, name="chair"),
    path("state/", state.state, name="state"),
    path("state/invite/", people.invite, name="invite"),
    path("state/people/<int:person>/", people.person, name="person"),
    path("state/programs/", api_keys.api_keys, name="api_keys"),
    path("state/programs/<place:key>/end/", api_keys.end_api_key, name="end_api_key"),
    path("state/keys/", people.keys, name="keys"),
    path("state/keys/clearer/", people.draw, name="draw"),
    path("state/keys/trust/", people.trust, name="trust"),
    path("state/keys/secret/", people.change, name="change"),
    path("state/keys/hand-over/", people.hand_over, name="hand_over"),
    path("state/keys/take-over/", people.take_over, name="take_over"),
]
