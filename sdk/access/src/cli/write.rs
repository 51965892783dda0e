//! Writes files.

use std::io::{Error, ErrorKind, Result, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a file as a whole or not at all. An existing file keeps its mode, a new one can be read by its owner only, and a
/// symbolic link stays one. A device
/// or a pipe is written to in place.
pub(super) fn replace(path: &Path, text: &str) -> Result<()> {
    let write = || match temporary(path)? {
        Some((mut new, target)) => {
            new.write_all(text.as_bytes())?;
            new.as_file().sync_all()?;
            new.persist(target)?;
            Ok(())
        }
        None => std::fs::File::options()
            .write(true)
            .open(path)?
            .write_all(text.as_bytes()),
    };
    write().map_err(|error| named(path, &error))
}

/// Fails if a file could not be written.
pub(super) fn check(path: &Path) -> Result<()> {
    match temporary(path) {
        Ok(None) if path.is_dir() => Err(named(path, &ErrorKind::IsADirectory.into())),
        Ok(_) => Ok(()),
        Err(error) => Err(named(path, &error)),
    }
}

/// Returns an error that names the file.
pub(super) fn named(path: &Path, error: &Error) -> Error {
    Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Creates the file that replaces another one, and returns the path of that one without symbolic links. Returns
/// `None` for a device, a pipe or a folder.
fn temporary(path: &Path) -> Result<Option<(NamedTempFile, PathBuf)>> {
    let (target, permissions) = match path.metadata() {
        Ok(there) if there.is_file() => (path.canonicalize()?, Some(there.permissions())),
        Ok(_) => return Ok(None),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        // A link to a file that is yet to be created.
        Err(_) if path.is_symlink() => return temporary(&path.with_file_name(path.read_link()?)),
        Err(_) => (path.to_owned(), None),
    };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // The error names the temporary file, which nobody knows.
    let new = NamedTempFile::new_in(folder).map_err(|error| Error::from(error.kind()))?;
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions)?;
    }
    Ok(Some((new, target)))
}
