//! Every operation of every vendored document is called over HTTP twice: with the required fields and
//! with all fields, in request and response. Requests and deserialized responses are compared with the
//! document and with the JSON Schemas of the public types.
//!
//! The responses are sampled from the document, since the sandbox implements only some operations.

use std::collections::BTreeSet;

use rolekit::gcore::{
    ApiGroup, LimitRequestId, LimitRequestStatus, ProjectId, RegionId, TaskState, UserActionType,
};
use rolekit::{Error, Response, Timestamp, UnixTimestamp};
use rolekit_e2e::document::{Document, Fill, Operation, SECRET, typed};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{CredentialStatus, Endpoint, Fault, Sandbox};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The arguments of a call, sampled from the document.
struct Arguments {
    operation: Operation,
    fill: Fill,
    values: Vec<(String, bool, Value)>,
    body: Option<Value>,
    response: Option<Value>,
}

impl Arguments {
    fn value(&self, name: &str) -> &(String, bool, Value) {
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let found = self
            .values
            .iter()
            .find(|(other, ..)| plain(other) == plain(name));
        found.unwrap_or_else(|| panic!("{} has no parameter {name}", self.operation.name))
    }

    /// Returns a parameter.
    fn get<T: DeserializeOwned>(&self, name: &str) -> T {
        typed(&self.value(name).2, name)
    }

    fn body<T: DeserializeOwned>(&self) -> T {
        let body = self.body.as_ref();
        typed(
            body.expect("the operation has a body"),
            &self.operation.name,
        )
    }
}

/// A service: its document, its server in the sandbox, and the operations called so far.
struct Service {
    document: Document,
    server: Endpoint,
    called: BTreeSet<String>,
}

impl Service {
    fn new(document: &str, overlay: &str, server: &Endpoint) -> Self {
        Self {
            document: Document::parse(document, overlay),
            server: server.clone(),
            called: BTreeSet::new(),
        }
    }

    async fn begin(&mut self, name: &str, fill: Fill) -> Arguments {
        let operation = self.document.operations().get(name);
        let operation = operation
            .unwrap_or_else(|| panic!("the document has no {name}"))
            .clone();
        let (status, response) = self.document.response(&operation, fill);
        let canned = match &response {
            Some(response) => CannedResponse::new(status).json(response.clone()),
            None => CannedResponse::new(status),
        };
        self.server.inject(Fault::respond(canned)).await.unwrap();
        let mut values = self.document.parameters(&operation, "path");
        values.extend(self.document.parameters(&operation, "query"));
        Arguments {
            body: self.document.body(&operation, fill),
            operation,
            fill,
            values,
            response,
        }
    }

    /// Compares the request with the document.
    fn check_request(&mut self, arguments: &Arguments) {
        let Arguments {
            operation, fill, ..
        } = arguments;
        let name = &operation.name;
        let requests = self.server.requests();
        let request = requests.last().unwrap();
        assert!(
            operation.matches(&request.method, &request.path),
            "{name} sent {} {}",
            request.method,
            request.path,
        );
        let expected = if operation.anonymous {
            CredentialStatus::Missing
        } else {
            CredentialStatus::Valid
        };
        assert_eq!(request.credential, expected, "{name}");
        let sent: BTreeSet<String> = request
            .query
            .iter()
            .flat_map(|query| query.split('&'))
            .filter_map(|pair| pair.split('=').next())
            .map(ToOwned::to_owned)
            .collect();
        let described = self.document.parameters(operation, "query");
        let described: BTreeSet<String> = described
            .into_iter()
            .filter(|(_, required, _)| *required || *fill == Fill::All)
            .map(|(name, ..)| name)
            .collect();
        assert_eq!(sent, described, "the query of {name}");
        let body =
            (!request.body.is_empty()).then(|| serde_json::from_slice(&request.body).unwrap());
        assert_eq!(
            body.map(plain),
            arguments.body.clone().map(plain),
            "the body of {name}"
        );
        self.called.insert(name.clone());
    }

    fn check_response<T>(&mut self, arguments: &Arguments, end: Result<Response<T>, Error>)
    where
        T: Serialize + DeserializeOwned + JsonSchema,
    {
        let name = &arguments.operation.name;
        let value = end
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .into_inner();
        self.check_request(arguments);
        let response = arguments.response.as_ref().unwrap_or(&Value::Null);
        let read = serde_json::to_value(&value).unwrap();
        assert_eq!(
            plain(read.clone()),
            redacted(plain(response.clone())),
            "{name}: the deserialized value differs from the response",
        );
        let schema = schemars::SchemaGenerator::default().into_root_schema_for::<T>();
        let schema = jsonschema::validator_for(schema.as_value()).unwrap();
        for value in [response, &read] {
            if let Err(error) = schema.validate(value) {
                panic!("{name}: {value} does not match the JSON Schema of its type: {error}");
            }
        }
    }

