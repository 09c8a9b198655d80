# SPDX-License-Identifier: Apache-2.0
"""Everything a party can say: frozen types, a family per file, one door between act and canonical bytes.

An act is a C2SP signed note. Its text is two lines: the header ``comity/act/v1`` and the canonical JSON of
the act. One signature line follows for each signatory, in the order of ``by``. This room knows what may be
*written*; whether it is *allowed* is for ``comity.rules`` to say.
"""
