// Operations.

impl Client {
    /// Sends a `GET` request to `/hosts/{address}/ports/{port}`.
    #[inline]
    pub fn get_port(
        &self,
        address: &std::net::Ipv4Addr,
        port: core::num::NonZeroU16,
        list: Option<&::std::vec::Vec<std::net::Ipv4Addr>>,
        may: Option<&std::net::Ipv4Addr>,
        must: &std::net::Ipv4Addr,
        number: Option<core::num::NonZeroU16>,
        or_null: Option<core::num::NonZeroU16>,
        x_count: core::num::NonZeroU16,
        x_from: Option<&std::net::Ipv4Addr>,
    ) -> impl Future<Output = Result<Response<std::net::Ipv4Addr>>> + Send + use<> {
        self.inner
            .request(
                &descriptors::GET_PORT,
                &[
                    &address, &port, &list, &may, &must, &number, &or_null, &x_count, &x_from,
                ],
            )
            .decode()
    }

    /// Sends a `GET` request to `/hosts/{address}`.
    #[inline]
    pub fn get_host(
        &self,
        address: &std::net::Ipv4Addr,
        may: Option<&std::net::Ipv4Addr>,
        port: core::num::NonZeroU16,
        ports: Option<&::std::vec::Vec<core::num::NonZeroU16>>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::GET_HOST, &[&address, &may, &port, &ports])
            .empty()
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static GET_PORT: Operation =
        Operation::new("get_port", "GET", "/hosts/{address}/ports/{port}")
            .parameters(&[
                Parameter::path("address"),
                Parameter::path("port"),
                Parameter::query("list"),
                Parameter::query("may"),
                Parameter::query("must"),
                Parameter::query("number"),
                Parameter::query("or_null"),
                Parameter::header("x-count"),
                Parameter::header("x-from"),
            ])
            .accept("application/json");
    pub(super) static GET_HOST: Operation = Operation::new("get_host", "GET", "/hosts/{address}")
        .parameters(&[
            Parameter::path("address"),
            Parameter::query("may"),
            Parameter::query("port"),
            Parameter::query("ports"),
        ]);
}
