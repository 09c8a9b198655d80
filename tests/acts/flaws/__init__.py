# SPDX-License-Identifier: Apache-2.0
"""Every flaw an act, its note, its entry or a note beside the record can have, and good ones beside them, by name."""

from tests.acts.flaws import characters, entries, instants, notes, shape, values
from tests.acts.flaws.case import Case

FLAWS: dict[str, Case] = {
    **shape.CASES,
    **characters.CASES,
    **values.CASES,
    **instants.CASES,
    **entries.CASES,
    **notes.CASES,
}
