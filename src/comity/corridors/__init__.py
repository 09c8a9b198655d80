# SPDX-License-Identifier: Apache-2.0
"""Transport network analysis: a network in, tables out; it knows nothing of the record."""
