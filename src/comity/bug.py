# SPDX-License-Identifier: Apache-2.0
"""A bug is our own mistake: the process stops rather than sign something wrong."""


class Bug(Exception):
    """An impossible state was reached; nobody catches it."""
