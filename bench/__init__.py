"""Benchmarks: `python -m bench`, each against a baseline that is measured in the same run.

added_time      what the application adds to a message beside the engine alone
answering       an answer of the rules over all programmes and the next question, beside the generated OpenFisca system
commits         transactions that a turn commits
engine_start    the engine from its start to ready, and its memory, beside an empty server on the same interpreter
first_answer    a start of what is already set up to the first answered message on the web, beside the engine alone
questions       how many questions settle one programme and all, beside a fixed form and the best fixed order
reading         a message read by the engine beside the bare encoder; the same beside a busy process
register_sweep  a whole register read, judged and written; judging alone beside the generated OpenFisca system
throughput      turns a second with 1, 8 and 32 conversations at once, beside the engine alone

The rules need nothing but themselves. The rest runs on this machine, on SQLite, with a real engine and the model of the
present sources; state lies in a folder that is removed afterwards.
"""
