"""What is true: rhythms, windows, words, and the one shape of a message that leaves the portal."""
