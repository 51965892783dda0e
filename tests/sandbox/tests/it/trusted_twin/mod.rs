//! The Trusted Twin server.

mod roles;
mod twins;
mod users;
