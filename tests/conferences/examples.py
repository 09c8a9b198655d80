# SPDX-License-Identifier: Apache-2.0
"""A filled-in form for each template that comes with the package; the states are fictional."""

from comity.acts.returns import Value


def value(key: str, text: str, basis: str = "", row: int = 0) -> Value:
    """A value."""
    return Value(key=key, text=text, basis=basis, row=row)


SERVING = "all ranks serving on 1 January, without reserves"

EXAMPLES: dict[str, tuple[Value, ...]] = {
    "BORDER-STATUS": (
        value("way", "north-gate"), value("mode", "road"), value("state", "limited"), value("direction", "both"),
        value("reason", "weather"), value("from_at", "2027-02-03T04:00:00Z"), value("until_at", "2027-02-05T04:00:00Z"),
        value("wait", "PT6H30M"),
    ),
    "CICA-ACTIVITIES": (
        value("designation", "North Wind 27"), value("purpose", "Training of two brigades"),
        value("begins_on", "2027-03-15"), value("ends_on", "2027-03-24"), value("area", "Northern plain of Arden"),
        value("troops", "12700", "all in the area, support units included"), value("tanks", "180", "in service"),
    ),
    "CICA-BUDGET": (
        value("year", "2026"), value("total", "ARD 1200000000.50"), value("personnel", "ARD 700000000"),
        value("research", "ARD 0"),
    ),
    "CICA-CONTINGENTS": (
        value("sending_state", "Borea"), value("sender_consents", "yes"), value("personnel", "40", SERVING),
        value("purpose", "Mine clearance"), value("until", "2027-09-30"),
    ),
    "CICA-FORCES": (
        value("personnel_total", "42000", SERVING), value("component", "land"), value("component", "air", row=1),
        value("component_personnel", "30000", SERVING), value("component_personnel", "12000", SERVING, 1),
    ),
    "CICA-INCIDENTS": (
        value("occurred_at", "2027-05-01T10:05:00Z"), value("aware_at", "2027-05-01T10:20:00Z"),
        value("place", "Ridge east of the river"), value("point", "42.5001 -71.25"), value("what", "Shots were heard."),
    ),
    "CICA-OBSERVERS": (
        value("exercise", "CICA-ACTIVITIES/ARD/2027/1"), value("arrives_on", "2027-03-14"), value("leaves_on", "2027-03-25"),
        value("place", "Airport of the capital"), value("seats", "2"), value("reply_by", "2027-03-01"),
    ),
    "CICA-OFFICERS": (value("post", "Chief of the General Staff"), value("appointed_on", "2027-01-11")),
    "CICA-TREATIES": (
        value("treaty", "Treaty on one thing"), value("treaty", "Treaty on another", row=1), value("status", "ratified"),
        value("status", "in_consideration", row=1), value("since", "1998-07-01"),
    ),
    "PATTERN-AFTER": (
        value("visit", "PATTERN-QUOTA 2027"), value("began_on", "2027-06-01"), value("ended_on", "2027-06-03"),
        value("place", "Northern plain"), value("seen", "Two brigades at training."),
    ),
    "PATTERN-ANNUAL": (
        value("activity", "North Wind 28"), value("activity", "South Wind 28", row=1), value("begins_on", "2028-03-15"),
        value("begins_on", "2028-09-01", row=1), value("troops", "9000", "planned"),
    ),
    "PATTERN-EVENT": (
        value("occurred_at", "2027-05-01T10:05:00Z"), value("aware_at", "2027-05-01T10:20:00Z"),
        value("place", "Dam above the valley"), value("nature", "The water rises."), value("lasts", "P2DT13H"),
    ),
    "PATTERN-PRIOR": (
        value("designation", "North Wind 27"), value("begins_on", "2027-03-15"), value("ends_on", "2027-03-24"),
        value("area", "Northern plain"), value("troops", "12700", "all in the area"),
    ),
    "PATTERN-QUOTA": (
        value("area", "Northern plain"), value("arrives_at", "2027-06-01T06:00:00Z"), value("entry", "Airport of the capital"),
        value("team", "4"),
    ),
    "PATTERN-REQUEST": (value("concern", "Units seen on the move"), value("since", "2027-04-01T00:00:00Z")),
    "PATTERN-STANDING": (),
    "PATTERN-STREAM": (
        value("station", "Bridge at the border"), value("level", "-12.5"), value("flow", "310"), value("quality", "measured"),
    ),
    "PATTERN-SWAP": (
        value("item", "Reactor one"), value("place", "42.500000 71.250000"), value("category", "research"),
    ),
}  # fmt: skip
"""Code → the open form."""
