//! Decoding of responses: unknown values and fields survive, and no input makes a decoder panic.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;

use futures_util::TryStreamExt;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};
use rolekit::gcore::{AssignRole, AssignmentId, Role, RoleAssignment, Scope, UserId};
use rolekit::trusted_twin::{Action, Effect, NewRole, RoleId, RoleName, RoleUpdate, Statement};
use rolekit::{CallOptions, Error, ErrorKind, Outcome};
use rolekit_e2e::fixture::{Fixture, System};
use rolekit_e2e::{gcore, trusted_twin};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Fault, RuleKeys, Sandbox};
use serde_json::{Map, Value, json};

type CallFuture = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// An operation with a valid response body and its call.
struct Operation {
    name: &'static str,
    system: System,
    response: Value,
    call: fn(&Fixture) -> CallFuture,
}

macro_rules! operation {
    ($system:ident, $client:ident $(. $part:ident ( $($argument:expr),* ))+, $response:expr) => {
        Operation {
            name: stringify!($($part).+),
            system: System::$system,
            response: $response,
            call: |fixture| {
                let request = fixture.$client$(.$part($($argument),*))+;
                Box::pin(async { request.await.map(drop) })
            },
        }
    };
}

const ASSIGNMENT: AssignmentId = AssignmentId::new(12);

fn assign() -> AssignRole {
    AssignRole::new(UserId::new(777), Role::User)
}

fn role_id() -> RoleId {
    RoleId::new("5f0c7c5e")
}

fn new_role() -> NewRole {
    NewRole::new("Reader".parse().unwrap(), Statement::permit_nothing())
}

fn operations() -> Vec<Operation> {
    let assignment = json!({
        "id": 12, "user_id": 777, "role": "User", "client_id": 8, "project_id": null,
        "assigned_by": 1, "created_at": "2019-06-25T08:42:42Z", "updated_at": null,
    });
    let user = json!({
        "id": 777, "name": "Ada", "email": "ada@example.com", "activated": true, "is_admin": false,
    });
    let role = json!({
        "uuid": "5f0c7c5e", "name": "Reader", "account": "a", "created_ts": 1.5, "updated_ts": 2,
        "rules": {"twin": "true", "entry": null},
        "statement": {"effect": "allow", "actions": ["get_twin"]},
    });
    vec![
        operation!(
            Gcore,
            gcore.users().list(),
            json!({"count": 1, "results": [user]})
        ),
        operation!(
            Gcore,
            gcore.role_assignments().list(),
            json!({"count": 1, "results": [assignment]})
        ),
        operation!(
            Gcore,
            gcore.role_assignments().create(&assign()),
            assignment.clone()
        ),
        operation!(
            Gcore,
            gcore.role_assignments().update(ASSIGNMENT, &assign()),
            json!({"assignment_id": 12})
        ),
        operation!(
            Gcore,
            gcore.role_assignments().delete(ASSIGNMENT),
            json!({"assignment_id": 12})
        ),
        operation!(
            Gcore,
            gcore.role_assignments().list_assignable_roles(),
            json!({"count": 1, "results": [{"role": "User", "scope": "Project"}]})
        ),
        operation!(
            TrustedTwin,
            twin.roles().list(),
            json!({"roles": {"5f0c7c5e": {"name": "Reader", "created_ts": 1, "updated_ts": 2.5}}})
        ),
        operation!(TrustedTwin, twin.roles().create(&new_role()), role.clone()),
        operation!(TrustedTwin, twin.roles().get(&role_id()), role.clone()),
        operation!(
            TrustedTwin,
            twin.roles().update(&role_id(), &RoleUpdate::new()),
            role.clone()
        ),
        operation!(TrustedTwin, twin.roles().delete(&role_id()), role),
        operation!(
            TrustedTwin,
            twin.who_am_i(),
            json!({"account": "a", "user": "u", "role": "r"})
        ),
    ]
}

thread_local! {
    static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    static FIXTURE: RefCell<Option<Fixture>> = const { RefCell::new(None) };
}

/// Makes the operation's call with this response body.
fn decode(operation: &Operation, body: Vec<u8>) -> Result<(), Error> {
    RUNTIME.with(|runtime| {
        FIXTURE.with_borrow_mut(|fixture| {
            runtime.block_on(async {
                if fixture.is_none() {
                    *fixture = Some(Fixture::new(CallOptions::new()).await.unwrap());
                }
                let fixture = fixture.as_ref().unwrap();
                let server = fixture.server(operation.system);
                server.clear_requests();
                let response = CannedResponse::new(200).header("content-type", "application/json");
                server
                    .inject(Fault::respond(response.bytes(body)))
                    .await
                    .unwrap();
                (operation.call)(fixture).await
            })
        })
    })
}

