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

/// The extensions that the pipeline reads in a document or its overlay. Keys that begin with `x-xtask` and
/// `x-rolekit` are of the stages.
pub const IN_DOCUMENTS: [&str; 13] = [
    FEATURE,
    METHOD,
    PAGINATION,
    REJECTIONS,
    RESOURCE,
    RUST_TYPE,
    "x-discriminator-value",
    "x-idempotent",
    "x-ms-discriminator-value",
    "x-nullable",
    "x-operation-ids",
    "x-rust-name",
    "x-withhold-errors",
];

/// On an alternative: its title in the document.
pub const TITLE: &str = "x-xtask-title";
/// On a union: the property that selects the alternative.
pub const TAG: &str = "x-xtask-tag";
/// On an alternative: the values of that property that select it.
pub const TAGS: &str = "x-xtask-tags";
/// On an alternative: it is the one for an absent or an unknown value of that property.
pub const DEFAULT: &str = "x-xtask-default";
/// On an alternative: the name of its variant.
pub const VARIANT: &str = "x-xtask-variant";
/// On a union: a value may be several of the alternatives at once.
pub const ANY_OF: &str = "x-xtask-any-of";
/// On an alternative: it is several others at once.
pub const SEVERAL: &str = "x-xtask-several";
/// On a boolean: the values that it may be.
pub const VALUES: &str = "x-xtask-values";
/// On a schema that others extend: the property that selects the extending schema.
pub const BASE: &str = "x-xtask-base";
/// On a schema that others extend: their names.
pub const EXTENDING: &str = "x-xtask-extending";
/// On an enum: the titles of its values in the document.
pub const NAMES: &str = "x-xtask-names";
/// On an object whose fields have the type of `additionalProperties` if their names match a pattern: other
/// fields are an error of the service's.
pub const NAME_PATTERNS: &str = "x-xtask-name-patterns";
/// On a composed object: its `additionalProperties` is for the fields that no part of it has.
pub const UNEVALUATED: &str = "x-xtask-unevaluated";
/// On a media type of events: whether its schema describes their `data`, or whole events with data that is
/// `json` or `text`: in all events, or in an object with the types of those events that differ.
pub const EVENTS: &str = "x-xtask-events";
/// On an operation: it cannot be called, because a part of it is not in the document.
pub const SKIP: &str = "x-rolekit-skip";
/// On the document: the pointers of the component schemas that webhooks and callbacks use.
pub const WEBHOOK_SCHEMAS: &str = "x-rolekit-webhook-schemas";
