# SPDX-License-Identifier: Apache-2.0
"""A case: a record, an act, and what the rules must say to it, declared by hand.

    @refuses("9.5")
    def period_one_second_short(scribe): ...        # gives the signed act that must be refused

    @admits("9.5")
    def period_exactly_the_minimum(scribe): ...     # gives the signed act and the effects it must have

The name of the function becomes the name of the vector, its docstring the title.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from comity.acts.edition import Edition
from comity.acts.signed import SignedAct
from comity.rules.outcome import Effect
from tests.cast.forum import EDITION, WITNESSES
from tests.cast.scribe import Scribe
from tests.rules import cases

Refusing = Callable[[Scribe], SignedAct]
Admitting = Callable[[Scribe], tuple[SignedAct, Sequence[Effect]]]


@dataclass(frozen=True)
class Case:
    """One case. ``folder`` is the chapter's; ``refused`` the paragraph that refuses, empty where the act is admitted."""

    folder: str
    name: str
    title: str
    rule: str
    refused: str
    edition: Edition
    witnesses: tuple[str, ...]
    tell: Callable[[Scribe], SignedAct | tuple[SignedAct, Sequence[Effect]]]

    def told(self) -> tuple[Scribe, SignedAct, tuple[Effect, ...] | None]:
        """Tell the case: the scribe before the act, the act, and the effects declared (None: it must be refused)."""
        scribe = Scribe.opened(self.edition, self.witnesses)
        given = self.tell(scribe)
        if isinstance(given, SignedAct):
            return scribe, given, None
        signed, effects = given
        return scribe, signed, tuple(effects)


def refuses(
    rule: str, *, edition: Edition = EDITION, witnesses: tuple[str, ...] = WITNESSES
) -> Callable[[Refusing], Case]:
    """Declare that the act the function gives is refused by this paragraph."""
    return lambda tell: _case(rule, rule, edition, witnesses, tell)


def admits(
    rule: str, *, edition: Edition = EDITION, witnesses: tuple[str, ...] = WITNESSES
) -> Callable[[Admitting], Case]:
    """Declare that the act the function gives is admitted, near this paragraph, with the effects it gives."""
    return lambda tell: _case(rule, "", edition, witnesses, tell)


def _case(rule: str, refused: str, edition: Edition, witnesses: tuple[str, ...], tell: Refusing | Admitting) -> Case:
    folder = tell.__module__.rpartition(".")[2]
    title = (tell.__doc__ or "").strip()
    return Case(folder, tell.__name__.replace("_", "-"), title, rule, refused, edition, witnesses, tell)


def all_cases() -> list[Case]:
    """Give every case of every chapter."""
    modules: list[ModuleType] = [
        import_module(f"{cases.__name__}.{each.name}") for each in iter_modules(cases.__path__)
    ]
    return [case for module in modules for case in vars(module).values() if isinstance(case, Case)]
