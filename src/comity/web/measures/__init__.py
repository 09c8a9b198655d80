# SPDX-License-Identifier: Apache-2.0
"""The room of measures: what states undertook, what they told one another, and what was said of it."""
