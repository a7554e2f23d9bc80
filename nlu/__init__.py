"""What residents mean: labels, training data, Rasa components, pure text and answer parsers, evaluation."""
