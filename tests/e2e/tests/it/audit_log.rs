//! The audit log: the query of each filter, both directions, and subscriptions, whose secrets are sent
//! and never printed.

use std::fmt::Debug;

use rolekit::gcore::resources::AuditSubscriptions;
use rolekit::gcore::{
    AmqpTestMessage, ApiGroup, AssignRole, ClientId, CreateAmqpSubscription, CreateProject,
    CreateWebhookSubscription, ProjectId, RegionId, Role, Scope, SubscriptionId,
    UpdateAmqpSubscription, UserActionOrder, UserActionType, UserId,
};
use rolekit::{Outcome, Timestamp};
use rolekit_e2e::capture::Capture;
use rolekit_e2e::{gcore, wire};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Fault, GcoreServer, Sandbox};
use serde_json::json;

fn last(server: &GcoreServer) -> (String, String, String) {
    wire(server.requests().last().unwrap())
}

fn expected_request(method: &str, path: &str, body: &str) -> (String, String, String) {
    let target = format!("/cloud/v1/user_actions{path}");
    (method.to_owned(), target, body.to_owned())
}

#[tokio::test]
async fn each_filter_is_sent_as_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    let list = client.audit_log().list();
    let time = Timestamp::from("2026-01-02T03:04:05+02:00");
    let utc = time.to_utc().unwrap();
    for (list, query) in [
        (list.clone(), ""),
        (list.clone().limit(7).offset(0), "?limit=7&offset=0"),
        (
            list.clone()
                .action_type([UserActionType::Create, UserActionType::Delete]),
            "?action_type=create&action_type=delete",
        ),
        (
            list.clone()
                .api_group([ApiGroup::Role, "user".into(), "project".into()]),
            "?api_group=role&api_group=user&api_group=project",
        ),
        (
            list.clone().project_id([100, 200].map(ProjectId::new)),
            "?project_id=100&project_id=200",
        ),
        (
            list.clone().region_id([10, 20].map(RegionId::new)),
            "?region_id=10&region_id=20",
        ),
        (
            list.clone().resource_id(["a b", "c&d"]),
            "?resource_id=a%20b&resource_id=c%26d",
        ),
        (
            list.clone().source_user_ips(["10.0.0.1", "::1"]),
            "?source_user_ips=10.0.0.1&source_user_ips=%3A%3A1",
        ),
        (
            list.clone().user_agents(["curl", "rolekit"]),
            "?user_agents=curl&user_agents=rolekit",
        ),
        (
            list.clone().search_field("Warehouse"),
            "?search_field=Warehouse",
        ),
        (
            list.clone().from_timestamp(utc).to_timestamp(time),
            "?from_timestamp=2026-01-02T01%3A04%3A05Z&to_timestamp=2026-01-02T03%3A04%3A05%2B02%3A00",
        ),
        (list.clone().order_by(UserActionOrder::Asc), "?order_by=asc"),
        (
            list.clone().order_by(UserActionOrder::Desc),
            "?order_by=desc",
        ),
        (list.project_id(Vec::<ProjectId>::new()), ""),
    ] {
        list.page().await.unwrap();
        assert_eq!(last(server), expected_request("GET", query, ""));
    }
}

#[tokio::test]
async fn the_log_is_read_in_both_directions() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let assignments = client.role_assignments();
    let scope = Scope::project(ClientId::new(8), ProjectId::new(200));
    let assign = |role| AssignRole::new(UserId::new(777), role).scope(scope);
    let made = assignments.create(&assign(Role::Observer)).await.unwrap();
    let user = assign(Role::User);
    assignments.update(made.id, &user).await.unwrap();
    assignments.delete(made.id).await.unwrap();
    let warehouse = CreateProject::new("Warehouse".parse().unwrap());
    client.projects().create(&warehouse).await.unwrap();

    let log = client
        .audit_log()
        .list()
        .api_group([ApiGroup::Role])
        .limit(2);
    let mut expected = vec![
        UserActionType::Create,
        UserActionType::Update,
        UserActionType::Delete,
    ];
    for order in [UserActionOrder::Asc, UserActionOrder::Desc] {
        let entries = log.clone().order_by(order).all().await.unwrap();
        let types: Vec<_> = entries
            .iter()
            .map(|entry| entry.action_type.clone())
            .collect();
        assert_eq!(types, expected);
        assert!(
            entries
                .iter()
                .all(|entry| entry.project_id == Some(ProjectId::new(200)))
        );
        expected.reverse();
    }
    let future = log
        .clone()
        .from_timestamp("2999-01-01T00:00:00Z")
        .all()
        .await
        .unwrap();
    assert!(future.is_empty());
    let found = client
        .audit_log()
        .list()
        .search_field("Warehouse")
        .all()
        .await
        .unwrap();
    assert_eq!(found[0].api_group, ApiGroup::Project);
}

