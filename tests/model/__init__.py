# SPDX-License-Identifier: Apache-2.0
"""A model check of the promises that rest on quorums: plain breadth-first search over every order of events."""
