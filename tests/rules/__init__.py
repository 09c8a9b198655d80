# SPDX-License-Identifier: Apache-2.0
"""The rules against vectors, laws and the table of their paragraphs."""
