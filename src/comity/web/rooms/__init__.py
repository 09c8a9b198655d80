# SPDX-License-Identifier: Apache-2.0
"""The rooms of the desk: one file each, one noun each. A page reads the forum and the directory, and never a table."""
