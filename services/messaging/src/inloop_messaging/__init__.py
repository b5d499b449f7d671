"""Conversations, messages, staff notes, attachments and their keys, response clocks."""
