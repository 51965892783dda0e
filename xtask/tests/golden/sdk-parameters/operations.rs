// The table.

/// The operations of the client.
pub(crate) const OPERATIONS: &[crate::runtime::Operation] = &[crate::runtime::Operation {
    id: "get_port",
    method: "GET",
    path: "/hosts/{address}/ports/{port}/{token}",
    idempotent: true,
    anonymous: false,
}];
