# SPDX-License-Identifier: Apache-2.0
"""Mutations of valid inputs over every parser: nothing but the error tree is raised, nothing is accepted in a second form."""
