# SPDX-License-Identifier: Apache-2.0
"""Serving a conference from its headquarters: the registry at one port, and in the exercise the machines of a few parties."""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing

from comity.cli.arguments import read_anchor
from comity.cli.capital import Serving
from comity.cli.desk import Front
from comity.cli.door import now, served
from comity.cli.exits import DONE, INTERRUPTED
from comity.cli.headquarters import Headquarters
from comity.cli.machines import Beside, Reached, machines
from comity.cli.outside import telling
from comity.cli.play import Play
from comity.cli.playing import Playing
from comity.cli.premises import EXERCISE, Premises
from comity.cli.soundness.stores import cosigned_size, store_paths
from comity.cli.speech import Speech
from comity.conferences.founding import REGISTRY
from comity.node.remote import Remote
from comity.registry.errors import Misconfigured
from comity.registry.http import serve
from comity.registry.lock import Lock
from comity.registry.outside import OutsideWitness
from comity.registry.recovery import locked_head

DOORS = ("acts", "record", "certificate", "cosignatures", "blobs", "health")
"""First parts of the paths at which the registry answers."""
Then = Callable[[Headquarters, str, Beside], Coroutine[None, None, int]]
"""What comes once a conference is served at an address, beside these machines; gives an exit code."""


async def serve_conference(
    premises: Premises, passphrase: str, how: Serving, speech: Speech, then: Then | None = None, *, stay: bool = True,
    outside: Sequence[OutsideWitness] = (),
) -> int:  # fmt: skip
    """Take up a conference, serve it, say ``ready URL``, do what comes then, and ``stay`` until told to stop.

    Raises:
        RegistryError, NodeError: the record cannot be taken up, or can no longer be written: nothing is signed any more.
    """
    _check_age(premises)
    headquarters = Headquarters(premises, passphrase, now, lambda done, total: speech.progress("folding", done, total))
    registry = serve(headquarters.registry, headquarters.pool, now)
    try:
        with closing(Front(dict.fromkeys(DOORS, registry), registry.state.leave)) as front:
            async with (
                telling(headquarters.registry, outside, speech) as telling_,
                served(front, how.port, front.leave) as (url, serving),
                machines(
                    premises,
                    passphrase,
                    Reached(url, front, how.addresses, _plays(headquarters, premises, url, speech)),
                    speech,
                    headquarters.signer(REGISTRY),
                ) as beside,
            ):
                beating = headquarters.start()
                greet(headquarters, premises, speech)
                if how.opens and beside.plays is not None:
                    await _followed(beside.plays.open(), beating, serving)
                _invite(beside, speech)
                # What was folded at the start stays: to look through it for garbage would let lodgers wait.
                gc.freeze()
                print(f"ready {url}", flush=True)
                code = await _followed(then(headquarters, url, beside), beating, serving) if then else DONE
                if stay and not serving.done():
                    await asyncio.wait((beating, telling_, serving), return_when=asyncio.FIRST_COMPLETED)
                for ended in (beating, telling_):
                    if ended.done():
                        ended.result()
                return code
    finally:
        await headquarters.close()


def _check_age(premises: Premises) -> None:
    """Refuse a lock that is older than what a witness here has vouched for: it was put back from a copy."""
    lock = Lock.open(premises.registry / "lock.db")
    size = locked_head(lock).size
    lock.close()
    for store in store_paths(premises.nodes):
        if (vouched := cosigned_size(store)) > size:
            raise Misconfigured(
                f"{store} has vouched for {vouched} entries, the lock ends at {size}: the lock is older than the record, "
                "and a registry that went on from it would sign a second history"
            )


async def _followed(then: Coroutine[None, None, int | None], *ending: asyncio.Task[None]) -> int:
    """Wait for what comes then, unless the registry or the server ends before it; give its exit code."""
    following = asyncio.create_task(then)
    await asyncio.wait((following, *ending), return_when=asyncio.FIRST_COMPLETED)
    if following.done():
        return following.result() or DONE
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    return INTERRUPTED


def _plays(headquarters: Headquarters, premises: Premises, url: str, speech: Speech) -> Playing | None:
    """Give what can be played here: only fictional parties play."""
    if premises.conference != EXERCISE:
        return None
    play = Play(headquarters, Remote(url), premises.play, read_anchor(str(premises.anchor)), speech)
    return Playing(play, speech)


def _invite(beside: Beside, speech: Speech) -> None:
    """Say by which link somebody comes in at each desk."""
    if beside.links:
        speech.say("desk_links")
    for code, link in beside.links:
        speech.say("desk", code=code, url=link)


def greet(headquarters: Headquarters, premises: Premises, speech: Speech) -> None:
    """Say which conference it is, under which anchor, and whether its facts are legal yet."""
    forum = headquarters.registry.forum
    if forum.banner is not None:
        speech.say("banner", text=speech.text(forum.banner))
    speech.say("opened", title=speech.text(forum.title), anchor=premises.anchor.read_text(encoding="ascii").strip())
    if len(forum.witnesses) < forum.edition.least_witnesses:
        members, least = len(forum.eligible), forum.edition.least_witnesses
        speech.say("provisional", witnesses=len(forum.witnesses), members=members, least=least)
