//! Result of an `ensure` call.

/// A resource in its desired state, and the action that was taken to reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ensured<T> {
    /// The resource.
    pub value: T,
    /// The action that was taken.
    pub action: Action,
}

/// The action that an `ensure` call took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// The resource was in the desired state already.
    Unchanged,
    /// The resource was created.
    Created,
    /// The resource was updated.
    Updated,
    /// The resource was deleted.
    Deleted,
}

impl<T> Ensured<T> {
    /// Creates a result.
    pub fn new(value: T, action: Action) -> Self {
        Self { value, action }
    }

    /// Returns whether anything changed.
    pub fn is_changed(&self) -> bool {
        self.action != Action::Unchanged
    }
}
