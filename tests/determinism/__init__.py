# SPDX-License-Identifier: Apache-2.0
"""Random valid records, replayed under every Python, hash seed, locale and zone at hand to one journal digest each."""
