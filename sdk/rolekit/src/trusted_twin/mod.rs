//! Administration of a Trusted Twin account: users, roles, keys, rules and logs.
//!
//! ```
//! # rolekit_doc::trusted_twin(async |twin, _| {
//! use rolekit::trusted_twin::{Action, Expiry, NewRole, NewUser, NewUserSecretPin, Statement};
//!
//! // let twin = Client::from_env()?; // TRUSTED_TWIN_SECRET
//! let statement = Statement::allow([Action::GetTwin, Action::ScanTwins]);
//! let reader = NewRole::new("Reader".parse()?, statement);
//! let reader = twin.roles().ensure(&reader).await?.value;
//! let ada = NewUser::new(reader.uuid).name("Ada".try_into()?);
//! let ada = twin.users().ensure(&ada).await?.value;
//! let pin = NewUserSecretPin::new(Expiry::Never);
//! let pin = twin.secrets().create_pin(&ada.uuid, &pin).await?.pin;
//! println!("PIN, valid for ten minutes: {}", pin.expose());
//! # Ok(()) });
//! ```
//!
//! # Resources
//!
//! Each method of a [`Client`] returns a [resource](resources), whose methods start the requests of
//! the API's operations: [`operations`]. Awaiting a request sends it. Operations have the vendor's own
//! names in errors and traces, which are also the names of [actions](Action).
//!
//! | Resource | Operations | Intents |
//! |---|---|---|
//! | [`Client::roles`] | list, create, get, update, delete | [`ensure`](resources::Roles::ensure) with plans, [`find_by_name`](resources::Roles::find_by_name), [`RoleUpdate::within`] |
//! | [`Client::users`] | list, create, get, update, delete | [`ensure`](resources::Users::ensure) with plans, [`find_by_name`](resources::Users::find_by_name) |
//! | [`Client::secrets`] | create a PIN, exchange it, get, update, delete | [`redeem`](resources::Secrets::redeem), [`create`](resources::Secrets::create) |
//! | [`Client::tokens`] | create, refresh | [`Client::with_key`] uses a token |
//! | [`Client::account`] | get, update | |
//! | [`Client`] | [`who_am_i`](Client::who_am_i), [`trace`](Client::trace) | |
//! | [`Client::log`] | get | [`follow`](resources::Log::follow) |
//! | [`Client::usage`] | of the account, of a user | [`hours` and sums](types::Usage) |
//! | [`Client::twins`] | scan, create, get, update, terminate | |
//! | [`Client::identities`] | resolve, list, create, get, update, delete | |
//! | [`Client::ledgers`] | add, get, update and delete Entries, their values and history | |
//! | [`Client::docs`] | list, attach, get, download, update, delete one or all | |
//! | [`Client::cache`] | create and invalidate an upload URL | |
//! | [`Client::databases`] | list, get, update, get and update access | |
//! | [`Client::timeseries`], [`Client::indexes`] | list, create, get, update, truncate, delete | |
//! | [`Client::notifications`] | get and update access, subscribe, confirm, refresh, unsubscribe | |
//! | [`Client::stickers`] | list, put, get, remove | |
//! | [`Client::batches`] | list, create, get, update, delete | |
//!
//! A [`Statement`] says what a role permits, as an [`ActionSet`]; a [`rule`] which things. An
//! [`Expiry`] must be chosen for every key. A client from [`Client::with_dict`] sends the dictionary
//! that rules read as `DICT` with every call.
//!
//! ```
//! # rolekit_doc::trusted_twin(async |twin, _| {
//! use rolekit::trusted_twin::Rule;
//! # use rolekit::trusted_twin::types::NewTwin;
//!
//! # let uuid = twin.twins().create(&NewTwin::new()).await?.creation_certificate.uuid;
//! # for value in [3, 5] {
//! #     let entry = format!(r#"{{"entries": {{"speed": {{"value": {value}, "history": "1D"}}}}}}"#);
//! #     if value == 3 {
//! #         twin.ledgers().add(&uuid, "personal", &entry_of(&entry)?).await?;
//! #     } else {
//! #         twin.ledgers().update(&uuid, "personal", &entry_of(&entry)?).await?;
//! #     }
//! # }
//! # fn entry_of<T: serde::de::DeserializeOwned>(json: &str) -> serde_json::Result<T> {
//! #     serde_json::from_str(json)
//! # }
//! let open = twin.twins().scan().matching(Rule::twin("open").eq(true).to_string());
//! let mut found = twin.twins().scan().details(true).limit(100).stream();
//! while let Some(twin) = found.try_next().await? {
//!     println!("{} {:?}", twin.uuid, twin.details);
//! }
//!
//! // Newest first.
//! let mut speeds = twin.ledgers().history(&uuid, "personal").entries(["speed"]).limit(1).stream();
//! while let Some(speed) = speeds.try_next().await? {
//!     println!("{:?}: {}", speed.time.to_utc(), speed.value);
//! }
//! # let speeds = twin.ledgers().history(&uuid, "personal").limit(1).all().await?;
//! # assert_eq!(speeds.iter().map(|speed| &speed.value).collect::<Vec<_>>(), [5, 3]);
//! # let _ = open; // The sandbox does not evaluate rules.
//! # Ok(()) });
//! ```

mod client;
mod dict;
mod expiry;
mod log;
#[cfg(feature = "trusted-twin-data")]
pub(crate) mod pages;
mod roles;
mod rules;
mod secrets;
mod statement;
mod usage;
mod users;

pub use self::dict::SecretDict;
pub use self::expiry::Expiry;
pub use self::log::{FollowLog, LogItem};
pub use self::roles::{EnsureRole, RolePlan};
pub use self::secrets::SecretCreation;
pub use self::statement::{ActionSet, MissingPermissions};
pub use self::users::{EnsureUser, UserPlan};
pub use crate::generated::trusted_twin::{Client, operations, resources, types};

pub use crate::generated::trusted_twin::types::{
    Account, AccountUpdate, Action, ActivityTable, CreatedUserSecret, Effect, Log, NewRole,
    NewUser, NewUserSecretPin, NewUserToken, RefreshedUserToken, Role, RoleName, RoleSummary,
    RoleUpdate, Rules, RulesChange, Statement, TokenOption, UpdatedUser, Usage, User, UserName,
    UserSecret, UserSecretUpdate, UserSummary, UserToken, UserTokenRefresh, UserUpdate, WhoAmI,
};

pub use trusted_twin_rules::Rule;

/// The rule language, which is the crate `trusted_twin_rules`: depend on that crate alone to build or check
/// rules without the client. A built rule is accepted wherever a rule is set. A rule that is set as a string
/// is not checked, because only the service knows its version of the language.
///
/// ```
/// use rolekit::trusted_twin::rule::{Rule, check};
/// use rolekit::trusted_twin::RulesChange;
///
/// fn rules(entry: &str) -> rolekit::Result<RulesChange> {
///     // An invalid rule is an error of the kind `InvalidRequest`.
///     let entry = Rule::parse(entry).map_err(rolekit::Error::invalid_request)?;
///     Ok(RulesChange::new().twin(Rule::twin("company").eq(Rule::user("company"))).entry(entry))
/// }
///
/// rules("entry_name == 'price'")?;
/// for warning in check("Twin.open")? {
///     println!("{warning}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(inline)]
pub use trusted_twin_rules as rule;

pub use crate::ids::trusted_twin::{AccountId, BatchId, DatabaseId, RoleId, TwinId, UserId};

#[cfg(fuzzing)]
pub(crate) use self::client::ERRORS;
