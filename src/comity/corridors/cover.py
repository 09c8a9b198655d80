# SPDX-License-Identifier: Apache-2.0
"""Which queries answer the pairs that a removal touches: whole rows, whole columns, or a pair at a time.

The pairs are the edges of a bipartite graph of sources and targets. A greedy vertex cover takes the row or the column with
most pairs left, until none has enough to be worth a whole query; what is left is asked pair by pair.
"""

import numpy as np

from comity.corridors.compiled import compiled
from comity.corridors.trees import Array

ROW, COLUMN, SINGLE = 0, 1, 2


@compiled
def cover(pairs: Array, sources: int, targets: int, worth: int) -> Array:
    """Say for each pair (source × targets + target) by which query it is answered.

    Args:
        pairs: int, shape (pairs,), each once.
        sources: how many sources there are.
        targets: how many targets there are.
        worth: how many pairs a row or a column must answer to be asked for.

    Returns:
        int8, shape (pairs,): `ROW`, `COLUMN` or `SINGLE`.
    """
    left = np.zeros(sources + targets, np.int64)
    for pair in pairs:
        left[pair // targets] += 1
        left[sources + pair % targets] += 1
    starts = np.zeros(sources + targets + 1, np.int64)
    starts[1:] = np.cumsum(left)
    filled = starts[:-1].copy()
    members = np.empty(2 * len(pairs), np.int64)
    for i in range(len(pairs)):
        for end in (pairs[i] // targets, sources + pairs[i] % targets):
            members[filled[end]] = i
            filled[end] += 1
    answer = np.full(len(pairs), SINGLE, np.int8)
    while True:
        end = np.argmax(left)
        if left[end] < worth:
            return answer
        for j in range(starts[end], starts[end + 1]):
            i = members[j]
            if answer[i] == SINGLE:
                answer[i] = ROW if end < sources else COLUMN
                left[pairs[i] // targets] -= 1
                left[sources + pairs[i] % targets] -= 1
