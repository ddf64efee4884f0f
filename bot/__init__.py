"""Faces the world: Slack, pages, mail, the worker, the command line, and the demo's stand-in."""
