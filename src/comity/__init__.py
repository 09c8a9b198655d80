# SPDX-License-Identifier: Apache-2.0
"""Comity is the digital headquarters of a confidence-building conference."""

__version__ = "0.1.0"
