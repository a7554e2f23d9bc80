"""One file a subcommand; each has `add_to(subcommands)`, which names its words, and the function that does it."""
