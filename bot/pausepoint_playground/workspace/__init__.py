"""What a Slack workspace holds: people, channels, messages, views. State only; no transport, no rules of the API."""
