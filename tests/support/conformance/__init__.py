"""The conformance page: every type, tried on the whole way from a flow's class to its answer. `rows` are what is tried."""
