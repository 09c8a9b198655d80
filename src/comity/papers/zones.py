# SPDX-License-Identifier: Apache-2.0
"""An instant as people need it: in UTC, at the conference's seat, and in the zone of this machine."""

from datetime import UTC, datetime, timedelta, timezone

from comity.acts.edition import Edition

FORM = "%Y-%m-%d %H:%M:%S"


def utc(at: datetime) -> str:
    """Write an instant in UTC, whole seconds."""
    return f"{at.astimezone(UTC):{FORM}} UTC"


def three_zones(at: datetime, edition: Edition) -> dict[str, str]:
    """Write an instant three times; the offset stands behind the local ones."""
    seat = timezone(timedelta(minutes=edition.host_utc_offset_min))
    return {"utc": utc(at), "seat": f"{at.astimezone(seat):{FORM} %z}", "here": f"{at.astimezone():{FORM} %z}"}
