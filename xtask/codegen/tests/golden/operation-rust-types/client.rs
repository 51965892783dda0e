// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    ::rolekit_runtime::request! {
        /// The request `GET /hosts/{address}/ports/{port}`, started by [`get_port`](super::Client::get_port).
        pub struct GetPort;
        /// Sends the request.
        fn send(self) -> std::net::Ipv4Addr {
            decode()
        }
    }

    impl GetPort {
        /// Sets the query parameter `list`.
        #[inline]
        pub fn list(
            mut self,
            list: impl IntoIterator<Item = impl ::std::borrow::Borrow<std::net::Ipv4Addr>>,
        ) -> Self {
            self.request = self.request.set_items::<std::net::Ipv4Addr>(4, list);
            self
        }

        /// Sets the query parameter `may`.
        #[inline]
        pub fn may(mut self, may: &std::net::Ipv4Addr) -> Self {
            self.request = self.request.set(5, &may);
            self
        }

        /// Sets the query parameter `number`.
        #[inline]
        pub fn number(mut self, number: core::num::NonZeroU16) -> Self {
            self.request = self.request.set(6, &number);
            self
        }

        /// Sets the query parameter `or_null`.
        #[inline]
        pub fn or_null(mut self, or_null: core::num::NonZeroU16) -> Self {
            self.request = self.request.set(7, &or_null);
            self
        }

        /// Sets the header `x-from`.
        #[inline]
        pub fn x_from(mut self, x_from: &std::net::Ipv4Addr) -> Self {
            self.request = self.request.set(8, &x_from);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /hosts/{address}`, started by [`get_host`](super::Client::get_host).
        pub struct GetHost;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl GetHost {
        /// Sets the query parameter `may`.
        #[inline]
        pub fn may(mut self, may: &std::net::Ipv4Addr) -> Self {
            self.request = self.request.set(2, &may);
            self
        }

        /// Sets the query parameter `ports`.
        #[inline]
        pub fn ports(
            mut self,
            ports: impl IntoIterator<Item = impl ::std::borrow::Borrow<core::num::NonZeroU16>>,
        ) -> Self {
            self.request = self.request.set_items::<core::num::NonZeroU16>(3, ports);
            self
        }
    }
}

/// Converts the error of a value that does not match the document into one of the kind
/// `InvalidRequest`.
impl From<types::error::ConversionError> for ::rolekit_runtime::Error {
    fn from(error: types::error::ConversionError) -> Self {
        Self::invalid_request(error)
    }
}

impl Client {
    /// Starts a `GET` request to `/hosts/{address}/ports/{port}`.
    #[inline]
    pub fn get_port(
        &self,
        address: &std::net::Ipv4Addr,
        port: core::num::NonZeroU16,
        must: &std::net::Ipv4Addr,
        x_count: core::num::NonZeroU16,
    ) -> operations::GetPort {
        let request = self
            .inner
            .request(&descriptors::GET_PORT, &[&address, &port, &must, &x_count]);
        operations::GetPort { request }
    }

    /// Starts a `GET` request to `/hosts/{address}`.
    #[inline]
    pub fn get_host(
        &self,
        address: &std::net::Ipv4Addr,
        port: core::num::NonZeroU16,
    ) -> operations::GetHost {
        let request = self
            .inner
            .request(&descriptors::GET_HOST, &[&address, &port]);
        operations::GetHost { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static GET_PORT: Operation =
        Operation::new("get_port", "GET", "/hosts/{address}/ports/{port}")
            .parameters(&[
                Parameter::path("address"),
                Parameter::path("port"),
                Parameter::query("must"),
                Parameter::header("x-count"),
                Parameter::query("list"),
                Parameter::query("may"),
                Parameter::query("number"),
                Parameter::query("or_null"),
                Parameter::header("x-from"),
            ])
            .accept("application/json");
    pub(super) static GET_HOST: Operation = Operation::new("get_host", "GET", "/hosts/{address}")
        .parameters(&[
            Parameter::path("address"),
            Parameter::query("port"),
            Parameter::query("may"),
            Parameter::query("ports"),
        ]);
}
