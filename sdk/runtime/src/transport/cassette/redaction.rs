//! Removes secrets from what is recorded.

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::search::{find, replace};
use crate::redact::Redactor;

/// What stands for a secret. Letters alone, so that it is the same in JSON and in a URL.
pub(super) const REDACTED: &str = "REDACTED";

/// The shortest secret that is redacted in other exchanges than its own. Shorter ones are found in
/// texts that have nothing to do with them.
const MIN_SHARED: usize = 8;

/// The shortest secret that is redacted in bytes that are not text.
const MIN_BINARY: usize = 4;

/// The last word of a name whose value is secret.
const SECRET_WORDS: [&str; 11] = [
    "authorization",
    "credential",
    "credentials",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "secret",
    "signature",
    "token",
];

/// Names that are secret as a whole.
const SECRET_NAMES: [&str; 6] = [
    "access",
    "accesskey",
    "apikey",
    "connectionstring",
    "privatekey",
    "refresh",
];

/// Which fields are secret.
#[derive(Clone, Debug, Default)]
pub(super) struct SecretFields(Vec<String>);

impl SecretFields {
    pub(super) fn extend(&mut self, names: impl IntoIterator<Item = impl AsRef<str>>) {
        let names = names.into_iter().map(|name| words(name.as_ref()).concat());
        self.0.extend(names);
    }

    /// Returns whether the value of a field, a parameter or a header is secret by its name.
    fn contains(&self, name: &str) -> bool {
        let words = words(name);
        let ends_with = |end: &str| (0..words.len()).any(|start| words[start..].concat() == end);
        let is_secret_word = words
            .last()
            .is_some_and(|last| SECRET_WORDS.contains(&last.as_str()));
        is_secret_word
            || SECRET_NAMES.contains(&words.concat().as_str())
            || ["apikey", "accesskey", "privatekey"]
                .into_iter()
                .any(ends_with)
            || self.0.contains(&words.concat())
    }

    fn contains_header(&self, name: &HeaderName, value: &HeaderValue) -> bool {
        value.is_sensitive()
            || [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, SET_COOKIE].contains(name)
            || self.contains(name.as_str())
    }

    /// Collects the secrets of headers, and their parts behind the scheme.
    pub(super) fn collect_headers(&self, headers: &HeaderMap, secrets: &mut Vec<SecretString>) {
        for (name, value) in headers {
            let Ok(text) = value.to_str() else { continue };
            if self.contains_header(name, value) {
                secrets.push(text.into());
                secrets.extend(text.split_once(' ').map(|(_, secret)| secret.into()));
            } else if let Some((_, rest)) = text.split_once(['?', '#']) {
                // A URL.
                self.collect_query(&rest.replace(['?', '#'], "&"), secrets);
            }
        }
    }

    /// Collects the values of the secret fields of a body.
    pub(super) fn collect_body(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        secrets: &mut Vec<SecretString>,
    ) {
        let mut fields = Fields::new(self);
        fields.redact_body(headers, body);
        secrets.append(&mut fields.found);
    }

    pub(super) fn collect_query(&self, query: &str, secrets: &mut Vec<SecretString>) {
        let mut fields = Fields::new(self);
        fields.redact_pairs(query);
        secrets.append(&mut fields.found);
    }
}

/// Splits a name at separators and capitals, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (was_lower && c.is_uppercase()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Redacts an exchange: by the names of fields, and every text that is known to be secret.
pub(super) struct Redaction<'a> {
    fields: &'a SecretFields,
    secrets: Vec<SecretString>,
    redactor: Redactor,
}

impl<'a> Redaction<'a> {
    /// Creates the redaction of an exchange, from its own secrets and those of all exchanges.
    pub(super) fn new(
        fields: &'a SecretFields,
        own: &[SecretString],
        all: &[&SecretString],
    ) -> Self {
        let all = all.iter().copied();
        let shared = all.filter(|secret| secret.expose_secret().len() >= MIN_SHARED);
        let secrets: Vec<_> = own.iter().chain(shared).cloned().collect();
        Self {
            fields,
            redactor: Redactor::new(&secrets),
            secrets,
        }
    }

    pub(super) fn text(&self, text: &str) -> String {
        self.redactor.replace(text, REDACTED)
    }

    pub(super) fn query(&self, query: &str) -> String {
        self.text(&Fields::new(self.fields).redact_pairs(query))
    }

    pub(super) fn header(&self, name: &HeaderName, value: &HeaderValue) -> String {
        if self.fields.contains_header(name, value) {
            return REDACTED.to_owned();
        }
        let text = String::from_utf8_lossy(value.as_bytes());
        let Some(start) = text.find(['?', '#']) else {
            return self.text(&text);
        };
        // A URL: its query, and its fragment, which may have the same form.
        let (path, rest) = text.split_at(start);
        let pieces = rest.split_inclusive(['?', '#']).map(|piece| {
            let end = piece.len() - usize::from(piece.ends_with(['?', '#']));
            self.query(&piece[..end]) + &piece[end..]
        });
        self.text(path) + &pieces.collect::<String>()
    }

