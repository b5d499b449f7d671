"""The reports service: the Detailed Projects Report at the reader's level."""
