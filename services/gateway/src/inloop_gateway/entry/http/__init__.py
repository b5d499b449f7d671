"""The HTTP edge: routes, parsing, access and encoding from the contract; no code per endpoint."""
