// Operations.

impl Client {
    /// Sends a `GET` request to `/hosts/{address}/ports/{port}/{token}`.
    #[inline]
    pub fn get_port(
        &self,
        address: &std::net::Ipv4Addr,
        port: core::num::NonZeroU16,
        token: &::rolekit_runtime::Secret,
        day: Option<&::chrono::naive::NaiveDate>,
        list: Option<&::std::vec::Vec<core::num::NonZeroU16>>,
        list_or_null: Option<&::std::vec::Vec<std::net::Ipv4Addr>>,
        may: Option<core::num::NonZeroU16>,
        must: &std::net::Ipv4Addr,
        or_null: Option<core::num::NonZeroU16>,
        pin: Option<&::rolekit_runtime::Secret>,
        since: Option<&::rolekit_runtime::UnixTimestamp>,
        until: Option<&::rolekit_runtime::UnixTimestamp>,
        x_pin: Option<&::rolekit_runtime::Secret>,
        x_port: Option<core::num::NonZeroU16>,
    ) -> impl Future<Output = Result<Response<::std::vec::Vec<std::net::Ipv4Addr>>>> + Send + use<>
    {
        self.inner
            .request(
                &descriptors::GET_PORT,
                &[
                    &address,
                    &port,
                    &token,
                    &day,
                    &list,
                    &list_or_null,
                    &may,
                    &must,
                    &or_null,
                    &pin,
                    &since,
                    &until,
                    &x_pin,
                    &x_port,
                ],
            )
            .decode()
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
                Parameter::query("day"),
                Parameter::query("list"),
                Parameter::query("list_or_null"),
                Parameter::query("may"),
                Parameter::query("must"),
                Parameter::query("or_null"),
                Parameter::query("pin"),
                Parameter::query("since"),
                Parameter::query("until"),
                Parameter::header("x-pin"),
                Parameter::header("x-port"),
            ])
            .accept("application/json");
}
