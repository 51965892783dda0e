//! The record beside the file of desired access.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rolekit_access::record::Record;
use rolekit_access::services::{Sections, Services};

use super::options::{Failure, Options};
use super::write;

/// Returns the path of the record of a file or folder: `access.yaml` has `access.yaml.record.json` beside it.
pub(super) fn path(file: &Path) -> io::Result<PathBuf> {
    let file = match file.file_name() {
        Some(_) => file.to_owned(),
        // `.` and `..` are named after the folder that they lead to.
        None => file
            .canonicalize()
            .map_err(|error| write::named(file, &error))?,
    };
    let Some(name) = file.file_name() else {
        let error =
            io::Error::other("the root folder has no name for the record; use a folder in it");
        return Err(write::named(&file, &error));
    };
    let mut name = name.to_owned();
    name.push(".record.json");
    Ok(file.with_file_name(name))
}

/// Reads the record for the accounts of the services. A sandbox has none.
pub(super) async fn load(
    options: &Options,
    services: &Services,
    sections: Sections,
) -> Result<Record, Failure> {
    if options.sandbox {
        return Ok(Record::default());
    }
    let path = path(options.file())?;
    let mut record: Record = match std::fs::read_to_string(&path) {
        Ok(text) => {
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Record::default(),
        Err(error) => return Err(write::named(&path, &error).into()),
    };
    let accounts = services.accounts(sections).await?;
    record.claim(accounts).map_err(|error| {
        format!(
            "{}: {error}: use the credentials of that account, or another file for this one",
            path.display()
        )
    })?;
    Ok(record)
}

/// Writes the record, so that an interruption leaves the old one or the new one.
pub(super) fn save(file: &Path, record: &Record) -> io::Result<()> {
    write::replace(&path(file)?, &serde_json::to_string_pretty(record)?)
}

/// Locks the record of a file until the returned value is dropped.
pub(super) fn lock(file: &Path) -> Result<File, Failure> {
    // Not the record itself: each write replaces it.
    let path = path(file)?.with_extension("lock");
    let named = |error| write::named(&path, &error);
    let lock = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(named)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(format!(
            "{}: another `rolekit apply` uses the record: wait until it ends, then make a new plan",
            path.display()
        )
        .into()),
        Err(TryLockError::Error(error)) => Err(named(error).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_a_record_of_its_own() {
        for (file, expected) in [
            ("access.yaml", "access.yaml.record.json"),
            ("access.yml", "access.yml.record.json"),
            ("a/access.prod.json", "a/access.prod.json.record.json"),
            ("access", "access.record.json"),
            ("access/", "access.record.json"),
            ("a/access/.", "a/access.record.json"),
        ] {
            assert_eq!(path(Path::new(file)).unwrap(), Path::new(expected));
        }
        let real = Path::new(".").canonicalize().unwrap();
        let name = format!("{}.record.json", real.display());
        assert_eq!(path(Path::new(".")).unwrap(), Path::new(&name));
        assert_eq!(path(&real).unwrap(), Path::new(&name));
    }
}
