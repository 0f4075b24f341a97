"""The pausepoint service: a one-way corridor from a flow's question to a person's decision and back."""
