"""People in step with Slack: who is calling, who joined, left, came back or was removed, and who
has which role.
"""
