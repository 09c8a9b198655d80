# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with what a corridors question is asked of.

::

    CorridorError
    ├── NetworkRefused   a network was given that cannot be taken; `defects` say where and why; nothing of it was loaded
    ├── ScenarioRefused  a scenario file cannot be taken
    ├── AnswerRefused    a file is no answer that could be computed anew
    ├── QuestionRefused  a part of a question is none of its words or out of bounds; `field` names it
    └── NotInNetwork     a place, a link, a mode or a state is named that the network does not have
"""

from comity.corridors.defect import Defect


class CorridorError(Exception):
    """The root."""


class NetworkRefused(CorridorError):
    """The tables of a network do not hold together."""

    def __init__(self, defects: tuple[Defect, ...]) -> None:
        self.defects = defects
        super().__init__(
            "; ".join(map(str, defects[:3])) + (f"; and {len(defects) - 3} more" if len(defects) > 3 else "")
        )


class ScenarioRefused(CorridorError):
    """A scenario lacks a source or a date, or closes what the network does not have."""


class AnswerRefused(CorridorError):
    """A file holds no answer; the message names the line."""


class QuestionRefused(CorridorError):
    """A part of a question cannot be taken."""

    def __init__(self, field: str, why: str) -> None:
        self.field = field
        super().__init__(why)


class NotInNetwork(CorridorError):
    """What is named is not there; the message names what is near."""
