//! Every operation of every vendored document is called over HTTP twice: with the required fields and
//! with all fields, in request and response. Requests and deserialized responses are compared with the
//! document and with the JSON Schemas of the public types.
//!
//! The responses are sampled from the document, since the sandbox implements only some operations.

use std::collections::BTreeSet;

use rolekit::{Error, Response};
use rolekit_e2e::document::{Document, Fill, Operation, typed};
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

    /// Returns a required parameter.
    fn get<T: DeserializeOwned>(&self, name: &str) -> T {
        typed(&self.value(name).2, name)
    }

    /// Returns an optional parameter, `None` if only required fields are sent.
    fn opt<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        (self.fill == Fill::All).then(|| self.get(name))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.opt(name)
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
            plain(response.clone()),
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

/// Calls operations with arguments sampled from the document.
macro_rules! call {
    ($service:ident, $fill:ident, $client:ident, $($name:ident($($argument:tt)*);)+) => {$(
        call!(@one $service, $fill, $client, $name, ($($argument)*));
    )+};
    (@one $service:ident, $fill:ident, $client:ident, $name:ident, (|$a:ident| $($argument:tt)*)) => {
        let $a = $service.begin(stringify!($name), $fill).await;
        let end = $client.$name($($argument)*).await;
        $service.check_response(&$a, end);
    };
    (@one $service:ident, $fill:ident, $client:ident, $name:ident, ()) => {
        let arguments = $service.begin(stringify!($name), $fill).await;
        let end = $client.$name().await;
        $service.check_response(&arguments, end);
    };
}

#[tokio::test]
async fn every_operation_of_gcore_cloud_is_called() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::gcore(&sandbox);
    let client = client.generated();
    let mut service = Service::new(
        include_str!("../../../../openapi/gcore.yaml"),
        include_str!("../../../../openapi/gcore.overlay.yaml"),
        sandbox.gcore(),
    );
    for fill in [Fill::Required, Fill::All] {
        call! { service, fill, client,
            list_users(|a| a.opt("limit"), a.opt("offset"), a.opt("user_id"));
            list_role_assignments(|a| a.opt("limit"), a.opt("offset"), a.opt("project_id"), a.opt("user_id"));
            create_role_assignment(|a| &a.body());
            delete_role_assignment(|a| a.get("assignment_id"));
            update_role_assignment(|a| a.get("assignment_id"), &a.body());
            list_assignable_roles(|a| a.opt("project_id"));
            list_projects(|a| a.opt("include_deleted"), a.opt("limit"), a.text("name").as_deref(), a.opt("offset"), a.opt("order_by"));
            create_project(|a| &a.body());
            get_project(|a| a.get("project_id"));
            replace_project(|a| a.get("project_id"), &a.body());
            delete_project(|a| a.get("project_id"));
            update_project(|a| a.get("project_id"), &a.body());
            list_regions(|a| a.text("display_name").as_deref(), a.opt("limit"), a.opt("offset"), a.opt("order_by"), a.opt("product"), a.opt("show_volume_types"));
            get_region(|a| a.get("region_id"), a.opt("show_volume_types"));
            list_ssh_keys(|a| a.get("project_id"), a.opt("limit"), a.text("name").as_deref(), a.opt("offset"), a.opt("order_by"));
            list_tasks(|a| a.opt("from_timestamp").as_ref(), a.opt("is_acknowledged"), a.opt("limit"), a.opt("offset"), a.opt("order_by"), a.opt("project_id").as_ref(), a.opt("region_id").as_ref(), a.opt("sorting"), a.opt("state").as_ref(), a.text("task_type").as_deref(), a.opt("to_timestamp").as_ref());
            list_active_tasks(|a| a.get("project_id"), a.get("region_id"), a.opt("limit"), a.opt("offset"), a.opt("task_type").as_ref());
            get_task(|a| &a.get("task_id"));
            acknowledge_task(|a| &a.get("task_id"));
            acknowledge_all_tasks(|a| a.opt("project_id"), a.opt("region_id"));
            acknowledge_tasks(|a| a.opt("project_id"), a.opt("region_id"), &a.body());
            get_quotas();
            get_notification_threshold(|a| a.get("client_id"));
            update_notification_threshold(|a| a.get("client_id"), &a.body());
            delete_notification_threshold(|a| a.get("client_id"));
            get_global_quotas(|a| a.get("client_id"));
            list_limit_requests(|a| a.opt("created_from").as_ref(), a.opt("created_to").as_ref(), a.opt("limit"), a.opt("offset"), a.opt("request_ids").as_ref(), a.opt("status").as_ref());
            create_limit_request(|a| &a.body());
            get_limit_request(|a| a.get("request_id"));
            delete_limit_request(|a| a.get("request_id"));
            get_regional_quotas(|a| a.get("client_id"), a.get("region_id"));
            list_user_actions(|a| a.opt("action_type").as_ref(), a.opt("api_group").as_ref(), a.opt("from_timestamp").as_ref(), a.opt("limit"), a.opt("offset"), a.opt("order_by"), a.opt("project_id").as_ref(), a.opt("region_id").as_ref(), a.opt("resource_id").as_ref(), a.text("search_field").as_deref(), a.opt("sorting"), a.opt("source_user_ips").as_ref(), a.opt("to_timestamp").as_ref(), a.opt("user_agents").as_ref());
            get_amqp_subscription(|a| a.get("subscription_id"));
            update_amqp_subscription(|a| a.get("subscription_id"), &a.body());
            list_amqp_subscriptions(|a| a.opt("limit"), a.opt("offset"));
            create_webhook_subscription(|a| &a.body());
            create_amqp_subscription(|a| &a.body());
            send_amqp_test_message(|a| &a.body());
            list_webhook_subscriptions(|a| a.opt("limit"), a.opt("offset"));
            delete_webhook_subscription();
            delete_amqp_subscription();
        }
    }
    service.complete(40);
}

