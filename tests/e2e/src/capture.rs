//! Captures spans, events and log records, as structure and as text.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// With a single subscriber, `tracing` caches the interest of the first thread that reaches a callsite
/// for all threads. With several it asks each of them, so that parallel tests do not hide events.
static ADDITIONAL: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| std::array::from_fn(|_| Dispatch::new(NoSubscriber::new())));

/// Fields by name.
pub type Fields = BTreeMap<String, String>;

/// A layer that records spans and events. Clones share the record.
#[derive(Clone, Debug, Default)]
pub struct Capture(Arc<Mutex<Captured>>);

/// Recorded spans and events.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Captured {
    /// The SDK's spans in the order of their start: name and fields, including fields recorded later.
    pub spans: Vec<(String, Fields)>,
    /// The SDK's events.
    pub events: Vec<Fields>,
    /// Spans, events and log records of every crate, as text.
    pub text: String,
    open: BTreeMap<u64, usize>,
}

impl Capture {
    /// Records this thread's spans and events until the guard is dropped.
    #[must_use = "recording ends when the guard is dropped"]
    pub fn start(&self) -> DefaultGuard {
        LazyLock::force(&ADDITIONAL);
        let subscriber = tracing_subscriber::registry().with(self.clone());
        tracing::subscriber::set_default(subscriber)
    }

    /// Records the spans, events and log records of the whole process.
    ///
    /// # Panics
    /// If the process has a global subscriber or logger.
    pub fn start_everywhere(&self) {
        LazyLock::force(&ADDITIONAL);
        tracing_subscriber::registry().with(self.clone()).init();
    }

    /// Returns the record so far.
    pub fn captured(&self) -> Captured {
        self.lock().clone()
    }

    /// Clears the record.
    pub fn clear(&self) {
        *self.lock() = Captured::default();
    }

    fn lock(&self) -> MutexGuard<'_, Captured> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Collect<'a>(&'a mut Fields);

impl Visit for Collect<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl<S: Subscriber> Layer<S> for Capture {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Collect(&mut fields));
        let mut captured = self.lock();
        let metadata = attributes.metadata();
        captured.text += &format!("{} {} {fields:?}\n", metadata.target(), metadata.name());
        if metadata.target() == "rolekit" {
            let index = captured.spans.len();
            captured.open.insert(id.into_u64(), index);
            captured.spans.push((metadata.name().to_owned(), fields));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        values.record(&mut Collect(&mut fields));
        let mut captured = self.lock();
        captured.text += &format!("{fields:?}\n");
        if let Some(index) = captured.open.get(&id.into_u64()).copied() {
            captured.spans[index].1.extend(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Collect(&mut fields));
        let mut captured = self.lock();
        captured.text += &format!("{} {fields:?}\n", event.metadata().target());
        if event.metadata().target() == "rolekit" {
            captured.events.push(fields);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Capture;

    fn emit_event() {
        tracing::info!(target: "rolekit", "here");
    }

    /// A parallel test may reach the same callsite first, without a subscriber.
    #[test]
    fn a_callsite_that_another_thread_reached_first_is_captured() {
        let capture = Capture::default();
        let guard = capture.start();
        std::thread::spawn(emit_event).join().unwrap();
        assert_eq!(capture.captured().events.len(), 0);
        emit_event();
        drop(guard);
        assert_eq!(capture.captured().events.len(), 1);
        emit_event();
        assert_eq!(capture.captured().events.len(), 1);
    }
}
