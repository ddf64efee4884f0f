"""What people are told: notices in Slack, mails, App Home drawn anew; when the digest is due."""