/// Checks that a result is a success, or a decode error with the outcome `Applied`.
fn check_result(operation: &Operation, end: &Result<(), Error>) -> Result<(), TestCaseError> {
    if let Err(error) = end {
        prop_assert_eq!(
            error.kind(),
            ErrorKind::Decode,
            "{}: {}",
            operation.name,
            error
        );
        prop_assert_eq!(error.outcome(), Outcome::Applied);
        prop_assert!(error.body().len() <= 1 << 20);
        prop_assert!(error.to_string().len() < 2000);
    }
    Ok(())
}

/// Generates any JSON value.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("Archivist")),
        Just(json!(1e300)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("\\PC{0,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Collects the JSON pointers of all values in a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let step = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| pointers(value, &step(key), found)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| pointers(value, &step(&index.to_string()), found)),
        _ => {}
    }
}

/// Adds a field to every object.
fn add_field(value: &mut Value, key: &str, added: &Value) {
    match value {
        Value::Object(map) => {
            map.values_mut()
                .for_each(|value| add_field(value, key, added));
            map.entry(key.to_owned()).or_insert_with(|| added.clone());
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|value| add_field(value, key, added)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for operation in operations() {
            check_result(&operation, &decode(&operation, bytes.clone()))?;
        }
    }

    #[test]
    fn arbitrary_json(value in value()) {
        for operation in operations() {
            check_result(&operation, &decode(&operation, value.to_string().into_bytes()))?;
        }
    }

    #[test]
    fn a_valid_response_with_a_part_replaced_or_removed(
        place in any::<prop::sample::Index>(),
        part in proptest::option::of(value()),
        cut in any::<prop::sample::Index>(),
    ) {
        for operation in operations() {
            let mut response = operation.response.clone();
            let mut all = Vec::new();
            pointers(&response, "", &mut all);
            let at = place.get(&all).clone();
            match (&part, at.rsplit_once('/')) {
                (Some(part), _) => *response.pointer_mut(&at).unwrap() = part.clone(),
                (None, Some((parent, key))) => {
                    match response.pointer_mut(parent).unwrap() {
                        Value::Object(map) => drop(map.remove(key)),
                        Value::Array(items) => drop(items.pop()),
                        _ => {}
                    }
                }
                (None, None) => response = Value::Null,
            }
            let text = response.to_string().into_bytes();
            check_result(&operation, &decode(&operation, text.clone()))?;
            // The same, cut off at any position.
            let text = text[..cut.index(text.len() + 1)].to_vec();
            check_result(&operation, &decode(&operation, text))?;
        }
    }

    #[test]
    fn unknown_fields_and_enum_values_are_accepted(key in "[a-z_]{1,12}|\\PC{1,8}", added in value(), role in "\\PC{1,20}") {
        for operation in operations() {
            let mut response = operation.response.clone();
            let known: Map<String, Value> = response.as_object().unwrap().clone();
            // The added key must be unknown.
            let names = ["created_ts", "updated_ts", "account", "rules", "statement", "name", "role"];
            let rule = key.strip_suffix("_rule").unwrap_or(&key);
            prop_assume!(!known.contains_key(&key) && !names.contains(&key.as_str()));
            prop_assume!(!["twin", "entry", "identity"].contains(&rule));
            add_field(&mut response, &key, &added);
            // An added key in a map of roles would be a role.
            if let Some(roles) = response.get_mut("roles").and_then(Value::as_object_mut) {
                roles.remove(&key);
            }
            // Unknown enum values.
            for place in ["/role", "/results/0/role", "/statement/effect", "/statement/actions/0"] {
                if let Some(value) = response.pointer_mut(place) {
                    *value = json!(role);
                }
            }
            let end = decode(&operation, response.to_string().into_bytes());
            prop_assert!(end.is_ok(), "{}: {end:?} of {response}", operation.name);
        }
    }
}

#[test]
fn excessive_depth_and_size_are_errors() {
    for operation in operations() {
        for body in [
            "[".repeat(100_000),
            format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000)),
            format!("{{\"count\": {}}}", "9".repeat(10_000)),
            format!("{{\"count\": 1e{}}}", "9".repeat(10)),
            format!("\"{}\"", "x".repeat(1_000_000)),
        ] {
            let end = decode(&operation, body.into_bytes());
            let error = end.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(error.to_string().len() < 1000, "{error}");
        }
    }
}

#[test]
fn unknown_fields_of_any_depth_and_size_are_accepted() {
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    for operation in operations() {
        for added in [
            &*deep,
            "1e99999",
            "-1E-99999",
            &"9".repeat(5_000),
            "\"\\ud83d\\ude00\"",
        ] {
            let response = operation.response.to_string();
            let body = format!("{{\"a_later_field\":{added},{}", &response[1..]);
            decode(&operation, body.into_bytes()).unwrap();
        }
    }
}

