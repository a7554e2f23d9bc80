"""Requirements of the back office, driven through its public services on a real database."""
