# SPDX-License-Identifier: Apache-2.0
"""Tests of the transparency-log formats, and the vectors they read."""
