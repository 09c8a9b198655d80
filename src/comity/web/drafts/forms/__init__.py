# SPDX-License-Identifier: Apache-2.0
"""Forms in which people write acts: each checks shape, and gives the act's own fields. What is permitted, the rules say."""
