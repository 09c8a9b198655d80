# SPDX-License-Identifier: Apache-2.0
"""Stories played through pages in a real browser, against the processes of a real run."""
