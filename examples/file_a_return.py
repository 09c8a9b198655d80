# SPDX-License-Identifier: Apache-2.0
"""A ministry's own system drafts a return and reads it back. It needs HTTP and a key; a signatory signs on a page.

    KEY=comity_… python file_a_return.py https://desk.mfa.example return.json
    KEY=comity_… python file_a_return.py https://desk.mfa.example return.json DRAFT     # what became of it

The file holds the fields of an act FileReturn: template, version, period, language, values.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx

desk, file, *known = sys.argv[1:]
api = httpx.Client(base_url=f"{desk}/api", headers={"authorization": f"Bearer {os.environ['KEY']}"})


def asked(answer: httpx.Response) -> dict[str, Any]:
    """Give what was answered, or say the problem: which rule, which field, what would be right."""
    if answer.is_error:
        problem = answer.json()
        said = ("title", "rule", "field", "detail", "found", "expected")
        sys.exit("\n".join(f"{name}: {problem[name]}" for name in said if name in problem))
    return answer.json() if answer.content else {}


if known:
    draft = asked(api.get(f"/drafts/{known[0]}"))
else:
    writing = {"type": "FileReturn", "fields": json.loads(Path(file).read_text(encoding="utf-8"))}
    asked(api.post("/drafts/rehearsal", json=writing))
    draft = asked(api.post("/drafts", json=writing))
print(draft["id"], draft["state"], draft["sentence"])
for value in draft["fields"].get("values", []):
    print(f"  {value['key']}: {value['text']} {value.get('basis', '')}".rstrip())
if draft["state"] == "signed" and draft["place"] is not None:
    entry = asked(api.get(f"/entries/{draft['place']}"))
    print(f"  entry {entry['place']}, {entry['at']}", "secured" if entry["is_secured"] else "not yet secured")
