// The methods.

impl Client {
    /// Sends a `GET` request to `/hosts/{address}/ports/{port}/{token}`
    pub async fn get_port<'a>(
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
    ) -> Result<ResponseValue<::std::vec::Vec<std::net::Ipv4Addr>>, crate::runtime::Error> {
        let url = self.inner.url(format_args!(
            "/hosts/{}/ports/{}/{}",
            crate::runtime::path_segment("address", &address.to_string())?,
            crate::runtime::path_segment("port", &port.to_string())?,
            crate::runtime::path_segment("token", token.expose())?
        ));
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(3usize);
        if let Some(value) = x_pin {
            header_map.append("x-pin", value.expose().try_into()?);
        }
        if let Some(value) = x_port {
            header_map.append("x-port", value.to_string().try_into()?);
        }
        let request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("list", &list))
            .query(&progenitor_client::QueryParam::new(
                "list_or_null",
                &list_or_null,
            ))
            .query(&progenitor_client::QueryParam::new("may", &may))
            .query(&progenitor_client::QueryParam::new("must", &must))
            .query(&progenitor_client::QueryParam::new("or_null", &or_null))
            .query(&progenitor_client::QueryParam::new("pin", &pin))
            .query(&progenitor_client::QueryParam::new("since", &since))
            .query(&progenitor_client::QueryParam::new("until", &until))
            .headers(header_map)
            .build()?;
        self.inner
            .exec(&self.client, request, &endpoints::GET_PORT)
            .await?
            .decode()
    }
}
