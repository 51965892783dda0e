//! The credential in a file.

use std::fs::{File, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{
    CredentialError, CredentialFuture, CredentialRequest, CredentialSource, CredentialValue,
    run_blocking,
};

/// Maximum size of the file.
const MAX_BYTES: u64 = 64 * 1024;

/// The credential in a file, such as a mounted secret. White space around it is ignored.
///
/// The modification time, the size and, on Unix, the inode of the file are compared before each
/// attempt. If one has changed, the file is read again. If the file is missing, the last value is
/// used as long as the service accepts it.
///
/// ```
/// use rolekit_runtime::{ClientBuilder, FileCredential, Result, ServiceClient};
///
/// fn build<S: ServiceClient>(builder: ClientBuilder<S>) -> Result<S> {
///     builder.credential_source(FileCredential::new("/run/secrets/api-key")).build()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct FileCredential {
    path: PathBuf,
}

impl FileCredential {
    /// Creates a source that reads this file, of at most 64 KiB of UTF-8.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl CredentialSource for FileCredential {
    fn describe(&self) -> String {
        format!("file {:?}", self.path)
    }

    fn fetch<'a>(&'a self, _: &'a CredentialRequest) -> CredentialFuture<'a> {
        let path = self.path.clone();
        Box::pin(run_blocking(move || read(&path)))
    }

    fn is_current(&self, value: &CredentialValue) -> bool {
        match std::fs::metadata(&self.path) {
            Ok(metadata) => Some(version(&metadata)) == value.version(),
            Err(_) => true,
        }
    }
}

fn read(path: &Path) -> Result<CredentialValue, CredentialError> {
    let failed = |error: io::Error| CredentialError::new("cannot be read").with_source(error);
    let file = File::open(path).map_err(failed)?;
    // Read before the content, so that the next attempt notices a change in between.
    let version = version(&file.metadata().map_err(failed)?);
    let mut content = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut content)
        .map_err(failed)?;
    if content.len() as u64 > MAX_BYTES {
        return Err(CredentialError::new(format!(
            "larger than {MAX_BYTES} bytes"
        )));
    }
    let content = String::from_utf8(content).map_err(|_| CredentialError::new("not UTF-8"))?;
    match content.trim() {
        // The file may be being written.
        "" => Err(CredentialError::new("empty").transient()),
        secret => Ok(CredentialValue::new(secret).with_version(version)),
    }
}

/// Returns a number that changes with the file.
fn version(metadata: &Metadata) -> u64 {
    let mut hasher = DefaultHasher::new();
    metadata.len().hash(&mut hasher);
    metadata.modified().ok().hash(&mut hasher);
    #[cfg(unix)]
    std::os::unix::fs::MetadataExt::ino(metadata).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use secrecy::ExposeSecret;

    use super::{CredentialSource, FileCredential, MAX_BYTES, read};

    /// A file that is removed at the end of a test.
    struct TestFile(PathBuf);

    impl TestFile {
        fn new(name: &str) -> Self {
            let name = format!("rolekit-runtime-{}-{name}", std::process::id());
            Self(std::env::temp_dir().join(name))
        }

        fn write(&self, content: impl AsRef<[u8]>) {
            std::fs::write(&self.0, content).unwrap();
        }
    }

    impl Drop for TestFile {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn a_change_is_noticed() {
        let file = TestFile::new("change");
        file.write("\n 1$first\r\n");
        let source = FileCredential::new(&file.0);
        let first = read(&file.0).unwrap();
        assert_eq!(first.secret().expose_secret(), "1$first");
        assert!(source.is_current(&first));
        file.write("1$second and longer");
        assert!(!source.is_current(&first));
        let second = read(&file.0).unwrap();
        assert!(source.is_current(&second));
        // A clone of the source may have read the file before.
        assert!(!source.is_current(&first));
        std::fs::remove_file(&file.0).unwrap();
        assert!(source.is_current(&second));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_replaces_another_of_the_same_size_is_noticed() {
        let (file, next) = (TestFile::new("old"), TestFile::new("new"));
        file.write("1$a");
        next.write("1$b");
        let old = std::fs::metadata(&file.0).unwrap().modified().unwrap();
        let times = std::fs::FileTimes::new().set_modified(old);
        std::fs::File::options()
            .write(true)
            .open(&next.0)
            .unwrap()
            .set_times(times)
            .unwrap();
        let source = FileCredential::new(&file.0);
        let value = read(&file.0).unwrap();
        std::fs::rename(&next.0, &file.0).unwrap();
        assert!(!source.is_current(&value));
    }

    #[test]
    fn what_is_no_credential_is_an_error_without_the_content() {
        let file = TestFile::new("invalid");
        let large = vec![b'a'; usize::try_from(MAX_BYTES).unwrap() + 1];
        for (content, reason, is_transient) in [
            (&b"\n"[..], "empty", true),
            (b"canary\xff", "not UTF-8", false),
            (&large, "larger than 65536 bytes", false),
        ] {
            file.write(content);
            let error = read(&file.0).unwrap_err();
            assert_eq!(
                (error.to_string().as_str(), error.is_transient()),
                (reason, is_transient)
            );
            assert!(!format!("{error:?}").contains("canary"));
        }
        let error = read(&file.0.join("none")).unwrap_err();
        assert_eq!(error.to_string(), "cannot be read");
        assert!(std::error::Error::source(&error).is_some());
    }
}