    pub(super) fn body(&self, headers: &HeaderMap, body: &Bytes) -> Bytes {
        let body = Fields::new(self.fields).redact_body(headers, body);
        let Ok(text) = str::from_utf8(&body) else {
            return self.binary(body).into();
        };
        let Ok(mut value) = serde_json::from_str::<Value>(text) else {
            return self.text(text).into();
        };
        // Escapes in JSON hide a secret, so its strings are compared. Otherwise the text stays as it is.
        if self.redact_strings(&mut value) {
            value.to_string().into()
        } else {
            body.into()
        }
    }

    /// Redacts the strings, names and numbers of a value. Returns whether there was one to redact.
    fn redact_strings(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => {
                let redacted = self.text(text);
                let is_changed = redacted != *text;
                *text = redacted;
                is_changed
            }
            Value::Number(number) => {
                let is_secret = self.text(&number.to_string()) == REDACTED;
                if is_secret {
                    *value = REDACTED.into();
                }
                is_secret
            }
            Value::Array(items) => {
                let changes = items.iter_mut().map(|item| self.redact_strings(item));
                changes.fold(false, |one, other| one | other)
            }
            Value::Object(members) => {
                let mut is_changed = false;
                for (name, mut member) in std::mem::take(members) {
                    is_changed |= self.redact_strings(&mut member);
                    let redacted = self.text(&name);
                    is_changed |= redacted != name;
                    members.insert(redacted, member);
                }
                is_changed
            }
            Value::Null | Value::Bool(_) => false,
        }
    }

    /// Redacts the secrets in bytes that are not text.
    fn binary(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        for secret in &self.secrets {
            let secret = secret.expose_secret().as_bytes();
            if secret.len() < MIN_BINARY {
                continue;
            }
            bytes = replace(&bytes, secret, REDACTED.as_bytes());
        }
        bytes
    }
}

/// Redacts the values of secret fields, and collects them.
struct Fields<'a> {
    secret: &'a SecretFields,
    found: Vec<SecretString>,
}

impl<'a> Fields<'a> {
    fn new(secret: &'a SecretFields) -> Self {
        Self {
            secret,
            found: Vec::new(),
        }
    }

    fn redact_body(&mut self, headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
        let media_type = headers.get(http::header::CONTENT_TYPE);
        // Without a media type, the body is read as JSON.
        let media_type = media_type
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        if let Some(boundary) = boundary(media_type) {
            return self.redact_parts(&format!("--{boundary}"), body);
        }
        let Ok(text) = str::from_utf8(body) else {
            return body.to_vec();
        };
        const FORM: &str = "application/x-www-form-urlencoded";
        if media_type
            .get(..FORM.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(FORM))
        {
            return self.redact_pairs(text).into_bytes();
        }
        match serde_json::from_str(text) {
            Ok(mut value) => {
                if self.redact_members(&mut value, false) {
                    value.to_string().into_bytes()
                } else {
                    body.to_vec()
                }
            }
            Err(_) => self.redact_json_text(text).into_bytes(),
        }
    }

    /// Redacts the pairs of a query or a form.
    fn redact_pairs(&mut self, pairs: &str) -> String {
        let redacted = pairs.split('&').map(|pair| match pair.split_once('=') {
            Some((name, value)) if self.secret.contains(&decode(name)) => {
                self.found.push(decode(value).into());
                format!("{name}={REDACTED}")
            }
            _ => pair.to_owned(),
        });
        redacted.collect::<Vec<_>>().join("&")
    }

    /// Redacts the members of a value. Returns whether there was one to redact.
    fn redact_members(&mut self, value: &mut Value, is_secret: bool) -> bool {
        match value {
            Value::String(text) if is_secret || is_jwt(text) => {
                self.found.push(text.as_str().into());
                *value = REDACTED.into();
                true
            }
            Value::Number(number) if is_secret => {
                self.found.push(number.to_string().into());
                *value = REDACTED.into();
                true
            }
            Value::Array(items) => {
                let mut is_changed = false;
                for item in items {
                    is_changed |= self.redact_members(item, is_secret);
                }
                is_changed
            }
            Value::Object(members) => {
                let mut is_changed = false;
                for (name, member) in members {
                    is_changed |= self.redact_members(member, self.secret.contains(name));
                }
                is_changed
            }
            _ => false,
        }
    }

