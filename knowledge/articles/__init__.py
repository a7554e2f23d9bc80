"""Policy answers in our own words: statements, each with its source and its days, found by topic, act and words."""
