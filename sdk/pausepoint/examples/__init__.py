"""Flows to run and read. Each is one file and needs only a bot (`pausepoint demo` starts one without Slack)."""
