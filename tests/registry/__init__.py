# SPDX-License-Identifier: Apache-2.0
"""The registry: real files, real SQLite, real threads, real HTTP; only the clock is virtual."""
