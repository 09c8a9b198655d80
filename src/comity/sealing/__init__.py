# SPDX-License-Identifier: Apache-2.0
"""Sealing content to parties in the age v1 format, so that what is captured today cannot be read tomorrow."""
