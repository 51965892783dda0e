//! The file of a cassette.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::transport::BoxError;

/// The version of the format.
const VERSION: u32 = 1;

/// The content of a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cassette {
    version: u32,
    exchanges: Vec<Exchange>,
}

/// A request and its result: a response or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Exchange {
    pub(super) request: CassetteRequest,
    #[serde(flatten)]
    pub(super) end: End,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CassetteRequest {
    pub(super) method: String,
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) query: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, HeaderValues>,
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub(super) body: Body,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    Response(CassetteResponse),
    Error(ErrorEnd),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CassetteResponse {
    pub(super) status: u16,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, HeaderValues>,
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub(super) body: Body,
    /// Why the body ends early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) body_error: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorEnd {
    pub(super) kind: ErrorEndKind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) message: String,
}

/// The kind of a [`TransportError`](crate::TransportError).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ErrorEndKind {
    /// There was no connection.
    Connect,
    /// There was no connection in time.
    ConnectTimeout,
    /// The request was not sent.
    NotSent,
    /// The request may have been sent, and its timeout passed.
    Timeout,
    /// The request may have been sent.
    NoResponse,
    /// The caller did not wait for the end.
    Abandoned,
}

/// The values of the headers of one name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum HeaderValues {
    One(String),
    Many(Vec<String>),
}

/// A body. Text and JSON are readable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Body {
    #[default]
    Empty,
    Json(Value),
    Text(String),
    Base64(#[serde(with = "as_base64")] Bytes),
}

impl Body {
    /// Returns a body in the most readable form from which the same bytes can be restored, except for
    /// white space and the order of the members of JSON.
    pub(super) fn new(bytes: &Bytes) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        let Ok(text) = str::from_utf8(bytes) else {
            return Self::Base64(bytes.clone());
        };
        match serde_json::from_str::<Value>(text) {
            Ok(value) if value.to_string().len() == length_without_space(text) => Self::Json(value),
            _ => Self::Text(text.to_owned()),
        }
    }

    pub(super) fn bytes(&self) -> Bytes {
        match self {
            Self::Empty => Bytes::new(),
            Self::Json(value) => value.to_string().into(),
            Self::Text(text) => text.clone().into(),
            Self::Base64(bytes) => bytes.clone(),
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::Empty
    }
}

/// Returns the length of a JSON text without the white space between its tokens. JSON that is written
/// in a way of its own, such as `1.10` or `"\u0061"`, then differs in length from what serde_json
/// writes.
fn length_without_space(json: &str) -> usize {
    let (mut length, mut is_string, mut is_escaped) = (0, false, false);
    for byte in json.bytes() {
        if is_string || !byte.is_ascii_whitespace() {
            length += 1;
        }
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_string,
            b'"' => is_string = !is_string,
            _ => {}
        }
    }
    length
}

mod as_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use bytes::Bytes;
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(
        bytes: &Bytes,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Bytes, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD
            .decode(text)
            .map(Bytes::from)
            .map_err(de::Error::custom)
    }
}

/// Returns headers for a file, with what `write` makes of their values.
pub(super) fn write_headers(
    headers: &HeaderMap,
    write: impl Fn(&HeaderName, &HeaderValue) -> String,
) -> BTreeMap<String, HeaderValues> {
    let texts = headers.keys().map(|name| {
        let values = headers.get_all(name).iter().map(|value| write(name, value));
        let mut values: Vec<_> = values.collect();
        let values = match (values.len(), values.pop()) {
            (1, Some(value)) => HeaderValues::One(value),
            (_, last) => {
                values.extend(last);
                HeaderValues::Many(values)
            }
        };
        (name.as_str().to_owned(), values)
    });
    texts.collect()
}

/// Returns the headers of a file.
pub(super) fn read_headers(
    headers: &BTreeMap<String, HeaderValues>,
) -> Result<HeaderMap, http::Error> {
    let mut map = HeaderMap::new();
    for (name, values) in headers {
        let name: HeaderName = name.parse()?;
        let values = match values {
            HeaderValues::One(value) => std::slice::from_ref(value),
            HeaderValues::Many(values) => values,
        };
        for value in values {
            map.append(&name, HeaderValue::from_str(value)?);
        }
    }
    Ok(map)
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Vec<Exchange>, CassetteError> {
    let error =
        |problem: BoxError| CassetteError::new(format!("cannot read {}", path.display()), problem);
    let text = fs::read(path).map_err(|source| error(source.into()))?;
    let cassette: Cassette =
        serde_json::from_slice(&text).map_err(|source| error(source.into()))?;
    if cassette.version != VERSION {
        let problem = format!(
            "its version is {}, and {VERSION} is supported",
            cassette.version
        );
        return Err(error(problem.into()));
    }
    Ok(cassette.exchanges)
}

/// Writes a file. It replaces another only when it is complete.
pub(super) fn write(path: &Path, exchanges: Vec<Exchange>) -> Result<(), CassetteError> {
    let cassette = Cassette {
        version: VERSION,
        exchanges,
    };
    let written = serde_json::to_string_pretty(&cassette)
        .map_err(io::Error::from)
        .and_then(|mut text| {
            text.push('\n');
            replace(path, text.as_bytes())
        });
    written.map_err(|source| CassetteError::new(format!("cannot write {}", path.display()), source))
}

fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    // In the same folder, because a file cannot be renamed to another file system.
    let name = format!(".cassette-{:016x}.tmp", fastrand::u64(..));
    let temporary = RemovedOnDrop(folder.join(name));
    let mut file = fs::File::create_new(&temporary.0)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary.0, path)
}

/// A file that is removed when this is dropped, if it is still there.
struct RemovedOnDrop(PathBuf);

impl Drop for RemovedOnDrop {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A cassette could not be written or read, or a replay differed from it.
#[derive(Debug)]
pub struct CassetteError {
    message: String,
    source: Option<BoxError>,
}

impl CassetteError {
    pub(super) fn new(message: String, source: impl Into<BoxError>) -> Self {
        Self {
            message,
            source: Some(source.into()),
        }
    }
}

impl From<String> for CassetteError {
    fn from(message: String) -> Self {
        Self {
            message,
            source: None,
        }
    }
}

impl fmt::Display for CassetteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CassetteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
