//! Manages subscriptions to the audit log, by webhook or message queue.

use crate::gcore::{
    AmqpSubscription, Client, ListedAmqpSubscription, SubscriptionId, WebhookSubscription,
};
use crate::generated::gcore::types::{
    AmqpSubscriptionPage, AmqpTestMessage, CreateAmqpSubscription, CreateWebhookSubscription,
    UpdateAmqpSubscription, WebhookSubscriptionPage,
};
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Field, Page, Range, Result, Secret};

/// Resource API for the account's subscriptions to its audit log. Obtained from
/// [`Client::audit_subscriptions`](crate::gcore::Client::audit_subscriptions).
///
/// Entries are sent to a webhook, with a header that authenticates the sender, or by AMQP to a
/// message queue. The secrets of both are [`Secret`]s. Errors of these calls omit the message of
/// the API, which may repeat a secret; [`Error::body`](crate::Error::body) contains it.
#[derive(Clone, Copy, Debug)]
pub struct AuditSubscriptions<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for subscriptions to the audit log.
    pub fn audit_subscriptions(&self) -> AuditSubscriptions<'_> {
        AuditSubscriptions { client: self }
    }
}

impl AuditSubscriptions<'_> {
    /// Lists the subscriptions by webhook. The page size is 1 to 1000 and defaults to 1000.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// for webhook in gcore.audit_subscriptions().list_webhooks().all().await? {
    ///     println!("{} with {}", webhook.url, webhook.auth_header_name);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn list_webhooks(&self) -> ListWebhookSubscriptions {
        List::new(self.client, WebhookSubscriptionsQuery::default())
    }

    /// Sends the audit log to a webhook from now on. Each message carries the secret in the header
    /// of this name. The response does not contain the id of the subscription; use
    /// [`list_webhooks`](Self::list_webhooks).
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let subscriptions = gcore.audit_subscriptions();
    /// subscriptions.subscribe_webhook("https://logs.example/gcore", "X-Token", "s3cret").await?;
    ///
    /// let webhook = subscriptions.list_webhooks().all().await?.remove(0);
    /// assert_eq!(webhook.auth_header_value.expose(), "s3cret");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error. Retried only if the
    /// request cannot have been applied. If the [outcome](crate::Error::outcome) is unknown, check
    /// the list before retrying.
    pub async fn subscribe_webhook(
        &self,
        url: impl Into<String>,
        auth_header_name: impl Into<String>,
        auth_header_value: impl Into<Secret>,
    ) -> Result<()> {
        let body = CreateWebhookSubscription::new(
            auth_header_name.into(),
            auth_header_value.into(),
            url.into(),
        );
        let client = self.client.generated();
        let response = client.create_webhook_subscription(&body).await;
        response.map(drop)
    }

    /// Deletes the account's subscription by webhook.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let subscriptions = gcore.audit_subscriptions();
    /// subscriptions.subscribe_webhook("https://logs.example/gcore", "X-Token", "s3cret").await?;
    /// subscriptions.unsubscribe_webhook().await?;
    /// assert!(subscriptions.list_webhooks().all().await?.is_empty());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error.
    pub async fn unsubscribe_webhook(&self) -> Result<()> {
        let client = self.client.generated();
        let response = client.delete_webhook_subscription().await;
        response.map(drop)
    }

    /// Lists the subscriptions by message queue. The page size is 1 to 1000 and defaults to 1000.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// for queue in gcore.audit_subscriptions().list_amqp().all().await? {
    ///     println!("{} to exchange {:?}", queue.id, queue.exchange);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn list_amqp(&self) -> ListAmqpSubscriptions {
        List::new(self.client, AmqpSubscriptionsQuery::default())
    }

    /// Returns a subscription by message queue.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::AmqpQueue;
    ///
    /// let subscriptions = gcore.audit_subscriptions();
    /// let queue = AmqpQueue::new("amqps://me:s3cret@queue.example:5671/audit").exchange("gcore");
    /// subscriptions.subscribe_amqp(queue).await?;
    ///
    /// let listed = subscriptions.list_amqp().all().await?.remove(0);
    /// let one = subscriptions.get_amqp(listed.id).await?;
    /// assert_eq!(one.exchange.as_deref(), Some("gcore"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such subscription.
    pub async fn get_amqp(
        &self,
        subscription_id: impl Into<SubscriptionId>,
    ) -> Result<AmqpSubscription> {
        let client = self.client.generated();
        let response = client.get_amqp_subscription(subscription_id.into()).await;
        Ok(response?.into_inner())
    }

    /// Sends the audit log to a message queue from now on. The response does not contain the id of
    /// the subscription; use [`list_amqp`](Self::list_amqp).
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::AmqpQueue;
    ///
    /// let queue = AmqpQueue::new("amqps://me:s3cret@queue.example:5671/audit")
    ///     .exchange("gcore")
    ///     .routing_key("audit")
    ///     .receive_child_client_events(true);
    /// gcore.audit_subscriptions().test_amqp(queue.clone()).await?;
    /// gcore.audit_subscriptions().subscribe_amqp(queue).await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`subscribe_webhook`](Self::subscribe_webhook).
    pub async fn subscribe_amqp(&self, queue: AmqpQueue) -> Result<()> {
        let client = self.client.generated();
        let response = client.create_amqp_subscription(&queue.into_create()).await;
        response.map(drop)
    }

    /// Updates a subscription by message queue and returns it. Fields that are not set in the patch
    /// stay unchanged.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{AmqpPatch, AmqpQueue};
    ///
    /// let subscriptions = gcore.audit_subscriptions();
    /// let queue = AmqpQueue::new("amqps://me:s3cret@queue.example:5671/audit");
    /// subscriptions.subscribe_amqp(queue).await?;
    /// let listed = subscriptions.list_amqp().all().await?.remove(0);
    ///
    /// let patch = AmqpPatch::new()
    ///     .connection_string("amqps://me:n3w@queue.example:5671/audit")
    ///     .routing_key("audit.new")
    ///     .receive_child_client_events(false);
    /// let changed = subscriptions.update_amqp(listed.id, patch).await?;
    /// assert_eq!(changed.routing_key.as_deref(), Some("audit.new"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error, such as 404 if there
    /// is no such subscription.
    pub async fn update_amqp(
        &self,
        subscription_id: impl Into<SubscriptionId>,
        patch: AmqpPatch,
    ) -> Result<AmqpSubscription> {
        let client = self.client.generated();
        let response = client.update_amqp_subscription(subscription_id.into(), &patch.body);
        Ok(response.await?.into_inner())
    }

    /// Deletes the account's subscription by message queue.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::AmqpQueue;
    ///
    /// let subscriptions = gcore.audit_subscriptions();
    /// let queue = AmqpQueue::new("amqps://me:s3cret@queue.example:5671/audit");
    /// subscriptions.subscribe_amqp(queue).await?;
    /// subscriptions.unsubscribe_amqp().await?;
    /// assert!(subscriptions.list_amqp().all().await?.is_empty());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error.
    pub async fn unsubscribe_amqp(&self) -> Result<()> {
        let client = self.client.generated();
        let response = client.delete_amqp_subscription().await;
        response.map(drop)
    }

    /// Sends a test message to a message queue. No subscription is created.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::AmqpQueue;
    ///
    /// let queue = AmqpQueue::new("amqps://me:s3cret@queue.example:5671/audit");
    /// gcore.audit_subscriptions().test_amqp(queue).await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error, for example because
    /// it cannot deliver the message. Retried only if the message cannot have been sent.
    pub async fn test_amqp(&self, queue: AmqpQueue) -> Result<()> {
        let client = self.client.generated();
        let response = client.send_amqp_test_message(&queue.into_test()).await;
        response.map(drop)
    }
}

