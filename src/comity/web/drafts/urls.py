# SPDX-License-Identifier: Apache-2.0
"""The addresses at which drafts are written, cleared and signed."""

from django.urls import URLPattern, URLResolver, path

from comity.web.drafts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("drafts/", views.drafts, name="drafts"),
    path("write/<slug:kind>/", views.write, name="write"),
    path("drafts/<uuid:draft>/", views.draft, name="draft"),
    path("drafts/<uuid:draft>/edit/", views.edit, name="edit"),
    path("drafts/<uuid:draft>/file/<digest:digest>", views.enclosure, name="enclosure"),
    path("drafts/<uuid:draft>/clear/", views.clear, name="clear"),
    path("drafts/<uuid:draft>/withdraw/", views.withdraw, name="withdraw"),
    path("drafts/<uuid:draft>/sign/", views.sign, name="sign"),
    path("drafts/<uuid:draft>/sign/secret/", views.seal, name="seal"),
    path("drafts/<uuid:draft>/receipt/", views.receipt, name="receipt"),
]
