# SPDX-License-Identifier: Apache-2.0
"""A deterministic simulation: the real registry, nodes, rules and mailboxes on a virtual clock, over links that fail."""
