# SPDX-License-Identifier: Apache-2.0
"""Tags that every template knows."""
