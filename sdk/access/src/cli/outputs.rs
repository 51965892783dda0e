//! Keeps outputs from overwriting inputs.

use std::path::{Path, PathBuf};

use rolekit_access::located::FileFormat;

use super::options::{Failure, Options};
use super::record;

/// Fails if an output would overwrite a file that the command reads, or become a file of the folder of desired access.
/// `plan` is the plan that the command reads.
pub(super) fn check(out: &Path, options: &Options, plan: Option<&Path>) -> Result<(), Failure> {
    let Some(target) = resolve(out) else {
        // Writing it fails with the reason.
        return Ok(());
    };
    let record = record::path(options.file())?;
    let inputs = [
        (Some(options.file()), "the file of desired access"),
        (Some(options.profiles.as_path()), "the file of profiles"),
        (Some(record.as_path()), "the record"),
        (plan, "the plan"),
    ];
    for (input, what) in inputs {
        if input.and_then(resolve).as_ref() == Some(&target) {
            let out = out.display();
            return Err(format!("{out}: this is {what}: name another file").into());
        }
    }
    let folder = options.file().canonicalize().ok();
    let is_in_folder = target.parent() == folder.as_deref();
    let extension = target.extension().and_then(|it| it.to_str());
    if is_in_folder && extension.and_then(FileFormat::of_extension).is_some() {
        let (out, folder) = (out.display(), options.file().display());
        let message = format!("{out}: all files of {folder} are desired access: name another file");
        return Err(message.into());
    }
    Ok(())
}

/// Returns the absolute path without symbolic links of a file that may not exist yet.
fn resolve(path: &Path) -> Option<PathBuf> {
    if let Ok(path) = path.canonicalize() {
        return Some(path);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    Some(folder.canonicalize().ok()?.join(path.file_name()?))
}
