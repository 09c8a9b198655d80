# SPDX-License-Identifier: Apache-2.0
"""Cases of the rules, told with the scribe, a file a chapter; the vectors are written from them."""
