"""The Rasa side of the wall: one strict channel, one processor, an encrypted store of turns, a launcher and a trainer.

Nothing here knows a resident, a case or a rule of law: text and opaque ids come in, an action is called, its answer
goes back. Only this room and `nlu/components` import Rasa, and both run on Python 3.10.
"""
