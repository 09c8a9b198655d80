# SPDX-License-Identifier: Apache-2.0
"""Functions compiled by numba, kept between runs, free of the interpreter's lock, and typed as what they are."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile a function over arrays and numbers when it is first called."""
    return cast("F", njit(cache=True, nogil=True)(function))
