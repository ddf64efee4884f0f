"""Webhook endpoints: which there are, what they are told, and where they may be."""
