"""The edges to residents: each provider verifies, parses, sends and reads receipts; nothing else is decided here."""
