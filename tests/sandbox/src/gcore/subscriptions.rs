//! Subscriptions to the audit log: the account may have one by webhook and one by message queue.
//! Nothing is ever sent.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::audit::{Act, Actor};
use super::refusal::Refusal;
use super::request::{Answer, Call, empty, id, ok};
use super::state::{Item, State, with};
use super::{App, GcoreServer};
use crate::lock;

pub(super) fn router() -> Router<Arc<App>> {
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

#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    webhook: Option<Item>,
    queue: Option<Item>,
}

/// Where a subscription is kept.
type Slot = fn(&mut Subscriptions) -> &mut Option<Item>;

impl Subscriptions {
    pub(super) fn any(&self) -> bool {
        self.webhook.is_some() || self.queue.is_some()
    }

    fn webhook(&mut self) -> &mut Option<Item> {
        &mut self.webhook
    }

    fn queue(&mut self) -> &mut Option<Item> {
        &mut self.queue
    }

    /// The subscription by message queue with the id that a path has.
    fn queue_with(&mut self, text: &str) -> Result<&mut Item, Refusal> {
        let id = Value::from(id(text, "a subscription")?);
        let found = self.queue.as_mut();
        let found = found.filter(|queue| queue.get("id") == Some(&id));
        found.ok_or_else(no_subscription)
    }
}

impl State {
    fn subscribe(&mut self, actor: &Actor, slot: Slot, defaults: Value, given: Item) -> Answer {
        if slot(&mut self.subscriptions).is_some() {
            return Err(Refusal::conflict("The account is subscribed already."));
        }
        let id = self.next_id();
        let mut subscription = with(defaults, given);
        subscription.insert("id".into(), id.into());
        *slot(&mut self.subscriptions) = Some(subscription);
        self.record(actor, Act::new("user", "create").data(told(id)));
        empty(StatusCode::NO_CONTENT)
    }

    fn unsubscribe(&mut self, actor: &Actor, slot: Slot) -> Answer {
        let gone = slot(&mut self.subscriptions).take();
        let gone = gone.ok_or_else(no_subscription)?;
        self.record(actor, Act::new("user", "delete").data(told(gone.get("id"))));
        empty(StatusCode::NO_CONTENT)
    }
}

/// What the audit log says of a subscription: nothing secret.
fn told(id: impl serde::Serialize) -> Value {
    json!({ "subscription_id": id })
}

fn no_subscription() -> Refusal {
    Refusal::not_found("There is no such subscription.")
}

/// Refuses an address of another scheme.
fn address(body: &Item, field: &str, schemes: [&str; 2]) -> Result<(), Refusal> {
    let Some(text) = body.get(field).and_then(Value::as_str) else {
        return Ok(());
    };
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| schemes.contains(&scheme)) {
        return Ok(());
    }
    let message = format!("The address has to begin with {}://.", schemes[1]);
    Err(Refusal::invalid_field(field, &message))
}

fn queue_address(body: &Item) -> Result<(), Refusal> {
    address(body, "connection_string", ["amqp", "amqps"])
}

fn page(app: &App, call: &Call, operation: &str, slot: Slot) -> Answer {
    let query = call.query(app, operation)?;
    let mut state = lock(&app.state);
    let found: Vec<_> = slot(&mut state.subscriptions).iter().collect();
    ok(&query.page(&found))
}

async fn list_webhooks(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    let operation = "UserActionLogSubscribtionListViewSet.get";
    page(&app, &call, operation, Subscriptions::webhook)
}

async fn create_webhook(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    let body = call.body(&app, "UserActionLogSubscribtionViewSet.post")?;
    address(&body, "url", ["http", "https"])?;
    let mut state = lock(&app.state);
    state.subscribe(&call.actor, Subscriptions::webhook, json!({}), body)
}

async fn delete_webhook(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    lock(&app.state).unsubscribe(&call.actor, Subscriptions::webhook)
}

async fn list_queues(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    let operation = "UserActionLogAmqpSubscribtionListViewSet.get";
    page(&app, &call, operation, Subscriptions::queue)
}

async fn create_queue(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    let body = call.body(&app, "UserActionLogSubscribtionMqViewSet.post")?;
    queue_address(&body)?;
    let defaults = json!({
        "exchange": null,
        "routing_key": null,
        "receive_child_client_events": false,
    });
    let mut state = lock(&app.state);
    state.subscribe(&call.actor, Subscriptions::queue, defaults, body)
}

async fn get_queue(Shared(app): Shared<Arc<App>>, Path(text): Path<String>, _: Call) -> Answer {
    let mut state = lock(&app.state);
    ok(&state.subscriptions.queue_with(&text)?.clone().into())
}

async fn update_queue(
    Shared(app): Shared<Arc<App>>,
    Path(text): Path<String>,
    call: Call,
) -> Answer {
    let body = call.body(&app, "UserActionLogAmqpSubscription.patch")?;
    queue_address(&body)?;
    let mut state = lock(&app.state);
    let queue = state.subscriptions.queue_with(&text)?;
    queue.extend(body.into_iter().filter(|(key, _)| key != "id"));
    let queue = queue.clone();
    let data = told(queue.get("id"));
    state.record(&call.actor, Act::new("user", "update").data(data));
    ok(&queue.into())
}

async fn delete_queue(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    lock(&app.state).unsubscribe(&call.actor, Subscriptions::queue)
}

async fn test_queue(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    let body = call.body(&app, "UserActionAmqpSubscriptionTest.post")?;
    queue_address(&body)?;
    empty(StatusCode::NO_CONTENT)
}

impl GcoreServer {
    /// The account's subscription to the audit log by webhook, its secret included.
    #[must_use]
    pub fn webhook_subscription(&self) -> Option<Value> {
        let state = lock(&self.app.state);
        state.subscriptions.webhook.clone().map(Value::Object)
    }

    /// The account's subscription to the audit log by message queue, its password included.
    #[must_use]
    pub fn amqp_subscription(&self) -> Option<Value> {
        let state = lock(&self.app.state);
        state.subscriptions.queue.clone().map(Value::Object)
    }
}
