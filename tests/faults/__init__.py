# SPDX-License-Identifier: Apache-2.0
"""Campaigns of faults: kills and errors at every call that reaches the disk, power cuts replayed, planted bugs caught."""
