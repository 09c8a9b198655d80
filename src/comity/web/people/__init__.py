# SPDX-License-Identifier: Apache-2.0
"""The people of one delegation: who they are to this node, what they may do, and the keys only they can open."""