#[tokio::test]
async fn unknown_values_are_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    server.add_user_action_json(json!({
        "api_group": "teleport", "action_type": "beam",
        "resources": [{"resource_id": "1", "resource_type": "captain"}],
    }));
    let client = gcore(&sandbox);
    let entry = client.audit_log().list().all().await.unwrap().remove(0);
    assert_eq!(entry.api_group, ApiGroup::Unknown("teleport".to_owned()));
    assert_eq!(entry.action_type.as_str(), "beam");
    assert_eq!(entry.resources[0].resource_type.as_str(), "captain");
}

const WORD: &str = "canary-of-a-webhook";
const QUEUE: &str = "amqps://me:canary-of-a-queue@queue.example:5671/audit";
const OTHER: &str = "amqps://me:canary-of-another@queue.example:5671/audit";
const URL: &str = "https://logs.example/in";

fn webhook() -> CreateWebhookSubscription {
    CreateWebhookSubscription::new(URL.to_owned(), "X-Token".to_owned(), WORD.into())
}

#[tokio::test]
async fn subscription_calls_send_the_documented_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    let subscriptions = client.audit_subscriptions();
    subscriptions.create_webhook(&webhook()).await.unwrap();
    let body =
        format!(r#"{{"auth_header_name":"X-Token","auth_header_value":"{WORD}","url":"{URL}"}}"#);
    assert_eq!(last(server), expected_request("POST", "/subscribe", &body));
    let webhooks = subscriptions.list_webhooks().limit(5).all().await.unwrap();
    assert_eq!(
        last(server),
        expected_request("GET", "/subscriptions_list?limit=5", "")
    );
    assert_eq!(webhooks[0].auth_header_value.expose(), WORD);
    subscriptions.delete_webhook().await.unwrap();
    assert_eq!(last(server), expected_request("POST", "/unsubscribe", ""));
    let error = subscriptions.delete_webhook().await.unwrap_err();
    assert!(error.is_not_found());

    let queue = CreateAmqpSubscription::new(QUEUE.into());
    let message = AmqpTestMessage::new(QUEUE.into());
    subscriptions
        .test_amqp(&message.exchange("e").routing_key("r"))
        .await
        .unwrap();
    let body = format!(r#"{{"connection_string":"{QUEUE}","exchange":"e","routing_key":"r"}}"#);
    assert_eq!(
        last(server),
        expected_request("POST", "/subscribe_amqp_test", &body)
    );
    subscriptions.create_amqp(&queue).await.unwrap();
    let body = format!(r#"{{"connection_string":"{QUEUE}"}}"#);
    assert_eq!(
        last(server),
        expected_request("POST", "/subscribe_amqp", &body)
    );
    let error = subscriptions
        .create_amqp(&queue.exchange("e").receive_child_client_events(true))
        .await
        .unwrap_err();
    assert!(error.is_conflict());
    let body = format!(
        r#"{{"connection_string":"{QUEUE}","exchange":"e","receive_child_client_events":true}}"#
    );
    assert_eq!(
        last(server),
        expected_request("POST", "/subscribe_amqp", &body)
    );

    let listed = subscriptions.list_amqp().all().await.unwrap().remove(0);
    assert_eq!(
        last(server),
        expected_request("GET", "/amqp_subscriptions_list", "")
    );
    assert_eq!(listed.connection_string.expose(), QUEUE);
    let path = format!("/amqp_subscriptions/{}", listed.id);
    for (patch, body) in [
        (UpdateAmqpSubscription::new(), "{}".to_owned()),
        (
            UpdateAmqpSubscription::new().exchange("x"),
            r#"{"exchange":"x"}"#.to_owned(),
        ),
        (
            UpdateAmqpSubscription::new()
                .connection_string(OTHER)
                .receive_child_client_events(true),
            format!(r#"{{"connection_string":"{OTHER}","receive_child_client_events":true}}"#),
        ),
    ] {
        subscriptions.update_amqp(listed.id, &patch).await.unwrap();
        assert_eq!(last(server), expected_request("PATCH", &path, &body));
    }
    let now = subscriptions.get_amqp(listed.id).await.unwrap();
    assert_eq!(
        (now.connection_string.expose(), now.exchange.as_deref()),
        (OTHER, Some("x"))
    );
    subscriptions.delete_amqp().await.unwrap();
    assert_eq!(
        last(server),
        expected_request("POST", "/unsubscribe_amqp", "")
    );
}

/// Returns everything that a caller can print of a result.
fn printed<T: Debug>(end: &rolekit::Result<T>) -> String {
    let mut text = format!("{end:?} {end:#?}");
    let mut cause: Option<&dyn std::error::Error> = end.as_ref().err().map(|error| error as _);
    while let Some(error) = cause {
        text += &format!("{error} {error:?}");
        cause = error.source();
    }
    text
}

async fn every_call(subscriptions: AuditSubscriptions) -> String {
    let queue = CreateAmqpSubscription::new(QUEUE.into());
    let message = AmqpTestMessage::new(QUEUE.into());
    let patch = UpdateAmqpSubscription::new().connection_string(OTHER);
    let mut text = format!(
        "{queue:?} {message:?} {patch:?} {:?} {:?} {:?}",
        webhook(),
        subscriptions.list_amqp(),
        subscriptions.create_amqp(&queue),
    );
    text += &printed(&subscriptions.create_webhook(&webhook()).await);
    text += &printed(&subscriptions.list_webhooks().all().await);
    text += &printed(&subscriptions.test_amqp(&message).await);
    text += &printed(&subscriptions.create_amqp(&queue).await);
    let listed = subscriptions.list_amqp().all().await;
    text += &printed(&listed);
    let id = listed
        .ok()
        .and_then(|mut listed| listed.pop())
        .map_or(SubscriptionId::new(1), |one| one.id);
    text += &printed(&subscriptions.get_amqp(id).await);
    text += &printed(&subscriptions.update_amqp(id, &patch).await);
    text += &printed(&subscriptions.delete_webhook().await);
    text + &printed(&subscriptions.delete_amqp().await)
}

#[tokio::test(start_paused = true)]
async fn subscription_secrets_are_not_printed_or_traced() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    let capture = Capture::default();
    let guard = capture.start();
    // The service echoes what was sent.
    let words = format!("cannot reach {QUEUE} or {OTHER} with {WORD}");
    let echo = json!({"exception_class": "ValidationError", "message": words});
    let mut text = every_call(client.audit_subscriptions()).await;
    for response in [
        CannedResponse::new(400).json(echo.clone()),
        CannedResponse::new(500).json(echo.clone()),
        CannedResponse::new(200).json(json!({"count": words, "results": words})),
        CannedResponse::new(200)
            .json(json!({"count": 1, "results": [{"connection_string": [words]}]})),
        CannedResponse::new(502).text(&words),
    ] {
        server.clear_faults().await;
        server
            .inject(Fault::respond(response).always())
            .await
            .unwrap();
        text += &every_call(client.audit_subscriptions()).await;
    }
    server.clear_faults().await;
    server
        .inject(Fault::respond(CannedResponse::new(400).json(echo)))
        .await
        .unwrap();
    let error = client
        .audit_subscriptions()
        .create_amqp(&CreateAmqpSubscription::new(QUEUE.into()))
        .await
        .unwrap_err();
    drop(guard);
    // The body is available on request.
    assert_eq!(
        (error.code(), error.outcome()),
        (Some("ValidationError"), Outcome::Refused)
    );
    assert!(String::from_utf8_lossy(error.body()).contains(QUEUE));
    let traced = capture.captured().text;
    assert!(text.len() > 5000 && traced.contains("create_amqp_subscription"));
    for secret in ["canary", QUEUE] {
        for (name, text) in [("printed", &text), ("traced", &traced)] {
            assert!(!text.contains(secret), "{name} holds {secret}");
        }
    }
}
