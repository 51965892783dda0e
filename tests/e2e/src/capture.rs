//! Everything that was traced and logged, as structure and as text.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// While there is only one subscriber, `tracing` asks that of the thread which comes to a place
/// first whether anybody cares, and remembers a no for all threads. With more it asks each.
static OTHERS: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| std::array::from_fn(|_| Dispatch::new(NoSubscriber::new())));

/// Fields by name.
pub type Fields = BTreeMap<String, String>;

/// A layer that keeps what it sees. Clones see the same.
#[derive(Clone, Debug, Default)]
pub struct Capture(Arc<Mutex<Captured>>);

/// What was seen.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Captured {
    /// Spans of this crate's target in order of their beginning: name and fields, those included
    /// that were recorded later.
    pub spans: Vec<(String, Fields)>,
    /// Events of this crate's target.
    pub events: Vec<Fields>,
    /// Everything, of every crate, as text.
    pub text: String,
    open: BTreeMap<u64, usize>,
}

impl Capture {
    /// Keeps what this thread traces until the guard is dropped.
    #[must_use = "nothing is kept once the guard is dropped"]
    pub fn start(&self) -> DefaultGuard {
        LazyLock::force(&OTHERS);
        let subscriber = tracing_subscriber::registry().with(self.clone());
        tracing::subscriber::set_default(subscriber)
    }

    /// Keeps what the whole process traces and logs, from now on.
    ///
    /// # Panics
    /// If something else is told of all that already.
    pub fn start_everywhere(&self) {
        LazyLock::force(&OTHERS);
        tracing_subscriber::registry().with(self.clone()).init();
    }

    /// What was seen so far.
    pub fn seen(&self) -> Captured {
        self.lock().clone()
    }

    /// Forgets it.
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
        let mut seen = self.lock();
        let metadata = attributes.metadata();
        seen.text += &format!("{} {} {fields:?}\n", metadata.target(), metadata.name());
        if metadata.target() == "rolekit" {
            let place = seen.spans.len();
            seen.open.insert(id.into_u64(), place);
            seen.spans.push((metadata.name().to_owned(), fields));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        values.record(&mut Collect(&mut fields));
        let mut seen = self.lock();
        seen.text += &format!("{fields:?}\n");
        if let Some(place) = seen.open.get(&id.into_u64()).copied() {
            seen.spans[place].1.extend(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Collect(&mut fields));
        let mut seen = self.lock();
        seen.text += &format!("{} {fields:?}\n", event.metadata().target());
        if event.metadata().target() == "rolekit" {
            seen.events.push(fields);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Capture;

    fn traced_here() {
        tracing::info!(target: "rolekit", "here");
    }

    /// As a test beside it does that makes the same call first.
    #[test]
    fn what_another_thread_traces_first_is_kept_here() {
        let capture = Capture::default();
        let guard = capture.start();
        std::thread::spawn(traced_here).join().unwrap();
        assert_eq!(capture.seen().events.len(), 0);
        traced_here();
        drop(guard);
        assert_eq!(capture.seen().events.len(), 1);
        traced_here();
        assert_eq!(capture.seen().events.len(), 1);
    }
}
