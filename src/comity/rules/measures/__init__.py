# SPDX-License-Identifier: Apache-2.0
"""Measures: states exchange information on their own undertaking, and the record keeps each voice beside the others.

A template says what is exchanged, when and with whom. An undertaking is a state's own word that it will; a return is what it
then filed. The rules compute what became of an undertaking and never say who is right.
"""
