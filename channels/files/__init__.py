"""What residents send besides words: known by content, looked through, written anew, kept sealed."""
