# SPDX-License-Identifier: Apache-2.0
"""The drafts' part of the database."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Drafts, clearances, and what became of them."""

    name = "comity.web.drafts"
    label = "drafts"
