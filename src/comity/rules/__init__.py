# SPDX-License-Identifier: Apache-2.0
"""The Rules of Procedure as pure functions: the record folds into the forum, one procedure a file.

``fold.apply`` takes the forum and the next entry and gives the next forum and an outcome. It never raises for anything an
entry may hold: what the rules do not permit is a ``Refused`` that names the paragraph. The paragraphs stand in
``paragraphs.toml`` in English and Russian; each is cited where it is checked.
"""

VERSION = 1
"""The version of the procedures' logic. A node that reaches an edition with a higher one must be upgraded."""
