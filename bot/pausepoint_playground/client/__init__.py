"""What Slack's own client does for one person, and a driver for tests on top of it."""
