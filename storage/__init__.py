"""The record: tables, queries, the outbox, migrations. It knows no rule, no Slack, no mail and no
clock.
"""
