"""How well messages are understood: readings set against a labelled file. Pure counting, nothing is run from here.

A labelled file has one message a line (`messages`); whoever runs the product turns each into a `Reading`; `evaluate`
counts; `tables` and `pictures` show.
"""

from nlu.evaluation.evaluation import Evaluation, evaluate
from nlu.evaluation.messages import LabelledMessage, Labels, read_messages
from nlu.evaluation.reading import Reading

__all__ = ["Evaluation", "LabelledMessage", "Labels", "Reading", "evaluate", "read_messages"]
