"""Dialogue steps: each a small class that does its command and ends with the question that is then open."""
