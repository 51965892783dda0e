// What is known of the endpoints.

/// What the runtime has to know of each operation.
mod endpoints {
    pub(super) const LIST_THINGS: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "list_things",
        method: "GET",
        path: "/things",
        idempotent: true,
        anonymous: false,
    };
    pub(super) const LOG_IN: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "log_in",
        method: "POST",
        path: "/logins",
        idempotent: false,
        anonymous: true,
    };
    pub(super) const GET_HEALTH: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "get_health",
        method: "GET",
        path: "/health",
        idempotent: true,
        anonymous: true,
    };
    pub(super) const GET_EITHER: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "get_either",
        method: "GET",
        path: "/either",
        idempotent: true,
        anonymous: false,
    };
}
