//! A local server that speaks the Gcore role assignments and Trusted Twin roles APIs, for tests.
