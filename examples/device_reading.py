# SPDX-License-Identifier: Apache-2.0
"""A device of a state lodges a reading through that state's own machine. It needs httpx, cryptography, and a key of its own.

With a file and a name alone it draws its key and prints the public half, for the act that enrols it:

    python device_reading.py gauge.key ARD/device/gauge-1
    python device_reading.py gauge.key ARD/device/gauge-1 http://127.0.0.1:8401 RIVER 2027-06-01T00:00:00Z level=-12.5
"""

import json
import os
import sys
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

file, name, *rest = sys.argv[1:]
if not Path(file).exists():
    os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
    Path(file).write_bytes(os.urandom(32))
key = Ed25519PrivateKey.from_private_bytes(Path(file).read_bytes())
public = b"\x01" + key.public_key().public_bytes_raw()
key_id = sha256(name.encode() + b"\n" + public).digest()[:4]
if not rest:
    sys.exit(f"{name}+{key_id.hex()}+{b64encode(public).decode()}")

machine, measure, period, *values = rest
state = httpx.get(f"{machine}/state").raise_for_status().json()
party, _device, _name = name.split("/")
reading = {
    "type": "FileReturn", "forum": state["origin"], "by": [party], "seq": [state["next"][party]], "template": measure,
    "version": 1, "period": period, "language": "en", "nonce": os.urandom(16).hex(),
    "made_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    "values": [{"key": key, "text": text} for key, _, text in (value.partition("=") for value in values)],
}  # fmt: skip
act = "comity/act/v1\n" + json.dumps(reading, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
signature = b64encode(key_id + key.sign(act.encode())).decode()
answer = httpx.post(f"{machine}/acts", content=f"{act}\n\u2014 {name} {signature}\n".encode())
print(answer.status_code, answer.text)
