// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    ::rolekit_runtime::request! {
        /// A request of `GET /things`.
        pub struct ListThings;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// A request of `POST /logins`.
        pub struct LogIn;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// A request of `GET /health`.
        pub struct GetHealth;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// A request of `GET /either`.
        pub struct GetEither;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }
}

impl Client {
    /// Starts a `GET` request to `/things`.
    pub fn list_things(&self) -> operations::ListThings {
        let request = self.inner.request(&descriptors::LIST_THINGS, &[]);
        operations::ListThings { request }
    }

    /// Starts a `POST` request to `/logins`.
    pub fn log_in(&self) -> operations::LogIn {
        let request = self.inner.request(&descriptors::LOG_IN, &[]);
        operations::LogIn { request }
    }

    /// Starts a `GET` request to `/health`.
    pub fn get_health(&self) -> operations::GetHealth {
        let request = self.inner.request(&descriptors::GET_HEALTH, &[]);
        operations::GetHealth { request }
    }

    /// Starts a `GET` request to `/either`.
    pub fn get_either(&self) -> operations::GetEither {
        let request = self.inner.request(&descriptors::GET_EITHER, &[]);
        operations::GetEither { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::Operation;

    pub(super) static LIST_THINGS: Operation = Operation::new("list_things", "GET", "/things");
    pub(super) static LOG_IN: Operation = Operation::new("log_in", "POST", "/logins").anonymous();
    pub(super) static GET_HEALTH: Operation =
        Operation::new("get_health", "GET", "/health").anonymous();
    pub(super) static GET_EITHER: Operation = Operation::new("get_either", "GET", "/either");
}
