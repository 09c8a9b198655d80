# SPDX-License-Identifier: Apache-2.0
"""Would the tests notice? Small faults are planted in the source one at a time: `python -m tests.mutation`."""