fn assignment(role: &str) -> Value {
    json!({
        "user_id": 777,
        "role": role,
        "client_id": 8,
        "project_id": null,
        "assigned_by": null,
        "created_at": "2019-06-25T08:42:42Z",
        "updated_at": null,
        "later": {"nested": [1, null, "x"]},
    })
}

#[tokio::test]
async fn an_unknown_role_survives_a_round_trip() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let id = sandbox.gcore().add_assignment_json(assignment("Archivist"));
    let page = client.role_assignments().list().page().await.unwrap();
    let found: &RoleAssignment = &page.items[0];
    assert_eq!(found.role, Role::Unknown("Archivist".to_owned()));
    assert_eq!(found.role.to_string(), "Archivist");
    assert_eq!(
        found.created_at.to_utc().unwrap().timestamp(),
        1_561_452_162
    );
    assert_eq!(found.updated_at, None);

    let assign = AssignRole::new(UserId::new(777), found.role.clone()).scope(Scope::OwnAccount);
    let update = client
        .role_assignments()
        .update(AssignmentId::new(id), &assign);
    update.await.unwrap();
    let sent = sandbox.gcore().requests().pop().unwrap().json();
    assert_eq!(sent["role"], "Archivist");
}

#[tokio::test]
async fn known_roles_are_parsed_from_strings_and_json() {
    for (text, role) in [
        ("User", Role::User),
        ("ClientAdministrator", Role::ClientAdministrator),
    ] {
        assert_eq!(text.parse::<Role>().unwrap(), role);
        assert_eq!(Role::from(text.to_owned()), role);
        assert_eq!(serde_json::from_value::<Role>(json!(text)).unwrap(), role);
        assert_eq!(serde_json::to_value(&role).unwrap(), text);
        assert_eq!(role.as_str(), text);
    }
}

#[tokio::test]
async fn both_spellings_of_rules_and_unknown_actions_are_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let uuid = server.add_role_json(json!({
        "name": "Super Admin",
        "statement": {"effect": "allow", "actions": ["get_twin", "fly"]},
        "rules": {"twin": "TWIN.a == 1", "later": "x"},
    }));
    let uuid = RoleId::new(uuid);
    for keys in [RuleKeys::Short, RuleKeys::Suffixed] {
        server.set_rule_keys(keys);
        let role = client.roles().get(&uuid).await.unwrap();
        let rules = role.rules.unwrap();
        assert_eq!(rules.twin_rule(), Some("TWIN.a == 1"), "{rules:?}");
        assert_eq!(rules.entry_rule(), None);
        assert_eq!(serde_json::to_value(&rules).unwrap()["later"], "x");
        let statement = role.statement.unwrap();
        assert_eq!(statement.effect, Effect::Allow);
        assert_eq!(
            statement.actions.unwrap(),
            [Action::GetTwin, Action::Unknown("fly".to_owned())],
        );
    }
}

#[tokio::test]
async fn a_name_outside_the_pattern_is_read_but_cannot_be_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let odd = "*** Super / Admin ***";
    let uuid = sandbox.trusted_twin().add_role_json(json!({"name": odd}));
    let uuid = RoleId::new(uuid);
    assert_eq!(client.roles().get(&uuid).await.unwrap().name, odd);
    let listed = client.roles().list().await.unwrap().roles;
    assert_eq!(listed[uuid.as_str()].name, odd);
    odd.parse::<RoleName>().unwrap_err();
}

#[tokio::test]
async fn users_are_listed() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.gcore().add_user("Ada");
    let client = gcore(&sandbox);
    let users: Vec<_> = client
        .users()
        .list()
        .limit(1)
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert!(
        users
            .iter()
            .any(|user| user.id == ada && user.name == "Ada")
    );
}

#[test]
fn desired_state_with_a_misspelled_field_is_refused() {
    let statement = json!({"effect": "deny", "actions": null});
    let role = json!({"name": "Reader", "statement": statement, "ruels": {"twin": "false"}});
    let error = serde_json::from_value::<NewRole>(role).unwrap_err();
    assert!(
        error.to_string().starts_with("unknown field `ruels`"),
        "{error}"
    );
    let assignment = json!({"role": "User", "user_id": 7, "projct_id": 100});
    serde_json::from_value::<AssignRole>(assignment).unwrap_err();
    // A response may have new fields.
    let uuid = "2f1c4a0e-0000-4000-8000-000000000000";
    let role = json!({"uuid": uuid, "name": "Reader", "statement": statement, "later": 1});
    serde_json::from_value::<rolekit::trusted_twin::Role>(role).unwrap();
}
