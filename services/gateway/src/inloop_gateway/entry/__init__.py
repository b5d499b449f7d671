"""Who calls us: browsers and programs over HTTP, services over gRPC, events."""
