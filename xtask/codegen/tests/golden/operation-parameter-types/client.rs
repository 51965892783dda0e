// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    ::rolekit_runtime::request! {
        /// The request `GET /hosts/{address}/ports/{port}/{token}`, started by [`get_port`](super::Client::get_port).
        pub struct GetPort;
        /// Sends the request.
        fn send(self) -> ::std::vec::Vec<std::net::Ipv4Addr> {
            decode()
        }
    }

    impl GetPort {
        /// Sets the query parameter `day`.
        #[inline]
        pub fn day(mut self, day: &::chrono::naive::NaiveDate) -> Self {
            self.request = self.request.set(4, &day);
            self
        }

        /// Sets the query parameter `list`.
        #[inline]
        pub fn list(
            mut self,
            list: impl IntoIterator<Item = impl ::std::borrow::Borrow<core::num::NonZeroU16>>,
        ) -> Self {
            self.request = self.request.set_items::<core::num::NonZeroU16>(5, list);
            self
        }

        /// Sets the query parameter `list_or_null`.
        #[inline]
        pub fn list_or_null(
            mut self,
            list_or_null: impl IntoIterator<Item = impl ::std::borrow::Borrow<std::net::Ipv4Addr>>,
        ) -> Self {
            self.request = self
                .request
                .set_items::<std::net::Ipv4Addr>(6, list_or_null);
            self
        }

        /// Sets the query parameter `may`.
        #[inline]
        pub fn may(mut self, may: core::num::NonZeroU16) -> Self {
            self.request = self.request.set(7, &may);
            self
        }

        /// Sets the query parameter `or_null`.
        #[inline]
        pub fn or_null(mut self, or_null: core::num::NonZeroU16) -> Self {
            self.request = self.request.set(8, &or_null);
            self
        }

        /// Sets the query parameter `pin`.
        #[inline]
        pub fn pin(mut self, pin: &::rolekit_runtime::Secret) -> Self {
            self.request = self.request.set(9, &pin);
            self
        }

        /// Sets the query parameter `since`.
        #[inline]
        pub fn since(mut self, since: impl Into<::rolekit_runtime::UnixTimestamp>) -> Self {
            self.request = self
                .request
                .set(10, &Into::<::rolekit_runtime::UnixTimestamp>::into(since));
            self
        }

        /// Sets the query parameter `until`.
        #[inline]
        pub fn until(mut self, until: impl Into<::rolekit_runtime::UnixTimestamp>) -> Self {
            self.request = self
                .request
                .set(11, &Into::<::rolekit_runtime::UnixTimestamp>::into(until));
            self
        }

        /// Sets the header `x-pin`.
        #[inline]
        pub fn x_pin(mut self, x_pin: &::rolekit_runtime::Secret) -> Self {
            self.request = self.request.set(12, &x_pin);
            self
        }

        /// Sets the header `x-port`.
        #[inline]
        pub fn x_port(mut self, x_port: core::num::NonZeroU16) -> Self {
            self.request = self.request.set(13, &x_port);
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
    /// Starts a `GET` request to `/hosts/{address}/ports/{port}/{token}`.
    #[inline]
    pub fn get_port(
        &self,
        address: &std::net::Ipv4Addr,
        port: core::num::NonZeroU16,
        token: &::rolekit_runtime::Secret,
        must: &std::net::Ipv4Addr,
    ) -> operations::GetPort {
        let request = self
            .inner
            .request(&descriptors::GET_PORT, &[&address, &port, &token, &must]);
        operations::GetPort { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static GET_PORT: Operation =
        Operation::new("get_port", "GET", "/hosts/{address}/ports/{port}/{token}")
            .parameters(&[
                Parameter::path("address"),
                Parameter::path("port"),
                Parameter::path("token"),
                Parameter::query("must"),
                Parameter::query("day"),
                Parameter::query("list"),
                Parameter::query("list_or_null"),
                Parameter::query("may"),
                Parameter::query("or_null"),
                Parameter::query("pin"),
                Parameter::query("since"),
                Parameter::query("until"),
                Parameter::header("x-pin"),
                Parameter::header("x-port"),
            ])
            .accept("application/json");
}
