"""What runs by itself: the relay empties the outbox, the sweeper keeps deadlines. Both sleep until there is news."""
