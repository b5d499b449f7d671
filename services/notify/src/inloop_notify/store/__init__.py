"""What we remember: rhythms, deliveries, digests."""