    /// Redacts the members in a text that is not one JSON value: several, or a part of one.
    fn redact_json_text(&mut self, text: &str) -> String {
        let mut redacted = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('"') {
            let end = string_end(&rest[start..]).map_or(rest.len(), |end| start + end);
            let name = rest[start..end].trim_matches('"');
            redacted.push_str(&rest[..end]);
            rest = &rest[end..];
            // A string before a colon is a name.
            if let Some(value) = rest.trim_start().strip_prefix(':')
                && self.secret.contains(name)
            {
                redacted.push_str(&rest[..rest.len() - value.len()]);
                let length = self.redact_value(value, &mut redacted);
                rest = &value[length..];
            }
        }
        redacted.push_str(rest);
        redacted
    }

    /// Redacts the string, the number or the list with which a text begins. Returns its length.
    fn redact_value(&mut self, text: &str, redacted: &mut String) -> usize {
        let (mut at, mut depth) = (0, 0);
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            let length = match c {
                '"' => string_end(rest).unwrap_or(rest.len()),
                '-' | '0'..='9' => {
                    let is_part = |c: char| c.is_ascii_alphanumeric() || ".+-".contains(c);
                    rest.find(|c| !is_part(c)).unwrap_or(rest.len())
                }
                '[' | ',' | ']' => 1,
                c if c.is_whitespace() => c.len_utf8(),
                // An object, or a value that is not a secret.
                _ => return at,
            };
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            let value = &rest[..length];
            if matches!(c, '"' | '-' | '0'..='9') {
                self.found.push(value.trim_matches('"').into());
                redacted.push_str(&format!("\"{REDACTED}\""));
            } else {
                redacted.push_str(value);
            }
            at += length;
            if depth <= 0 && !c.is_whitespace() {
                break;
            }
        }
        at
    }

    /// Redacts the parts of a form.
    fn redact_parts(&mut self, delimiter: &str, mut body: &[u8]) -> Vec<u8> {
        let mut redacted = Vec::with_capacity(body.len());
        while !body.is_empty() {
            let end = find(&body[1..], delimiter.as_bytes()).map_or(body.len(), |at| at + 1);
            let (part, rest) = body.split_at(end);
            body = rest;
            let head_end = find(part, b"\r\n\r\n").map_or(part.len(), |at| at + 4);
            let (head, content) = part.split_at(head_end);
            let text = String::from_utf8_lossy(head);
            let name = text
                .split_once("; name=\"")
                .and_then(|(_, rest)| rest.split('"').next());
            redacted.extend_from_slice(head);
            if name.is_some_and(|name| self.secret.contains(name)) {
                let content = content.strip_suffix(b"\r\n").unwrap_or(content);
                if let Ok(text) = str::from_utf8(content) {
                    self.found.push(text.into());
                }
                redacted.extend_from_slice(REDACTED.as_bytes());
                redacted.extend_from_slice(b"\r\n");
            } else if let Ok(text) = str::from_utf8(content)
                && text.starts_with(['{', '['])
            {
                redacted.extend_from_slice(self.redact_json_text(text).as_bytes());
            } else {
                redacted.extend_from_slice(content);
            }
        }
        redacted
    }
}

/// Returns the boundary of a media type.
pub(super) fn boundary(media_type: &str) -> Option<&str> {
    const NAME: &str = "boundary=";
    let start = media_type.to_ascii_lowercase().find(NAME)? + NAME.len();
    let boundary = media_type[start..]
        .split(';')
        .next()?
        .trim()
        .trim_matches('"');
    (!boundary.is_empty()).then_some(boundary)
}

/// Returns where a JSON string ends that begins with a quotation mark.
fn string_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(index + 1),
            _ => {}
        }
    }
    None
}

fn decode(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_encoding::percent_decode_str(&text)
        .decode_utf8_lossy()
        .into_owned()
}

