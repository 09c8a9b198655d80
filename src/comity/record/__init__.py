# SPDX-License-Identifier: Apache-2.0
"""The record, followed: from entries to the forum, from a checkpoint to the next, from the record to whoever is outside it.

Replay and follow check everything a node relies on; confirmation says how many states stand behind a checkpoint;
certificates, receipts and evidence are what leaves the record. Pure functions: whoever holds the disk hands in
entries, notes and a reader of the tree, and whoever has processors to spare hands in the checking of signatures.
"""
