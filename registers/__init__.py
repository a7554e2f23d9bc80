"""Whole registers in files: read in pieces, judged by the rules, written with what does not fit together.

A register is a table of households, and perhaps one of their members, as `docs/registers.md` describes them.
"""
