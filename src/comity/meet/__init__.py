# SPDX-License-Identifier: Apache-2.0
"""A meeting point is a mailbox run by others than the registry, so that nodes can talk when the registry will not let them.

It keeps letters, signed notes of the nodes it knows, and gives them to whoever asks, in the order in which they came. It knows
nothing of acts, forums or the record: it can be silent, and that is all the harm it can do.
"""
