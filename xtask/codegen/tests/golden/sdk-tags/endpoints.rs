// What is known of the endpoints.

/// What the runtime has to know of each operation.
mod endpoints {
    pub(super) const LIST_LOGS: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "list_logs",
        method: "GET",
        path: "/logs",
        idempotent: true,
        anonymous: false,
    };
    pub(super) const LIST_THINGS: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "list_things",
        method: "GET",
        path: "/things",
        idempotent: true,
        anonymous: false,
    };
    pub(super) const CREATE_THING: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "create_thing",
        method: "POST",
        path: "/things",
        idempotent: false,
        anonymous: false,
    };
    pub(super) const GET_HEALTH: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "get_health",
        method: "GET",
        path: "/health",
        idempotent: true,
        anonymous: false,
    };
    pub(super) const GET_LIMITS: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "get_limits",
        method: "GET",
        path: "/limits",
        idempotent: true,
        anonymous: false,
    };
    pub(super) const GET_LOG: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "get_log",
        method: "GET",
        path: "/logs/{id}",
        idempotent: true,
        anonymous: false,
    };
}
