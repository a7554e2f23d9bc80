"""The durable side of talking: what came in, what goes out, who holds a conversation, and what is open in it."""
