//! A section of the page.

use crate::machine::Machine;

/// The text and the plot of a part.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) machine: Machine,
    pub(super) text: String,
    /// An SVG file.
    pub(super) plot: Option<String>,
}
