# SPDX-License-Identifier: Apache-2.0
"""Drafts of acts inside one delegation: written, cleared, signed, lodged. Nothing here counts before it is signed."""