    fn check_stream(&mut self, arguments: &Arguments, end: Result<(), Error>) {
        end.unwrap_or_else(|error| panic!("{}: {error}", arguments.operation.name));
        self.check_request(arguments);
    }

    /// Fails if an operation was not called, or the document has fewer than `at_least` operations.
    fn complete(&self, at_least: usize) {
        let described: BTreeSet<String> = self.document.operations().keys().cloned().collect();
        let missing: Vec<_> = described.difference(&self.called).collect();
        assert!(missing.is_empty(), "never called: {missing:?}");
        assert!(
            described.len() >= at_least,
            "the document has fewer than {at_least} operations"
        );
    }
}

/// Removes null fields, which mean the same as missing fields in a response, and unifies numbers.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let set = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                set.map(|(name, value)| (name, plain(value)))
                    .collect::<Map<_, _>>(),
            )
        }
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Number(number) => json!(number.as_f64()),
        other => other,
    }
}

/// Redacts the secrets of a response, as values of the SDK do outside of its requests.
fn redacted(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, redacted(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(redacted).collect(),
        Value::String(text) if text == SECRET => json!("[redacted]"),
        other => other,
    }
}

/// Makes a request for each operation, with arguments sampled from the document: the call that starts
/// it, then the setters of its optional parameters, some with a type, or another name in the document.
macro_rules! call {
    ($service:ident, $fill:ident, $($name:ident($($call:tt)*) $({$($setters:tt)*})?;)+) => {$(
        call!(@one $service, $fill, $name, ($($call)*), ($($($setters)*)?));
    )+};
    (@one $service:ident, $fill:ident, $name:ident, (|$a:ident| $call:expr), ($($setters:tt)*)) => {
        let $a = $service.begin(stringify!($name), $fill).await;
        let request = $call;
        let request = call!(@set request, $a, $($setters)*);
        let end = request.send().await;
        $service.check_response(&$a, end);
    };
    (@one $service:ident, $fill:ident, $name:ident, ($call:expr), ()) => {
        call!(@one $service, $fill, $name, (|arguments| $call), ());
    };
    (@set $request:ident, $a:ident, $($setter:ident $(: $type:ty)? $(= $parameter:literal)?),*) => {
        match $a.fill {
            Fill::Required => $request,
            Fill::All => {
                $(let $request = $request.$setter(
                    $a.get$(::<$type>)?(call!(@name $setter $($parameter)?)),
                );)*
                $request
            }
        }
    };
    (@name $setter:ident) => { stringify!($setter) };
    (@name $setter:ident $parameter:literal) => { $parameter };
}

