# SPDX-License-Identifier: Apache-2.0
"""Tests of what follows the record and of what leaves it, with real bytes and real signatures throughout."""