#[tokio::test]
async fn every_operation_of_gcore_iam_is_called() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::gcore_iam(&sandbox);
    let client = client.generated();
    let mut service = Service::new(
        include_str!("../../../../openapi/gcore-iam.yaml"),
        include_str!("../../../../openapi/gcore-iam.overlay.yaml"),
        sandbox.gcore(),
    );
    for fill in [Fill::Required, Fill::All] {
        call! { service, fill, client,
            login(|a| &a.body());
            refresh(|a| &a.body());
            select_account(|a| a.get("client_id"));
            create_account(|a| &a.body());
            get_account();
            forgot_password(|a| &a.body());
            change_password(|a| a.get("user_id"), &a.body());
            list_last_logins(|a| a.opt("limit"), a.opt("offset"));
            list_tokens_v1(|a| a.get("client_id"), a.opt("deleted"), a.opt("issued_by"), a.opt("not_issued_by"), a.text("role").as_deref());
            create_token_v1(|a| a.get("client_id"), &a.body());
            get_token_v1(|a| a.get("client_id"), a.get("token_id"));
            delete_token_v1(|a| a.get("client_id"), a.get("token_id"));
            list_tokens(|a| a.get("client_id"), a.opt("deleted"), a.opt("issued_by"), a.opt("not_issued_by"), a.text("role").as_deref());
            create_token(|a| a.get("client_id"), &a.body());
            get_token(|a| a.get("client_id"), a.get("token_id"));
            delete_token(|a| a.get("client_id"), a.get("token_id"));
            list_users(|a| a.opt("limit"), a.opt("offset"));
            get_user(|a| a.get("user_id"));
            update_user(|a| a.get("user_id"), &a.body());
            update_user_email(|a| a.get("user_id"), &a.body());
            invite_user(|a| &a.body());
            get_client_user(|a| a.get("client_id"), a.get("user_id"));
            update_client_user(|a| a.get("client_id"), a.get("user_id"), &a.body());
            revoke_client_user(|a| a.get("client_id"), a.get("user_id"));
        }
    }
    service.complete(24);
}

