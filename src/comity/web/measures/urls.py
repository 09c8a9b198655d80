# SPDX-License-Identifier: Apache-2.0
"""The addresses of the room of measures."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from comity.web.measures import catalogue, exchanges, files, opening, paper, totals


class MeasureCode(StringConverter):
    """A measure by its code."""

    regex = "[A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,16}){0,4}"


class StateCode(StringConverter):
    """A party by its code."""

    regex = "[A-Z][A-Z0-9]{1,11}"


class DueDay(StringConverter):
    """The day on which something is due."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


register_converter(MeasureCode, "measure")
register_converter(StateCode, "state")
register_converter(DueDay, "due")

urlpatterns = [
    path("measures/", catalogue.measures, name="measures"),
    path("measures/inbox/", exchanges.inbox, name="inbox"),
    path("measures/requests/", exchanges.requests, name="requests"),
    path("measures/requests/<digest:asked>/", exchanges.asked, name="request"),
    path("measures/returns/<digest:filed>/", exchanges.filed, name="exchange"),
    path("measures/returns/<digest:filed>/return.<slug:form>", files.return_file, name="return_file"),
    path("measures/returns/<digest:filed>/paper/", paper.paper, name="paper"),
    path("measures/returns/<digest:one>/beside/<digest:other>/", exchanges.compare, name="compare"),
    path("measures/annexes/<digest:digest>/", opening.open_annex, name="open_annex"),
    path("measures/states/<state:code>/", catalogue.state, name="undertakings"),
    path("measures/<measure:code>/", catalogue.measure, name="measure"),
    path("measures/<measure:code>/<int:version>/schema.json", catalogue.schema, name="schema"),
    path("measures/<measure:code>/<due:period>/", totals.totals, name="totals"),
]
