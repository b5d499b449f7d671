"""What is true: pure functions and frozen dataclasses."""
