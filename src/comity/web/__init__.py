# SPDX-License-Identifier: Apache-2.0
"""The desk: pages on which delegations, the Chair and the secretariat work with the conference, served by their own node."""
