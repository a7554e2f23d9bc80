"""Rules as trees: nodes that carry what is known, frames that hold a situation, and what can be read off a tree.

`nodes` are the words of the rule language, `frames` give them values, `open` finds what an undecided rule still depends on,
`cells` splits what is unknown at the rule's thresholds, `dates` takes out what is not in force, `sentences` prints Chinese.
"""
