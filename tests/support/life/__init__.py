"""The world around the use cases, by hand: Slack, callbacks, feeds, relays and crashes, one step at a time."""
