"""What can be done, by noun: each command is a plain function over a unit of work, who asks, and a
time.
"""
