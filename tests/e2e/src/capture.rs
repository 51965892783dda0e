//! Everything that was traced and logged, as structure and as text.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

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
