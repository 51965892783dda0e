// What is known of the endpoints.

/// What the runtime has to know of each operation.
mod endpoints {
    pub(super) const PUT_THING: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "put_thing",
        method: "PUT",
        path: "/things/{request}",
        idempotent: false,
        anonymous: false,
    };
    pub(super) const LOG_IN: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "log_in",
        method: "POST",
        path: "/things/{request}",
        idempotent: false,
        anonymous: false,
    };
    pub(super) const GET_BLOB: crate::runtime::Operation<'static> = crate::runtime::Operation {
        id: "get_blob",
        method: "GET",
        path: "/blobs",
        idempotent: true,
        anonymous: false,
    };
}