#[tokio::test]
async fn every_operation_of_gcore_cloud_is_called() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::gcore(&sandbox);
    let mut service = Service::new(
        include_str!("../../../../openapi/gcore.yaml"),
        include_str!("../../../../openapi/gcore.overlay.yaml"),
        sandbox.gcore(),
    );
    for fill in [Fill::Required, Fill::All] {
        call! { service, fill,
            list_users(|a| client.users().list()) {limit, offset, user_id};
            list_role_assignments(|a| client.role_assignments().list()) {limit, offset, project_id, user_id};
            create_role_assignment(|a| client.role_assignments().create(&a.body()));
            delete_role_assignment(|a| client.role_assignments().delete(a.get("assignment_id")));
            update_role_assignment(|a| client.role_assignments().update(a.get("assignment_id"), &a.body()));
            list_assignable_roles(|a| client.role_assignments().list_assignable_roles()) {project_id};
            list_projects(|a| client.projects().list()) {include_deleted, limit, name: String, offset, order_by};
            create_project(|a| client.projects().create(&a.body()));
            get_project(|a| client.projects().get(a.get("project_id")));
            replace_project(|a| client.projects().replace(a.get("project_id"), &a.body()));
            delete_project(|a| client.projects().delete(a.get("project_id")));
            update_project(|a| client.projects().update(a.get("project_id"), &a.body()));
            list_regions(|a| client.regions().list()) {display_name: String, limit, offset, order_by, product, show_volume_types};
            get_region(|a| client.regions().get(a.get("region_id"))) {show_volume_types};
            list_ssh_keys(|a| client.ssh_keys().list(a.get("project_id"))) {limit, name: String, offset, order_by};
            list_tasks(|a| client.tasks().list()) {from_timestamp: Timestamp, is_acknowledged, limit, offset, order_by, project_id: Vec<ProjectId>, region_id: Vec<RegionId>, sorting, state: Vec<TaskState>, task_type: String, to_timestamp: Timestamp};
            list_active_tasks(|a| client.tasks().list_active(a.get("project_id"), a.get("region_id"))) {limit, offset, task_type: Vec<String>};
            get_task(|a| client.tasks().get(&a.get("task_id")));
            acknowledge_task(|a| client.tasks().acknowledge(&a.get("task_id")));
            acknowledge_all_tasks(|a| client.tasks().acknowledge_all()) {project_id, region_id};
            acknowledge_tasks(|a| client.tasks().acknowledge_several(&a.body())) {project_id, region_id};
            get_quotas(client.quotas().get());
            get_notification_threshold(|a| client.quotas().get_notification_threshold(a.get("client_id")));
            update_notification_threshold(|a| client.quotas().update_notification_threshold(a.get("client_id"), &a.body()));
            delete_notification_threshold(|a| client.quotas().delete_notification_threshold(a.get("client_id")));
            get_global_quotas(|a| client.quotas().get_global(a.get("client_id")));
            list_limit_requests(|a| client.limit_requests().list()) {created_from: Timestamp, created_to: Timestamp, limit, offset, request_ids: Vec<LimitRequestId>, status: Vec<LimitRequestStatus>};
            create_limit_request(|a| client.limit_requests().create(&a.body()));
            get_limit_request(|a| client.limit_requests().get(a.get("request_id")));
            delete_limit_request(|a| client.limit_requests().delete(a.get("request_id")));
            get_regional_quotas(|a| client.quotas().get_regional(a.get("client_id"), a.get("region_id")));
            list_user_actions(|a| client.audit_log().list()) {action_type: Vec<UserActionType>, api_group: Vec<ApiGroup>, from_timestamp: Timestamp, limit, offset, order_by, project_id: Vec<ProjectId>, region_id: Vec<RegionId>, resource_id: Vec<String>, search_field: String, sorting, source_user_ips: Vec<String>, to_timestamp: Timestamp, user_agents: Vec<String>};
            get_amqp_subscription(|a| client.audit_subscriptions().get_amqp(a.get("subscription_id")));
            update_amqp_subscription(|a| client.audit_subscriptions().update_amqp(a.get("subscription_id"), &a.body()));
            list_amqp_subscriptions(|a| client.audit_subscriptions().list_amqp()) {limit, offset};
            create_webhook_subscription(|a| client.audit_subscriptions().create_webhook(&a.body()));
            create_amqp_subscription(|a| client.audit_subscriptions().create_amqp(&a.body()));
            send_amqp_test_message(|a| client.audit_subscriptions().test_amqp(&a.body()));
            list_webhook_subscriptions(|a| client.audit_subscriptions().list_webhooks()) {limit, offset};
            delete_webhook_subscription(client.audit_subscriptions().delete_webhook());
            delete_amqp_subscription(client.audit_subscriptions().delete_amqp());
        }
    }
    service.complete(40);
}

#[tokio::test]
async fn every_operation_of_gcore_iam_is_called() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::gcore_iam(&sandbox);
    let mut service = Service::new(
        include_str!("../../../../openapi/gcore-iam.yaml"),
        include_str!("../../../../openapi/gcore-iam.overlay.yaml"),
        sandbox.gcore(),
    );
    for fill in [Fill::Required, Fill::All] {
        call! { service, fill,
            login(|a| client.auth().login(&a.body()));
            refresh(|a| client.auth().refresh(&a.body()));
            select_account(|a| client.auth().select_account(a.get("client_id")));
            create_account(|a| client.account().create(&a.body()));
            get_account(client.account().get());
            forgot_password(|a| client.auth().forgot_password(&a.body()));
            change_password(|a| client.auth().change_password(a.get("user_id"), &a.body()));
            list_last_logins(|a| client.account().list_last_logins()) {limit, offset};
            list_tokens_v1(|a| client.tokens_v1().list(a.get("client_id"))) {deleted, issued_by, not_issued_by, role: String};
            create_token_v1(|a| client.tokens_v1().create(a.get("client_id"), &a.body()));
            get_token_v1(|a| client.tokens_v1().get(a.get("client_id"), a.get("token_id")));
            delete_token_v1(|a| client.tokens_v1().delete(a.get("client_id"), a.get("token_id")));
            list_tokens(|a| client.tokens().list(a.get("client_id"))) {deleted, issued_by, not_issued_by, role: String};
            create_token(|a| client.tokens().create(a.get("client_id"), &a.body()));
            get_token(|a| client.tokens().get(a.get("client_id"), a.get("token_id")));
            delete_token(|a| client.tokens().delete(a.get("client_id"), a.get("token_id")));
            list_users(|a| client.users().list()) {limit, offset};
            get_user(|a| client.users().get(a.get("user_id")));
            update_user(|a| client.users().update(a.get("user_id"), &a.body()));
            update_user_email(|a| client.users().update_email(a.get("user_id"), &a.body()));
            invite_user(|a| client.client_users().invite(&a.body()));
            get_client_user(|a| client.client_users().get(a.get("client_id"), a.get("user_id")));
            update_client_user(|a| client.client_users().update(a.get("client_id"), a.get("user_id"), &a.body()));
            revoke_client_user(|a| client.client_users().revoke(a.get("client_id"), a.get("user_id")));
        }
    }
    service.complete(24);
}

