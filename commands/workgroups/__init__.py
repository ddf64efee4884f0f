"""Workgroups: made, changed, closed, and linked with Slack channels and a user group."""
