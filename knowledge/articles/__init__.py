"""Policy answers in our own words: short, each with its source and the day on which it was checked. Found by topic and act."""
