# SPDX-License-Identifier: Apache-2.0
"""The reception: the door for acts. They alone come by the thousand, so no routing lies between the socket and the pool.

POST /acts   201 receipt; 200 where the act stood already; 400 malformed; 409 refused, naming the rule; 503 the record waits
"""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from comity.record.receipt import Receipt, format_receipt
from comity.registry.answer import Malformed, Sequenced, Waiting
from comity.registry.pool import Pool
from comity.registry.problem import RAISED, problem, problem_of
from comity.rules.outcome import Refused

PATH = "/acts"
MAX_BODY_BYTES = 2**20 + 2**16
INSTANT_BYTES = len("2026-11-23T10:00:00.000Z")


class Reception(Starlette):
    """An application that takes in acts itself and leaves everything else to its routes; ``state.pool`` is the registry's."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await super().__call__(scope, receive, send)
            return
        pool: Pool = self.state.pool
        try:
            if scope["method"] != "POST":
                raise HTTPException(405, headers={"allow": "POST"})
            answer = await pool.lodge(await _taken_in(receive))
        except RAISED as error:
            await problem_of(error)(scope, receive, send)
            return
        if not isinstance(answer, Sequenced):
            await _declined(answer)(scope, receive, send)
            return
        receipt = _receipt(answer)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(receipt))]
        await send({"type": "http.response.start", "status": 200 if answer.again else 201, "headers": headers})
        await send({"type": "http.response.body", "body": receipt})


async def body_of(request: Request) -> bytes:
    """Read a body, but no more than any door takes; raises HTTPException of status 413, or 400 where it broke off."""
    return await _taken_in(request.receive)


async def _taken_in(receive: Receive) -> bytes:
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "the request broke off")
        parts.append(message.get("body", b""))
        size, more = size + len(parts[-1]), message.get("more_body", False)
        if size > MAX_BODY_BYTES:
            raise HTTPException(413, f"at most {MAX_BODY_BYTES} bytes are taken in")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _receipt(answer: Sequenced) -> bytes:
    return format_receipt(
        Receipt(
            act=answer.act_id,
            checkpoint=answer.checkpoint.decode(),
            index=answer.index,
            sequenced_at=answer.entry[:INSTANT_BYTES].decode(),
        )
    )


def _declined(answer: Refused | Malformed | Waiting) -> Response:
    if isinstance(answer, Refused):
        return problem(409, "refused by the rules", rule=answer.rule, found=answer.found, expected=answer.expected)
    if isinstance(answer, Malformed):
        return problem(400, "malformed act", detail=answer.problem)
    return problem(503, "the record waits", detail=f"a change of the witness set waits at size {answer.size}")
