# SPDX-License-Identifier: Apache-2.0
"""Soundness: does every file of a record say what the head it belongs to says? What does not is named, file by file.

Nothing is mended here and nothing written. The locked root decides which of two files that disagree is the altered one.
"""
