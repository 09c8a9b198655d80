# SPDX-License-Identifier: Apache-2.0
"""The site of this process: Django settles once, whoever asks first."""

import tempfile
from functools import cache
from pathlib import Path

from comity.web.site import Site
from comity.web.start import start

SECRET = "a secret for tests alone, fifty letters long, and then some"


@cache
def started() -> Site:
    """Start the pages of an exercise in a folder of this process."""
    site = Site(
        Path(tempfile.mkdtemp(prefix="comity-site-")),
        SECRET,
        hosts=("127.0.0.1", "localhost", "testserver"),
        is_exercise=True,
    )
    start(site)
    return site
