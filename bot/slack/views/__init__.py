"""What people see in Slack: pure functions of data and words."""
