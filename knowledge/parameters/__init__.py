"""Figures fixed by law or by a county: dated, with unit and reference, in OpenFisca's parameter format.

A folder here is a theme; a file is a parameter and its name is the parameter's name. Counties override the values in their packs.
A value that is `null` is not known, or not in force, from that day on: it is never guessed.
"""
