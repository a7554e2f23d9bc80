"""The questions of each kind of draft, one file a kind: computed from the draft's answers, never remembered."""
