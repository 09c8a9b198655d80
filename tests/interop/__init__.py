# SPDX-License-Identifier: Apache-2.0
"""Our record read by other software, and theirs by us: `python -m tests.interop`."""
