# SPDX-License-Identifier: Apache-2.0
"""The addresses of Corridors: what can be asked, a question with its answer, the answer as a file."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from comity.corridors.question import KINDS
from comity.web.corridors import pages


class Question(StringConverter):
    """A kind of question."""

    regex = "|".join(KINDS)


register_converter(Question, "question")

urlpatterns: list[URLPattern | URLResolver] = [
    path("corridors/", pages.corridors, name="corridors"),
    path("corridors/<question:kind>/", pages.ask, name="corridors_ask"),
    path("corridors/<question:kind>/answer.<str:form>", pages.give, name="corridors_file"),
]
