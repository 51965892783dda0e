// What is known of the endpoints.

/// What the runtime has to know of each operation.
mod endpoints {
    pub(super) const GET_PORT: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "get_port",
        method: "GET",
        path: "/hosts/{address}/ports/{port}/{token}",
        idempotent: true,
        anonymous: false,
    };
}
