"""The conversation: one turn, the engine's client, and what a message means for the question that is open."""
