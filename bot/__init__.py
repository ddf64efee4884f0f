"""Faces the world: Slack, the pages, mail, the worker, the command line, and the demo's stand-in."""
