# SPDX-License-Identifier: Apache-2.0
"""The registry puts acts in order: it admits, sequences, answers with a receipt, and collects what the witnesses cosign.

    lodge → admit in batch → sign → lock (durable) → receipt → tiles → pending head → cosignatures → confirmed head

It knows the rules only through ``rules.fold`` and no wing of the conference by name. Disk and clock begin on this floor.
"""
