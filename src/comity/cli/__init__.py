# SPDX-License-Identifier: Apache-2.0
"""The command line: a file a verb. It reads arguments, asks the rooms below, and says in words what came of it."""
