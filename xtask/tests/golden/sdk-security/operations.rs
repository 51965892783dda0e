// The table.

/// The operations of the client.
pub(crate) const OPERATIONS: &[crate::runtime::Operation] = &[
    crate::runtime::Operation {
        id: "list_things",
        method: "GET",
        path: "/things",
        idempotent: true,
        anonymous: false,
    },
    crate::runtime::Operation {
        id: "log_in",
        method: "POST",
        path: "/logins",
        idempotent: false,
        anonymous: true,
    },
    crate::runtime::Operation {
        id: "get_health",
        method: "GET",
        path: "/health",
        idempotent: true,
        anonymous: true,
    },
    crate::runtime::Operation {
        id: "get_either",
        method: "GET",
        path: "/either",
        idempotent: true,
        anonymous: false,
    },
];
