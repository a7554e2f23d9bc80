"""Conversations played below the engine: what a resident writes, what the dialogue says."""
