"""What people are told: notices in Slack, mails, App Home drawn anew, and when the digest is due."""
