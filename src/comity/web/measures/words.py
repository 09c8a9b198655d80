# SPDX-License-Identifier: Apache-2.0
"""Words of measures on pages: when something is due, and values of a form as people read them."""

from typing import NamedTuple

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from comity.acts.returns import Value
from comity.acts.template import After, Annual, Ask, Event, Field, Prior, Quota, Standing, Stream, Swap, Template
from comity.node.exchange import Row, rows
from comity.papers.values import told_time, told_value
from comity.rules.measures.period import day_in
from comity.web.reading import forum, wording
from comity.web.templatetags.times import in_zones
from comity.web.templatetags.words import plain

LEAP_YEAR = 2028
"""Any year with a 29 February: days of the year are written without one."""


def when(template: Template) -> str:
    """Say when something is due under a measure."""
    match template.trigger:
        case Annual() as annual:
            return _annual(annual)
        case Prior() | After() | Event() as dated:
            return _dated(dated, template)
        case Ask(reply_within_h=hours):
            return _("a reply within %(span)s of the request") % {"span": _span(hours, "hour")}
        case Stream() as stream:
            return _stream(stream)
        case Standing(confirm_every_months=months, answer_within_h=hours):
            values = {"months": _span(months, "month"), "hours": _span(hours, "hour")}
            return _("confirmed every %(months)s; a call answered within %(hours)s") % values
        case Quota(received_most=most, each_most=each, reply_within_h=hours):
            values = {"most": str(most), "each": str(each), "hours": _span(hours, "hour")}
            return _("visits, up to %(most)s a year, %(each)s from one state; a reply within %(hours)s") % values
        case Swap(day=day):
            return _("both sides commit by the end of %(day)s of every year") % {"day": _day_of_year(day)}


def _dated(trigger: Prior | After | Event, template: Template) -> str:
    match trigger:
        case Prior(count=count, unit=unit, before=key):
            return _("%(span)s before “%(what)s”") % {"span": _span(count, unit), "what": label(template, key)}
        case After(count=count, unit=unit, after=key):
            return _("within %(span)s after “%(what)s”") % {"span": _span(count, unit), "what": label(template, key)}
        case Event(clock=key, within_min=0):
            return _("at once after “%(what)s”") % {"what": label(template, key)}
        case Event(clock=key, within_min=minutes):
            span = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
            return _("within %(span)s after “%(what)s”") % {"span": span, "what": label(template, key)}


def _annual(annual: Annual) -> str:
    days = ", ".join(map(_day_of_year, annual.days))
    if annual.covers == -1:
        return _("by the end of %(days)s of every year, for the year before") % {"days": days}
    if annual.covers == 1:
        return _("by the end of %(days)s of every year, for the year after") % {"days": days}
    return _("by the end of %(days)s of every year") % {"days": days}


def _stream(stream: Stream) -> str:
    values = {
        "span": _span(stream.every_h, "hour"),
        "opens": _day_of_year(stream.opens),
        "closes": _day_of_year(stream.closes),
        "gap": _span(stream.longest_gap_h, "hour"),
    }
    return _("every %(span)s from %(opens)s to %(closes)s; a gap is noted after %(gap)s") % values


def _span(count: int, unit: str) -> str:
    words = {
        "hour": ngettext("%(count)s hour", "%(count)s hours", count),
        "day": ngettext("%(count)s day", "%(count)s days", count),
        "month": ngettext("%(count)s month", "%(count)s months", count),
    }
    return words[unit] % {"count": count}


def _day_of_year(month_day: str) -> str:
    return format_date(day_in(LEAP_YEAR, month_day), "d MMMM", locale=wording().locale)


def label(template: Template, key: str) -> str:
    """Give what a field is called; its key where the template does not have it."""
    return next((wording().text(field.label) for field in template.fields if field.key == key), key)


def period_words(period: str) -> str:
    """Write what a return is for: the day it is due, or the instant of a reading; nothing where it has none."""
    return told_time(period, wording(), in_zones)


class Spoken(NamedTuple):
    """A value as people read it, with its unit; the basis of a count; the language of both where their author chose the words."""

    text: str
    basis: str
    tongue: str


class Shown(Struct, frozen=True):
    """A field as people read it: its name, and a value for each row."""

    key: str
    label: str
    is_known: bool
    values: tuple[Spoken, ...]


def shown(template: Template, values: tuple[Value, ...], language: str) -> tuple[Shown, ...]:
    """Give the values of a form, whose author wrote in a language, in words, in the order of the template."""
    return tuple(
        Shown(
            row.key,
            label(template, row.key),
            row.field is not None,
            tuple(_spoken(row, each, language) for each in row.values),
        )
        for row in rows(template, values)
    )


def _spoken(row: Row, value: Value, language: str) -> Spoken:
    is_prose = row.field is None or row.field.type == "text"
    return Spoken(spoken(row.field, value.text), plain(value.basis), language if is_prose or value.basis else "")


def spoken(field: Field | None, text: str) -> str:
    """Say a value as people read it; what is not in the spelling of its type is shown as it was filed."""
    return plain(told_value(field, text, forum(), wording(), in_zones))
