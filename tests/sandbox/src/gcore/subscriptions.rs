//! Subscriptions to the audit log, one by webhook and one by message queue. Nothing is ever sent.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::app::GcoreApp;
use super::error::{CloudError, CloudResult};
use super::request::{AuthorizedRequest, id};
use super::server::GcoreServer;
use super::store::{Actor, AuditEvent, CloudState, Item, SubscriptionSlot, Subscriptions, merge};
use crate::lock;
use crate::response::{empty, ok};

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    let at = |rest: &str| format!("/cloud/v1/user_actions/{rest}");
    Router::new()
        .route(&at("subscriptions_list"), get(list_webhooks))
        .route(&at("subscribe"), post(create_webhook))
        .route(&at("unsubscribe"), post(delete_webhook))
        .route(&at("amqp_subscriptions_list"), get(list_queues))
        .route(
            &at("amqp_subscriptions/{subscription_id}"),
            get(get_queue).patch(update_queue),
        )
        .route(&at("subscribe_amqp"), post(create_queue))
        .route(&at("unsubscribe_amqp"), post(delete_queue))
        .route(&at("subscribe_amqp_test"), post(test_queue))
}

impl CloudState {
    /// Returns the subscription by message queue with the id in a path.
    fn amqp_subscription(&mut self, text: &str) -> Result<&mut Item, CloudError> {
        let id = Value::from(id(text, "a subscription")?);
        let found = self.subscriptions.queue.as_mut();
        let found = found.filter(|queue| queue.get("id") == Some(&id));
        found.ok_or_else(subscription_not_found)
    }

    fn subscribe(
        &mut self,
        actor: &Actor,
        slot: SubscriptionSlot,
        defaults: Value,
        fields: Item,
    ) -> CloudResult {
        if slot(&mut self.subscriptions).is_some() {
            return Err(CloudError::conflict("The account is already subscribed."));
        }
        let id = self.next_id();
        let mut subscription = merge(defaults, fields);
        subscription.insert("id".into(), id.into());
        *slot(&mut self.subscriptions) = Some(subscription);
        self.record(
            actor,
            AuditEvent::new("user", "create").data(subscription_data(id)),
        );
        empty(StatusCode::NO_CONTENT)
    }

    fn unsubscribe(&mut self, actor: &Actor, slot: SubscriptionSlot) -> CloudResult {
        let removed = slot(&mut self.subscriptions).take();
        let removed = removed.ok_or_else(subscription_not_found)?;
        self.record(
            actor,
            AuditEvent::new("user", "delete").data(subscription_data(removed.get("id"))),
        );
        empty(StatusCode::NO_CONTENT)
    }
}

/// Returns what the audit log records about a subscription, without secrets.
fn subscription_data(id: impl serde::Serialize) -> Value {
    json!({ "subscription_id": id })
}

fn subscription_not_found() -> CloudError {
    CloudError::not_found("Subscription not found.")
}

/// Fails if an address has another scheme.
fn check_address(body: &Item, field: &str, schemes: [&str; 2]) -> Result<(), CloudError> {
    let Some(text) = body.get(field).and_then(Value::as_str) else {
        return Ok(());
    };
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| schemes.contains(&scheme)) {
        return Ok(());
    }
    let message = format!("The address must begin with {}://.", schemes[1]);
    Err(CloudError::invalid_field(field, &message))
}

fn check_amqp_address(body: &Item) -> Result<(), CloudError> {
    check_address(body, "connection_string", ["amqp", "amqps"])
}

fn page(
    app: &GcoreApp,
    request: &AuthorizedRequest,
    operation: &str,
    slot: SubscriptionSlot,
) -> CloudResult {
    let query = request.query(app, operation)?;
    let mut state = lock(&app.state);
    let found: Vec<_> = slot(&mut state.subscriptions).iter().collect();
    ok(&query.page(&found))
}

async fn list_webhooks(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: AuthorizedRequest,
) -> CloudResult {
    let operation = "UserActionLogSubscribtionListViewSet.get";
    page(&app, &request, operation, Subscriptions::webhook)
}

async fn create_webhook(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: AuthorizedRequest,
) -> CloudResult {
    let body = request.body(&app, "UserActionLogSubscribtionViewSet.post")?;
    check_address(&body, "url", ["http", "https"])?;
    let mut state = lock(&app.state);
    state.subscribe(&request.actor, Subscriptions::webhook, json!({}), body)
}

async fn delete_webhook(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: AuthorizedRequest,
) -> CloudResult {
    lock(&app.state).unsubscribe(&request.actor, Subscriptions::webhook)
}

async fn list_queues(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: AuthorizedRequest,
) -> CloudResult {
    let operation = "UserActionLogAmqpSubscribtionListViewSet.get";
    page(&app, &request, operation, Subscriptions::queue)
}

async fn create_queue(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: AuthorizedRequest,
) -> CloudResult {
    let body = request.body(&app, "UserActionLogSubscribtionMqViewSet.post")?;
    check_amqp_address(&body)?;
    let defaults = json!({
        "exchange": null,
        "routing_key": null,
        "receive_child_client_events": false,
    });
    let mut state = lock(&app.state);
    state.subscribe(&request.actor, Subscriptions::queue, defaults, body)
}

async fn get_queue(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    _: AuthorizedRequest,
) -> CloudResult {
    let mut state = lock(&app.state);
    ok(&state.amqp_subscription(&text)?.clone().into())
}

async fn update_queue(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let body = request.body(&app, "UserActionLogAmqpSubscription.patch")?;
    check_amqp_address(&body)?;
    let mut state = lock(&app.state);
    let queue = state.amqp_subscription(&text)?;
    queue.extend(body.into_iter().filter(|(key, _)| key != "id"));
    let queue = queue.clone();
    let data = subscription_data(queue.get("id"));
    state.record(&request.actor, AuditEvent::new("user", "update").data(data));
    ok(&queue.into())
}

async fn delete_queue(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: AuthorizedRequest,
) -> CloudResult {
    lock(&app.state).unsubscribe(&request.actor, Subscriptions::queue)
}

async fn test_queue(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let body = request.body(&app, "UserActionAmqpSubscriptionTest.post")?;
    check_amqp_address(&body)?;
    empty(StatusCode::NO_CONTENT)
}

impl GcoreServer {
    /// Returns the webhook subscription, including its secret.
    #[must_use]
    pub fn webhook_subscription(&self) -> Option<Value> {
        let state = lock(&self.app.state);
        state.subscriptions.webhook.clone().map(Value::Object)
    }

    /// Returns the message queue subscription, including its password.
    #[must_use]
    pub fn amqp_subscription(&self) -> Option<Value> {
        let state = lock(&self.app.state);
        state.subscriptions.queue.clone().map(Value::Object)
    }
}
