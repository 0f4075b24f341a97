"""Slack as a surface: listeners come in here, messages and modals go out. Only this room knows Block Kit."""
