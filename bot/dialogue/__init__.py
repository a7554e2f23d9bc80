"""What the dialogue says and hears: the engine's domain and rules, and every registered text."""
