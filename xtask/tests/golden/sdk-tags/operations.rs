// The table.

/// The operations of the client.
pub(crate) const OPERATIONS: &[crate::runtime::Operation] = &[
    crate::runtime::Operation {
        id: "list_logs",
        method: "GET",
        path: "/logs",
        idempotent: true,
        anonymous: false,
    },
    crate::runtime::Operation {
        id: "list_things",
        method: "GET",
        path: "/things",
        idempotent: true,
        anonymous: false,
    },
    crate::runtime::Operation {
        id: "create_thing",
        method: "POST",
        path: "/things",
        idempotent: false,
        anonymous: false,
    },
    crate::runtime::Operation {
        id: "get_health",
        method: "GET",
        path: "/health",
        idempotent: true,
        anonymous: false,
    },
    crate::runtime::Operation {
        id: "get_limits",
        method: "GET",
        path: "/limits",
        idempotent: true,
        anonymous: false,
    },
    crate::runtime::Operation {
        id: "get_log",
        method: "GET",
        path: "/logs/{id}",
        idempotent: true,
        anonymous: false,
    },
];
