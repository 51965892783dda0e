//! Subscriptions to the audit log.

use super::item::Item;

#[derive(Debug, Default)]
pub(in crate::gcore) struct Subscriptions {
    pub(in crate::gcore) webhook: Option<Item>,
    pub(in crate::gcore) queue: Option<Item>,
}

/// Selects the field of one subscription kind.
pub(in crate::gcore) type SubscriptionSlot = fn(&mut Subscriptions) -> &mut Option<Item>;

impl Subscriptions {
    pub(in crate::gcore) fn any(&self) -> bool {
        self.webhook.is_some() || self.queue.is_some()
    }

    pub(in crate::gcore) fn webhook(&mut self) -> &mut Option<Item> {
        &mut self.webhook
    }

    pub(in crate::gcore) fn queue(&mut self) -> &mut Option<Item> {
        &mut self.queue
    }
}
