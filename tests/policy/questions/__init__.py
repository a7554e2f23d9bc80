"""Policy questions written from the sources alone, and the judge of the answers to them (README.md has the rules)."""
