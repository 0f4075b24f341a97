"""What the tests share: small builders, fakes that pass the contract suites, and drivers of real parts."""
