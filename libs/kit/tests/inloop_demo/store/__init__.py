"""What the demo service remembers."""
