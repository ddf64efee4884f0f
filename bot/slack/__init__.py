"""Slack: the way in (gate, Bolt, listeners), and the messages that go out."""
