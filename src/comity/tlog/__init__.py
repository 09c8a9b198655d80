# SPDX-License-Identifier: Apache-2.0
"""The record as mathematics: C2SP transparency-log formats and proofs, one standard noun per file.

Pure functions over bytes: no disk, clock, network or chance. `docs/reference/tlog.md` states the formats,
the commit of the specifications implemented, and everything refused beyond them.
"""
