# SPDX-License-Identifier: Apache-2.0
"""Stories: plays of a few fictional states, told in sentences a diplomat can read, performed by real rules on a virtual clock.

script       reads a story: title, what it is about, at which time who says what
stage        one registry and four witnesses, real keys, bytes and stores, and a clock that waits for nobody
doings       the sentences by which somebody acts
sights       the sentences that say what everyone sees
performance  performs a script and compares what comes of it with what the story says
"""
