# SPDX-License-Identifier: Apache-2.0
"""What people print, put in a cable or open elsewhere: PDF, plain text, Word, calendar, and the seal drawn on them."""
