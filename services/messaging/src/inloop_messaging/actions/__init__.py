"""What we can do: a function per use case, which is one transaction."""
