"""The Web API: `/api/<method>`, one file per family of methods."""
