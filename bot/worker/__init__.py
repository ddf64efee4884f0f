"""The worker: sends what is in the outbox, reminds, expires, writes digests."""
