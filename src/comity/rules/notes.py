# SPDX-License-Identifier: Apache-2.0
"""Notes that an act carries as the word of witnesses' states: one key in force signed each (rules 11.2, 11.7)."""

from comity.rules.envelope import Verify
from comity.rules.forum import Forum
from comity.tlog.errors import Malformed
from comity.tlog.note import parse_note


def open_notes(forum: Forum, notes: tuple[str, ...], purpose: str, verify: Verify) -> list[tuple[str, bytes]] | str:
    """Give who signed each note, and its text; or say what is wrong with the first that no witness's state signed.

    ``purpose`` is what follows the state's code in the name of the key, as in `keyring.PURPOSES`.
    """
    names = {witness.code + purpose: witness.code for witness in forum.witnesses}
    opened = []
    for note in notes:
        try:
            parsed = parse_note(note.encode())
        except Malformed as error:
            return str(error)
        line, key = parsed.lines[0], forum.keys.get(parsed.lines[0].name)
        if len(parsed.lines) > 1 or line.name not in names or key is None or key.key_id != line.key_id:
            return f"{line.name} {line.key_id.hex()}"
        if not verify(key, parsed.text, line.signature):
            return f"{line.name} {line.key_id.hex()}: invalid"
        opened.append((names[line.name], parsed.text))
    return opened
