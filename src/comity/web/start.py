# SPDX-License-Identifier: Apache-2.0
"""The start of a node's pages: words compiled, tables brought up to date, styles and fonts gathered; then Django may be asked."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from comity.web.site import Site, open_site

WORDS = Path(__file__).parent / "locale"


def start(site: Site, *, pages: bool = True) -> None:
    """Make ready what pages of this site need; to be called once, before anything of Django is imported.

    Without ``pages`` only its people and drafts are reached, beside a process that perhaps serves the pages.
    """
    open_site(site)
    site.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if pages:
        compile_words(site.words)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.web.settings"
    import django  # noqa: PLC0415  (it reads the settings, which read the site)
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    if pages:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    connections.close_all()


def compile_words(target: Path) -> None:
    """Compile every catalogue of words into a folder laid out as gettext wants it."""
    for source in sorted(WORDS.glob("*/LC_MESSAGES/django.po")):
        language = source.parts[-3]
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        compiled = target / language / "LC_MESSAGES" / "django.mo"
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with compiled.open("wb") as file:
            write_mo(file, catalogue)
