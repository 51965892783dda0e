// The methods.

impl Client {
    /// Sends a `GET` request to `/hosts/{address}/ports/{port}/{token}`
    #[inline]
    pub fn get_port<'a>(
        &'a self,
        address: &'a std::net::Ipv4Addr,
        port: core::num::NonZeroU16,
        token: &'a crate::runtime::Secret,
        list: Option<&'a ::std::vec::Vec<core::num::NonZeroU16>>,
        list_or_null: Option<&'a ::std::vec::Vec<std::net::Ipv4Addr>>,
        may: Option<core::num::NonZeroU16>,
        must: &'a std::net::Ipv4Addr,
        or_null: Option<core::num::NonZeroU16>,
        pin: Option<&'a crate::runtime::Secret>,
        since: Option<&'a crate::runtime::UnixTimestamp>,
        until: Option<&'a crate::runtime::UnixTimestamp>,
        x_pin: Option<&'a crate::runtime::Secret>,
        x_port: Option<core::num::NonZeroU16>,
    ) -> impl Future<
        Output = Result<ResponseValue<::std::vec::Vec<std::net::Ipv4Addr>>, crate::runtime::Error>,
    > + Send {
        let mut request = self.inner.request(
            &self.client,
            &endpoints::GET_PORT,
            &[&address, &port, &token.expose()],
        );
        request.accept("application/json");
        request.query(&[
            ("list", &list),
            ("list_or_null", &list_or_null),
            ("may", &may),
            ("must", &must),
            ("or_null", &or_null),
            ("pin", &pin),
            ("since", &since),
            ("until", &until),
        ]);
        if let Some(value) = x_pin {
            request.header("x-pin", value.expose());
        }
        if let Some(value) = x_port {
            request.header("x-port", &value.to_string());
        }
        request.decode()
    }
}
