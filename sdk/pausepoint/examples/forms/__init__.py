"""Forms a reader can look at: `pausepoint form preview pausepoint.examples.forms.approval:Approval`."""
