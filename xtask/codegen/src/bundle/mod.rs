//! Stage `bundle`: makes one document of several files.
//!
//! A reference to a schema, a parameter or another object that has components becomes a reference to a
//! component, which is a copy of the target; other objects, such as path items, are copied to where they
//! are referred to. A reference without a target is left for the stages that need it, and reported if it
//! is still there after the overlay.

mod assemble;
mod bundled;
mod files;
mod kind;
mod names;
mod rewrite;
mod uri;

use serde_json::Value;

pub use self::bundled::{BundleInfo, Finding, file_name};
pub use self::files::{FileReader, ReadError};
use crate::limits;
use crate::stack;

/// Returns the document with what its references to other files refer to. `name` is the name of its file,
/// without a folder, and `file` is its name in messages.
pub fn bundle(
    root: Value,
    name: &str,
    file: &str,
    files: &mut dyn FileReader,
) -> (Value, BundleInfo) {
    if !rewrite::has_external(&root) {
        return (root, BundleInfo::default());
    }
    stack::with_large_stack(|| {
        let loaded = files::LoadedFiles::new(root, name, files, limits::MAX_FILE_BYTES);
        assemble::assemble(rewrite::Bundler::run(loaded), file)
    })
}
