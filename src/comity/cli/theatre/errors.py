# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a story.

::

    StoryError
    ├── Unreadable   a line that is no sentence of a story
    └── Otherwise    the record says something else than the story
"""


class StoryError(Exception):
    """The root; the message names the line."""


class Unreadable(StoryError):
    """The line is not in a form that can be performed."""


class Otherwise(StoryError):
    """What came of it is not what the story says."""
