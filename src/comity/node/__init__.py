# SPDX-License-Identifier: Apache-2.0
"""A state's own machine: it mirrors the record, checks every entry, holds it durably, and only then cosigns.

Its cosignature says: this head is consistent with all I have seen, its time is right, and I hold every entry.
"""