/// A message queue that receives the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmqpQueue {
    connection_string: Secret,
    exchange: Option<String>,
    routing_key: Option<String>,
    receive_child_client_events: Option<bool>,
}

impl AmqpQueue {
    /// Creates the queue with this address, `amqps://USER:PASSWORD@HOST:PORT/VIRTUAL_HOST`.
    pub fn new(connection_string: impl Into<Secret>) -> Self {
        Self {
            connection_string: connection_string.into(),
            exchange: None,
            routing_key: None,
            receive_child_client_events: None,
        }
    }

    /// Sets the exchange.
    #[must_use]
    pub fn exchange(mut self, exchange: impl Into<String>) -> Self {
        self.exchange = Some(exchange.into());
        self
    }

    /// Sets the routing key.
    #[must_use]
    pub fn routing_key(mut self, key: impl Into<String>) -> Self {
        self.routing_key = Some(key.into());
        self
    }

    /// Sets whether actions in the accounts of a reseller's customers are sent too. Defaults to
    /// `false`. Ignored for a test message.
    #[must_use]
    pub fn receive_child_client_events(mut self, receive: bool) -> Self {
        self.receive_child_client_events = Some(receive);
        self
    }

    #[inline]
    fn into_create(self) -> CreateAmqpSubscription {
        let change = |text: Option<String>| text.map_or(Field::Undefined, Field::Value);
        let mut body = CreateAmqpSubscription::new(self.connection_string);
        body.exchange = change(self.exchange);
        body.routing_key = change(self.routing_key);
        body.receive_child_client_events = self.receive_child_client_events;
        body
    }

