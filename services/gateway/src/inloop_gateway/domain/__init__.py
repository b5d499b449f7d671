"""What is true: passwords, one-time tokens, throttling."""
