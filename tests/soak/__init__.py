"""Simulated residents by the thousand: each has facts, a wish and a manner, and writes to the real dialogue until done."""
