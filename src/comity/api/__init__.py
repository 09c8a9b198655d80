# SPDX-License-Identifier: Apache-2.0
"""The desk for programs: what pages show and let people draft and clear, as JSON by the same rules. Nobody signs here."""
