#![doc = include_str!("../README.md")]
// Shows on docs.rs which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// Forbids printing in the library. Other lints are in Cargo.toml.
#![deny(clippy::print_stdout, clippy::print_stderr)]

#[cfg(any(feature = "gcore", feature = "gcore-iam", feature = "trusted-twin"))]
mod client;
#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(feature = "gcore")]
pub mod gcore;
#[cfg(feature = "gcore-iam")]
pub mod gcore_iam;
mod generated;
pub mod guide;
#[cfg_attr(
    not(all(feature = "gcore", feature = "gcore-iam", feature = "trusted-twin")),
    allow(
        unused_imports,
        unused_macros,
        dead_code,
        reason = "each service uses a part of it"
    )
)]
mod ids;
#[cfg(feature = "trusted-twin")]
pub mod trusted_twin;

#[cfg(feature = "blocking")]
pub use rolekit_runtime::blocking;
pub use rolekit_runtime::{
    Action, AttemptEvent, Body, BoxError, BulkItem, ByteStream, CallEvent, CallFailure,
    CallOptions, CallTarget, CommandCredential, CredentialError, CredentialFormat,
    CredentialFuture, CredentialLocation, CredentialRequest, CredentialSource, CredentialValue,
    DecodeError, Ensure, EnsurePlan, Ensured, EnvironmentCredential, ErrorKind, FileCredential,
    HasId, InvalidPosition, InvalidTimestamp, Items, Job, LenientList, Observer, Outcome, Page,
    Pages, PlannedChange, Position, RateLimit, RawResponse, ReplaceableCredential, Replaced,
    ReqwestTransport, Response, Result, RetryPolicy, Secret, SecretString, SecurityScheme,
    ServiceClient, SharedCredential, Timestamp, TowerTransport, Transport, TransportError,
    TransportFuture, UnixTimestamp, UnknownValue, WaitError,
};
// Re-exports of crates that public signatures use.
#[doc(no_inline)]
pub use rolekit_runtime::{Bytes, Stream, chrono, http, reqwest, serde_json};
#[cfg(feature = "test-util")]
pub use rolekit_runtime::{
    CassetteError, Clock, Jitter, RecordingTransport, ReplayTransport, Sleep, TokioClock,
};

// Rustdoc puts these examples before the documentation of the runtime.

/// Many calls at once, with a result for each item.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use futures_util::StreamExt;
/// use rolekit::gcore::{ClientId, ProjectId, Role, Scope, UserId};
///
/// let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
/// let grants = [777, 778, 999].map(|user| (UserId::new(user), Role::Observer, scope));
/// let mut results = gcore.role_assignments().ensure_all(grants).concurrency(2).stream().boxed();
/// while let Some(entry) = results.next().await {
///     match entry.result {
///         Ok(ensured) => println!("{}: {:?}", entry.item.0, ensured.action),
///         Err(error) => println!("{}: {error}", entry.item.0),
///     }
/// }
/// # Ok(()) });
/// ```
#[doc(inline)]
pub use rolekit_runtime::Bulk;

/// Sets what a client is built from: credential, base URL, options.
///
/// ```
/// # rolekit_doc::gcore(async |_, server| {
/// use std::time::Duration;
/// use rolekit::CallOptions;
/// use rolekit::gcore::Client;
///
/// let gcore = Client::builder()
///     .credential(server.api_key()) // or `.with_env()?`
///     .base_url(server.base_url())
///     .application("warehouse/1.2")
///     .connect_timeout(Duration::from_secs(2))
///     .options(CallOptions::new().timeout(Duration::from_secs(10)))
///     .build()?;
/// gcore.users().list().page().await?;
/// # Ok(()) });
/// ```
#[doc(inline)]
pub use rolekit_runtime::ClientBuilder;

/// What went wrong, and whether a request was applied.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::AssignmentId;
///
/// let absent = gcore.role_assignments().delete(AssignmentId::new(12));
/// let error = absent.await.unwrap_err();
/// assert!(error.is_not_found() && !error.is_conflict());
/// assert!(!error.is_unauthorized() && !error.is_forbidden());
/// assert_eq!(error.operation(), Some("delete_role_assignment"));
/// assert_eq!(error.code(), Some("NotFoundError"));
/// assert_eq!((error.attempts(), error.retry_after()), (1, None));
/// assert!(error.request_id().is_some()); // for the vendor's support
/// assert!(error.body().starts_with(b"{"));
/// # assert_eq!((error.path(), error.content_type()), (None, None));
/// # Ok(()) });
/// ```
#[doc(inline)]
pub use rolekit_runtime::Error;

/// What a request does with a field: leave it, clear it, or set it.
///
/// ```
/// # #[cfg(feature = "gcore")] {
/// use rolekit::Field;
/// use rolekit::gcore::{AssignRole, ClientId, Role, UserId};
///
/// let body = AssignRole::new(UserId::new(7), Role::Observer);
/// assert_eq!(body.project_id, Field::Undefined);
/// let body = body.client_id(ClientId::new(8)).clear_project_id();
/// assert_eq!(body.project_id, Field::Null);
/// assert_eq!(
///     serde_json::to_string(&body).unwrap(),
///     r#"{"client_id":8,"project_id":null,"role":"Observer","user_id":7}"#,
/// );
/// # }
/// ```
#[doc(inline)]
pub use rolekit_runtime::Field;

/// A request with a method and a path of your own.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::http::Method;
/// use serde_json::{Value, json};
///
/// let path = "/cloud/v1/users";
/// let users = gcore.request(Method::GET, path).query("limit", "1").template(path).send().await?;
/// assert_eq!(users.json::<Value>()?["results"][0]["id"], 1);
/// println!("{} with {:?}", users.status(), users.headers());
///
/// let body = json!({"name": "Warehouse"});
/// let created = gcore.request(Method::POST, "/cloud/v1/projects").json(&body).send().await?;
/// assert!(created.body().starts_with(b"{"));
///
/// // Only reads are retried, unless you mark the request as idempotent.
/// let patch = gcore.request(Method::PATCH, "/cloud/v1/projects/100").idempotent();
/// patch.body("application/json", r#"{"name":"Depot"}"#).send().await?;
/// # Ok(()) });
/// ```
#[doc(inline)]
pub use rolekit_runtime::RawRequest;

/// Waits until a service has finished something, such as the deletion of a project.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use std::time::Duration;
/// use rolekit::gcore::{CreateProject, WaitError};
///
/// let created = gcore.projects().create(&CreateProject::new("Short-lived".parse()?)).await?;
/// let gone = gcore
///     .projects()
///     .delete(created.id)
///     .wait()
///     .start_interval(Duration::from_secs(2))
///     .max_interval(Duration::from_secs(30))
///     .timeout(Duration::from_secs(600))
///     .await;
/// match gone {
///     Ok(tasks) => println!("deleted by {} tasks", tasks.len()),
///     Err(WaitError::Failed { reason, .. }) => println!("failed: {reason:?}"),
///     Err(error) => println!("unknown: {error}"),
/// }
/// # Ok(()) });
/// ```
#[doc(inline)]
pub use rolekit_runtime::Wait;