#[tokio::test]
async fn every_operation_of_trusted_twin_is_called() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::trusted_twin(&sandbox);
    let client = client.generated();
    let mut service = Service::new(
        include_str!("../../../../openapi/trusted-twin.yaml"),
        include_str!("../../../../openapi/trusted-twin.overlay.yaml"),
        sandbox.trusted_twin(),
    );
    for fill in [Fill::Required, Fill::All] {
        call! { service, fill, client,
            get_account();
            update_account(|a| &a.body());
            get_batches(|a| a.text("cursor").as_deref(), a.opt("ge").as_ref(), a.opt("le").as_ref(), a.opt("limit"), a.opt("status"));
            create_batch(|a| &a.body());
            get_batch(|a| &a.get("batch"), a.opt("download"));
            delete_batch(|a| &a.get("batch"));
            update_batch(|a| &a.get("batch"), &a.body());
            who_am_i();
            get_users();
            create_user(|a| &a.body());
            get_user(|a| &a.get("user"));
            delete_user(|a| &a.get("user"));
            update_user(|a| &a.get("user"), &a.body());
            get_user_secret(|a| &a.get("user"));
            create_user_secret_pin(|a| &a.get("user"), &a.body());
            delete_user_secret(|a| &a.get("user"));
            update_user_secret(|a| &a.get("user"), &a.body());
            create_user_secret(|a| &a.get("account"), &a.get("pin"));
            create_user_token(|a| &a.body());
            refresh_user_token(|a| &a.body());
            get_user_roles();
            create_user_role(|a| &a.body());
            get_user_role(|a| &a.get("role"));
            delete_user_role(|a| &a.get("role"));
            update_user_role(|a| &a.get("role"), &a.body());
            resolve_twin_identity(|a| &a.get::<String>("identity"), a.opt("context").as_ref(), a.opt("details"));
            get_twin_identities(|a| &a.get("twin"), a.opt("show_expired"), a.text("show_foreign").as_deref(), a.opt("show_personal"), a.opt("show_private"), a.opt("show_public"), a.opt("show_valid"));
            create_twin_identity(|a| &a.get("twin"), &a.body());
            get_twin_identity(|a| &a.get("twin"), &a.get::<String>("identity"));
            delete_twin_identity(|a| &a.get("twin"), &a.get::<String>("identity"));
            update_twin_identity(|a| &a.get("twin"), &a.get::<String>("identity"), &a.body());
            scan_twins(|a| a.opt("count"), a.text("cursor").as_deref(), a.opt("details"), a.text("match").as_deref());
            create_twin(|a| &a.body());
            get_twin(|a| &a.get("twin"), a.opt("show_terminated"));
            terminate_twin(|a| &a.get("twin"));
            update_twin(|a| &a.get("twin"), &a.body());
            get_twin_ledger_entry(|a| &a.get("twin"), &a.get::<String>("ledger"), a.opt("entries").as_ref(), a.opt("show_private"), a.opt("show_public"), a.opt("show_references"));
            add_twin_ledger_entry(|a| &a.get("twin"), &a.get::<String>("ledger"), &a.body());
            delete_twin_ledger_entry(|a| &a.get("twin"), &a.get::<String>("ledger"), a.opt("entries").as_ref(), &a.body());
            update_twin_ledger_entry(|a| &a.get("twin"), &a.get::<String>("ledger"), &a.body());
            get_twin_ledger_entry_value(|a| &a.get("twin"), &a.get::<String>("ledger"), a.opt("entries").as_ref());
            update_twin_ledger_entry_value(|a| &a.get("twin"), &a.get::<String>("ledger"), &a.body());
            get_twin_ledger_entry_history(|a| &a.get("twin"), &a.get::<String>("ledger"), a.opt("entries").as_ref(), a.opt("ge").as_ref(), a.opt("le").as_ref(), a.opt("limit"));
            get_twin_docs(|a| &a.get("twin"), a.text("mask").as_deref(), a.text("view").as_deref());
            attach_twin_doc(|a| &a.get("twin"), &a.body());
            delete_twin_docs(|a| &a.get("twin"));
            get_twin_doc(|a| &a.get("twin"), &a.get::<String>("doc_name"), a.opt("download"), a.opt("validity_ts").as_ref());
            delete_twin_doc(|a| &a.get("twin"), &a.get::<String>("doc_name"));
            update_twin_doc(|a| &a.get("twin"), &a.get::<String>("doc_name"), &a.body());
            create_upload_url();
            invalidate_upload_url(|a| &a.get::<String>("handler"));
            get_databases();
            get_database(|a| &a.get("database"));
            update_database(|a| &a.get("database"), &a.body());
            get_database_access(|a| &a.get("database"));
            update_database_user_access(|a| &a.get("database"), &a.get("user"), &a.body());
            update_database_ip_access(|a| &a.get("database"), &a.body());
            get_timeseries_tables();
            create_timeseries_table(|a| &a.body());
            get_timeseries_table(|a| &a.get::<String>("timeseries"));
            delete_timeseries_table(|a| &a.get::<String>("timeseries"));
            update_timeseries_table(|a| &a.get::<String>("timeseries"), &a.body());
            truncate_timeseries_table(|a| &a.get::<String>("timeseries"));
            get_indexes_tables();
            create_indexes_table(|a| &a.body());
            get_indexes_table(|a| &a.get::<String>("index"));
            delete_indexes_table(|a| &a.get::<String>("index"));
            update_indexes_table(|a| &a.get::<String>("index"), &a.body());
            truncate_indexes_table(|a| &a.get::<String>("index"));
            get_log(|a| a.text("fragment").as_deref());
            get_notifications_access();
            update_notifications_account_access(|a| &a.get("account"), &a.body());
            webhook_subscribe(|a| &a.body());
            webhook_confirm_subscription(|a| &a.get("account"), &a.get("token"));
            webhook_unsubscribe(|a| &a.get("account"), &a.get("token"));
            webhook_refresh_subscription(|a| &a.get("account"), &a.get("token"));
            get_account_usage();
            get_user_usage(|a| &a.get("user"));
            get_stickers(|a| &a.get("twin"), a.text("context").as_deref());
            put_sticker(|a| &a.get("twin"), &a.body());
            get_sticker(|a| &a.get("twin"), &a.get::<String>("color"));
            remove_sticker(|a| &a.get("twin"), &a.get::<String>("color"), a.text("context").as_deref());
            list_stickers(|a| a.text("color").as_deref(), a.text("context").as_deref(), a.opt("ge").as_ref(), a.opt("le").as_ref(), a.opt("limit"), a.opt("offset"));
            trace();
        }
        let a = service.begin("download_doc", fill).await;
        let end = client
            .download_doc(&a.get("account"), &a.get::<String>("handler"))
            .await;
        service.check_stream(&a, end.map(drop));
    }
    service.complete(85);
}