/// Returns whether a text has the form of a JSON Web Token.
fn is_jwt(text: &str) -> bool {
    let is_part = |part: &str| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        part.len() >= 4 && part.bytes().all(is_allowed)
    };
    text.starts_with("eyJ") && text.split('.').count() == 3 && text.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use secrecy::ExposeSecret as _;

    use super::{Fields, Redaction, SecretFields};

    #[test]
    fn fields_are_secret_by_name() {
        let mut fields = SecretFields::default();
        fields.extend(["refresh_url"]);
        for name in [
            "password",
            "newPassword",
            "api_key",
            "X-API-Key",
            "token",
            "access_token",
            "pin",
            "one_time_password",
            "refreshUrl",
            "REFRESH_URL",
            "access",
            "connection_string",
            "server-secret",
        ] {
            assert!(fields.contains(name), "{name}");
        }
        for name in [
            "name",
            "tokens_count",
            "pinned",
            "mapping",
            "key",
            "access_level",
            "url",
            "",
        ] {
            assert!(!fields.contains(name), "{name}");
        }
    }

    #[test]
    fn members_are_redacted_in_any_json() {
        let fields = SecretFields::default();
        for (body, expected, secrets) in [
            (
                r#"{"n": 1, "token": "a\"b"}"#,
                r#"{"n":1,"token":"REDACTED"}"#,
                vec!["a\"b"],
            ),
            (r#"{"pin":1234}"#, r#"{"pin":"REDACTED"}"#, vec!["1234"]),
            (
                r#"{"token":["a","b"]}"#,
                r#"{"token":["REDACTED","REDACTED"]}"#,
                vec!["a", "b"],
            ),
            (r#"{"token":{"id":1}}"#, r#"{"token":{"id":1}}"#, vec![]),
            (
                r#"["eyJhbGciOi.eyJzdWIi.c2ln"]"#,
                r#"["REDACTED"]"#,
                vec!["eyJhbGciOi.eyJzdWIi.c2ln"],
            ),
            // A part of JSON, lines, events.
            (
                r#"{"a": 1.10, "token": "abc"#,
                r#"{"a": 1.10, "token": "REDACTED""#,
                vec!["abc"],
            ),
            (r#"{"token": 12"#, r#"{"token": "REDACTED""#, vec!["12"]),
            (
                "{\"token\":\"a\"}\n{\"b\":\"token\"}\n",
                "{\"token\":\"REDACTED\"}\n{\"b\":\"token\"}\n",
                vec!["a"],
            ),
            (
                "data: {\"pin\" : 12, \"x\":\"y\"}",
                "data: {\"pin\" : \"REDACTED\", \"x\":\"y\"}",
                vec!["12"],
            ),
            ("\"", "\"", vec![]),
            ("no \"token\" here", "no \"token\" here", vec![]),
        ] {
            let mut by_name = Fields::new(&fields);
            let redacted = by_name.redact_body(&HeaderMap::new(), body.as_bytes());
            assert_eq!(String::from_utf8(redacted).unwrap(), expected);
            let found = by_name.found.iter().map(|secret| secret.expose_secret());
            let found: Vec<_> = found.collect();
            assert_eq!(found, secrets, "{body}");
        }
    }

    #[test]
    fn the_case_of_a_media_type_does_not_matter() {
        let fields = SecretFields::default();
        for (media_type, body, expected) in [
            (
                "Application/X-WWW-Form-URLEncoded; charset=utf-8",
                "token=a&b=1",
                "token=REDACTED&b=1",
            ),
            (
                "Multipart/Form-Data; Boundary=B",
                "--B\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na\r\n--B--\r\n",
                "--B\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nREDACTED\r\n--B--\r\n",
            ),
        ] {
            let value = http::HeaderValue::from_static(media_type);
            let headers = HeaderMap::from_iter([(http::header::CONTENT_TYPE, value)]);
            let redacted = Fields::new(&fields).redact_body(&headers, body.as_bytes());
            assert_eq!(String::from_utf8(redacted).unwrap(), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_part_of_a_secret_is_left_wherever_json_ends(
            before in "[a-z\"\\\\{}:, ]{0,12}",
            secret in "[A-Z]{8,16}",
            is_spaced: bool,
            cut in 0..160_usize,
        ) {
            let fields = SecretFields::default();
            let before = serde_json::Value::from(before);
            let value = serde_json::json!({"a": before, "api_key": secret, "list": [{"token": secret}], "password": [secret, [secret]], "z": before});
            let text = if is_spaced {
                serde_json::to_string_pretty(&value).unwrap()
            } else {
                value.to_string()
            };
            let cut = cut.min(text.len());
            // Two values, of which the second is cut.
            for text in [text[..cut].to_owned(), format!("{text}\n{}", &text[..cut])] {
                let redacted = Fields::new(&fields).redact_body(&HeaderMap::new(), text.as_bytes());
                let redacted = String::from_utf8(redacted).unwrap().replace(super::REDACTED, "");
                let capital = |c: char| c.is_ascii_uppercase();
                proptest::prop_assert!(!redacted.contains(capital), "{} {}", text, redacted);
            }
        }
    }

    #[test]
    fn secrets_are_found_in_texts_escapes_and_bytes() {
        let fields = SecretFields::default();
        let redaction = Redaction::new(&fields, &["17$Sesame".into()], &[]);
        let body = |body: &'static [u8]| {
            let redacted = redaction.body(&HeaderMap::new(), &bytes::Bytes::from_static(body));
            redacted.to_vec()
        };
        assert_eq!(body(br#"{"a":"x \u0053esame"}"#), br#"{"a":"x REDACTED"}"#);
        assert_eq!(body(b"\xff 17$Sesame \xff"), b"\xff REDACTED \xff");
        assert_eq!(body(b"[1.10]"), b"[1.10]");
        assert_eq!(
            redaction.query("a=17%24Sesame&token=x"),
            "a=REDACTED&token=REDACTED"
        );
    }
}
