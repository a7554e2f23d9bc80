"""Kills at every boundary, on the real parts: what a crash leaves behind ends as if it had not happened."""