#[tokio::test]
async fn every_operation_of_trusted_twin_is_called() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::trusted_twin(&sandbox);
    let mut service = Service::new(
        include_str!("../../../../openapi/trusted-twin.yaml"),
        include_str!("../../../../openapi/trusted-twin.overlay.yaml"),
        sandbox.trusted_twin(),
    );
    for fill in [Fill::Required, Fill::All] {
        call! { service, fill,
            get_account(client.account().get());
            update_account(|a| client.account().update(&a.body()));
            get_batches(|a| client.batches().list()) {cursor: String, since: UnixTimestamp = "ge", until: UnixTimestamp = "le", limit, status};
            create_batch(|a| client.batches().create(&a.body()));
            get_batch(|a| client.batches().get(&a.get("batch"))) {download};
            delete_batch(|a| client.batches().delete(&a.get("batch")));
            update_batch(|a| client.batches().update(&a.get("batch"), &a.body()));
            who_am_i(client.who_am_i());
            get_users(client.users().list());
            create_user(|a| client.users().create(&a.body()));
            get_user(|a| client.users().get(&a.get("user")));
            delete_user(|a| client.users().delete(&a.get("user")));
            update_user(|a| client.users().update(&a.get("user"), &a.body()));
            get_user_secret(|a| client.secrets().get(&a.get("user")));
            create_user_secret_pin(|a| client.secrets().create_pin(&a.get("user"), &a.body()));
            delete_user_secret(|a| client.secrets().delete(&a.get("user")));
            update_user_secret(|a| client.secrets().update(&a.get("user"), &a.body()));
            create_user_secret(|a| client.secrets().exchange_pin(&a.get("account"), &a.get("pin")));
            create_user_token(|a| client.tokens().create(&a.body()));
            refresh_user_token(|a| client.tokens().refresh(&a.body()));
            get_user_roles(client.roles().list());
            create_user_role(|a| client.roles().create(&a.body()));
            get_user_role(|a| client.roles().get(&a.get("role")));
            delete_user_role(|a| client.roles().delete(&a.get("role")));
            update_user_role(|a| client.roles().update(&a.get("role"), &a.body()));
            resolve_twin_identity(|a| client.identities().resolve(a.get::<String>("identity"))) {context: Vec<String>, details};
            get_twin_identities(|a| client.identities().list(&a.get("twin"))) {show_expired, show_foreign: String, show_personal, show_private, show_public, show_valid};
            create_twin_identity(|a| client.identities().create(&a.get("twin"), &a.body()));
            get_twin_identity(|a| client.identities().get(&a.get("twin"), a.get::<String>("identity")));
            delete_twin_identity(|a| client.identities().delete(&a.get("twin"), a.get::<String>("identity")));
            update_twin_identity(|a| client.identities().update(&a.get("twin"), a.get::<String>("identity"), &a.body()));
            scan_twins(|a| client.twins().scan()) {limit = "count", cursor: String, details, matching: String = "match"};
            create_twin(|a| client.twins().create(&a.body()));
            get_twin(|a| client.twins().get(&a.get("twin"))) {show_terminated};
            terminate_twin(|a| client.twins().terminate(&a.get("twin")));
            update_twin(|a| client.twins().update(&a.get("twin"), &a.body()));
            get_twin_ledger_entry(|a| client.ledgers().get(&a.get("twin"), a.get::<String>("ledger"))) {entries: Vec<String>, show_private, show_public, show_references};
            add_twin_ledger_entry(|a| client.ledgers().add(&a.get("twin"), a.get::<String>("ledger"), &a.body()));
            delete_twin_ledger_entry(|a| client.ledgers().delete(&a.get("twin"), a.get::<String>("ledger"), &a.body())) {entries: Vec<String>};
            update_twin_ledger_entry(|a| client.ledgers().update(&a.get("twin"), a.get::<String>("ledger"), &a.body()));
            get_twin_ledger_entry_value(|a| client.ledgers().get_values(&a.get("twin"), a.get::<String>("ledger"))) {entries: Vec<String>};
            update_twin_ledger_entry_value(|a| client.ledgers().update_values(&a.get("twin"), a.get::<String>("ledger"), &a.body()));
            get_twin_ledger_entry_history(|a| client.ledgers().history(&a.get("twin"), a.get::<String>("ledger"))) {entries: Vec<String>, since: UnixTimestamp = "ge", until: UnixTimestamp = "le", limit};
            get_twin_docs(|a| client.docs().list(&a.get("twin"))) {mask: String, view: String};
            attach_twin_doc(|a| client.docs().attach(&a.get("twin"), &a.body()));
            delete_twin_docs(|a| client.docs().delete_all(&a.get("twin")));
            get_twin_doc(|a| client.docs().get(&a.get("twin"), a.get::<String>("doc_name"))) {download, validity_ts: UnixTimestamp};
            delete_twin_doc(|a| client.docs().delete(&a.get("twin"), a.get::<String>("doc_name")));
            update_twin_doc(|a| client.docs().update(&a.get("twin"), a.get::<String>("doc_name"), &a.body()));
            create_upload_url(client.cache().create_upload_url());
            invalidate_upload_url(|a| client.cache().invalidate_upload_url(a.get::<String>("handler")));
            get_databases(client.databases().list());
            get_database(|a| client.databases().get(&a.get("database")));
            update_database(|a| client.databases().update(&a.get("database"), &a.body()));
            get_database_access(|a| client.databases().get_access(&a.get("database")));
            update_database_user_access(|a| client.databases().update_user_access(&a.get("database"), &a.get("user"), &a.body()));
            update_database_ip_access(|a| client.databases().update_ip_access(&a.get("database"), &a.body()));
            get_timeseries_tables(client.timeseries().list());
            create_timeseries_table(|a| client.timeseries().create(&a.body()));
            get_timeseries_table(|a| client.timeseries().get(a.get::<String>("timeseries")));
            delete_timeseries_table(|a| client.timeseries().delete(a.get::<String>("timeseries")));
            update_timeseries_table(|a| client.timeseries().update(a.get::<String>("timeseries"), &a.body()));
            truncate_timeseries_table(|a| client.timeseries().truncate(a.get::<String>("timeseries")));
            get_indexes_tables(client.indexes().list());
            create_indexes_table(|a| client.indexes().create(&a.body()));
            get_indexes_table(|a| client.indexes().get(a.get::<String>("index")));
            delete_indexes_table(|a| client.indexes().delete(a.get::<String>("index")));
            update_indexes_table(|a| client.indexes().update(a.get::<String>("index"), &a.body()));
            truncate_indexes_table(|a| client.indexes().truncate(a.get::<String>("index")));
            get_log(|a| client.log().get()) {fragment: String};
            get_notifications_access(client.notifications().get_access());
            update_notifications_account_access(|a| client.notifications().update_account_access(&a.get("account"), &a.body()));
            webhook_subscribe(|a| client.notifications().subscribe(&a.body()));
            webhook_confirm_subscription(|a| client.notifications().confirm(&a.get("account"), &a.get("token")));
            webhook_unsubscribe(|a| client.notifications().unsubscribe(&a.get("account"), &a.get("token")));
            webhook_refresh_subscription(|a| client.notifications().refresh(&a.get("account"), &a.get("token")));
            get_account_usage(client.usage().of_account());
            get_user_usage(|a| client.usage().of_user(&a.get("user")));
            get_stickers(|a| client.stickers().list_on_twin(&a.get("twin"))) {context: String};
            put_sticker(|a| client.stickers().put(&a.get("twin"), &a.body()));
            get_sticker(|a| client.stickers().get(&a.get("twin"), a.get::<String>("color")));
            remove_sticker(|a| client.stickers().remove(&a.get("twin"), a.get::<String>("color"))) {context: String};
            list_stickers(|a| client.stickers().list()) {color: String, context: String, since: UnixTimestamp = "ge", until: UnixTimestamp = "le", limit, offset};
            trace(client.trace());
        }
        let a = service.begin("download_doc", fill).await;
        let file = client
            .docs()
            .download(&a.get("account"), a.get::<String>("handler"));
        let end = file.send().await;
        service.check_stream(&a, end.map(drop));
    }
    service.complete(85);
}
