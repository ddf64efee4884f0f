"""Who belongs in which Slack channel and user group: what has to be done, how far it is, and what
Slack refuses.
"""
