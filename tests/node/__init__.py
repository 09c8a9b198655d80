# SPDX-License-Identifier: Apache-2.0
"""A node: its store, its keys, and what its witness cosigns and never would."""
