//! Extensions by which stages pass information to later stages. None reaches the generator.

/// On a component schema: its Rust type, from the document.
pub const RUST_TYPE: &str = "x-rust-type";

/// On the document: the errors with which the service rejects a request before it acts on it, although
/// their status does not prove that.
pub const REJECTIONS: &str = "x-rejections";

/// On a tag or an operation: the method of the client that returns the resource.
pub const RESOURCE: &str = "x-rust-resource";

/// On a tag: the feature of the crate that enables the resource.
pub const FEATURE: &str = "x-rust-feature";

/// On an operation: the name of the resource's method.
pub const METHOD: &str = "x-rust-method";

/// On an operation: how the pages of its list follow each other.
pub const PAGINATION: &str = "x-pagination";

/// On an alternative: its title in the document.
pub const TITLE: &str = "x-xtask-title";
/// On a union: the property that selects the alternative.
pub const TAG: &str = "x-xtask-tag";
/// On an alternative: the values of that property that select it.
pub const TAGS: &str = "x-xtask-tags";
/// On a schema that others extend: the property that selects the extending schema.
pub const BASE: &str = "x-xtask-base";
/// On an enum: the titles of its values in the document.
pub const NAMES: &str = "x-xtask-names";
/// On an operation: it cannot be called, because a part of it is not in the document.
pub const SKIP: &str = "x-rolekit-skip";
/// On the document: the pointers of the component schemas that webhooks and callbacks use.
pub const WEBHOOK_SCHEMAS: &str = "x-rolekit-webhook-schemas";
