"""Personal values: keys, sealing, blind indexes and tokens that stand for a value."""
