# SPDX-License-Identifier: Apache-2.0
"""The rules of measures beside their vectors: functions that pages and reminders ask."""
