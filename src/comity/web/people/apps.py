# SPDX-License-Identifier: Apache-2.0
"""The people's part of the database."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, roles, invitations."""

    name = "comity.web.people"
    label = "people"
