# SPDX-License-Identifier: Apache-2.0
"""Corridors: which ways connect, at what cost, and what changes if something is not available."""
