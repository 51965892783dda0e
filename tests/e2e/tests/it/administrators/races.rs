//! Changes by others between the requests of one call.
