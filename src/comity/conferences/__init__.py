# SPDX-License-Identifier: Apache-2.0
"""Conferences are data: parties, bodies, chairs and rules as tables that a diplomat can read and correct.

``cica`` holds the real lists of the Conference on Interaction and Confidence-Building Measures in Asia, each row with its
source; no act of a real state is in it. ``exercise`` holds fictional parties under the same bodies and rules; every run in
which a party acts uses it. The node and the faces read this room (floors 4 and 5); it imports nothing of comity.
"""