    fn into_test(self) -> AmqpTestMessage {
        let mut body = AmqpTestMessage::new(self.connection_string);
        body.exchange = self.exchange;
        body.routing_key = self.routing_key;
        body
    }
}

/// Changes to a subscription by message queue. Fields that are not set are not sent. The API
/// documents no way to clear the exchange or the routing key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AmqpPatch {
    body: UpdateAmqpSubscription,
}

impl AmqpPatch {
    /// Creates an empty patch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the address, `amqps://USER:PASSWORD@HOST:PORT/VIRTUAL_HOST`.
    #[must_use]
    pub fn connection_string(mut self, connection_string: impl Into<Secret>) -> Self {
        self.body.connection_string = Some(connection_string.into());
        self
    }

    /// Sets the exchange.
    #[must_use]
    pub fn exchange(mut self, exchange: impl Into<String>) -> Self {
        self.body.exchange = Some(exchange.into());
        self
    }

    /// Sets the routing key.
    #[must_use]
    pub fn routing_key(mut self, key: impl Into<String>) -> Self {
        self.body.routing_key = Some(key.into());
        self
    }

    /// Sets whether actions in the accounts of a reseller's customers are sent too.
    #[must_use]
    pub fn receive_child_client_events(mut self, receive: bool) -> Self {
        self.body.receive_child_client_events = Some(receive);
        self
    }
}

/// A list of subscriptions by webhook; see [`List`] for how to read it.
pub type ListWebhookSubscriptions = List<WebhookSubscriptionsQuery>;

/// The query of [`ListWebhookSubscriptions`], which has no filters.
#[derive(Clone, Debug, Default)]
pub struct WebhookSubscriptionsQuery {}

impl Sealed for WebhookSubscriptionsQuery {}
impl ByOffset for WebhookSubscriptionsQuery {}
impl Query for WebhookSubscriptionsQuery {
    type Item = WebhookSubscription;
    type Client = Client;
    type Body = WebhookSubscriptionPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<WebhookSubscriptionPage> {
        let client = client.generated();
        Ok(client
            .list_webhook_subscriptions(range.limit()?, range.offset()?)
            .await?
            .into_inner())
    }

    fn read(
        &self,
        _: &Client,
        body: WebhookSubscriptionPage,
        range: &Range,
    ) -> Result<Page<WebhookSubscription>> {
        Page::by_offset(body.results, body.count, range)
    }
}

/// A list of subscriptions by message queue; see [`List`] for how to read it.
pub type ListAmqpSubscriptions = List<AmqpSubscriptionsQuery>;

/// The query of [`ListAmqpSubscriptions`], which has no filters.
#[derive(Clone, Debug, Default)]
pub struct AmqpSubscriptionsQuery {}

impl Sealed for AmqpSubscriptionsQuery {}
impl ByOffset for AmqpSubscriptionsQuery {}
impl Query for AmqpSubscriptionsQuery {
    type Item = ListedAmqpSubscription;
    type Client = Client;
    type Body = AmqpSubscriptionPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<AmqpSubscriptionPage> {
        let client = client.generated();
        Ok(client
            .list_amqp_subscriptions(range.limit()?, range.offset()?)
            .await?
            .into_inner())
    }

    fn read(
        &self,
        _: &Client,
        body: AmqpSubscriptionPage,
        range: &Range,
    ) -> Result<Page<ListedAmqpSubscription>> {
        Page::by_offset(body.results, body.count, range)
    }
}
