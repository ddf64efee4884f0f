"""What leaves the outbox, claimed when it is due (a lease), and what became of it (sent, retried,
given up).
"""
