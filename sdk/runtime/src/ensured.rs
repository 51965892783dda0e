//! What became of a thing that was to be as it should be.

/// A thing that is now as it was asked to be, and what had to be done for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ensured<T> {
    /// The thing.
    pub value: T,
    /// What was done.
    pub done: Done,
}

/// What was done to make a thing as it was asked to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Done {
    /// Nothing: it was so already.
    Nothing,
    /// It was made.
    Created,
    /// It was changed.
    Updated,
    /// It was deleted.
    Deleted,
}

impl<T> Ensured<T> {
    pub fn new(value: T, done: Done) -> Self {
        Self { value, done }
    }

    /// Whether anything changed.
    pub fn changed(&self) -> bool {
        self.done != Done::Nothing
    }
}
