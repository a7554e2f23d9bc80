"""The trained part of understanding: Rasa graph components around a sentence encoder and linear heads (Python 3.10)."""
