"""What we can do: a file per noun."""
