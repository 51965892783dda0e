//! Credentials in the form in which they are sent.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use reqwest::Request;
use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::parameters::{ENCODED, ENCODED_IN_COOKIE};
use crate::security::{CredentialFormat, CredentialLocation, SecurityScheme};

/// The authentication schemes that a credential may contain.
const KNOWN_AUTH_SCHEMES: [&str; 2] = ["apikey", "bearer"];

/// All bytes that a cookie must not contain. A key may be percent-encoded already.
const ENCODED_IN_KEY: &AsciiSet = &ENCODED_IN_COOKIE.remove(b'%');

/// A validated credential.
#[derive(Clone)]
pub(crate) struct Credential {
    part: CredentialPart,
    /// What is redacted.
    secrets: Vec<SecretString>,
}

/// The part of a request that contains a credential.
#[derive(Clone)]
enum CredentialPart {
    Header(HeaderName, HeaderValue),
    /// A pair of the query, encoded.
    Query(SecretString),
    /// A pair of the header `Cookie`, encoded.
    Cookie(SecretString),
}

impl Credential {
    /// Validates a credential. `label` is its name in errors.
    pub(crate) fn new(
        label: &str,
        credential: &SecretString,
        scheme: &SecurityScheme,
    ) -> Result<Self, String> {
        let credential = credential.expose_secret();
        if credential.is_empty() {
            return Err(format!("{label} is empty"));
        }
        let (text, secrets) = format_credential(label, credential, scheme.format)?;
        let part = match scheme.location {
            // The cookie may be described as a header.
            CredentialLocation::Header if scheme.name.eq_ignore_ascii_case(COOKIE.as_str()) => {
                sensitive(label, &text)?;
                CredentialPart::Cookie(text.into())
            }
            CredentialLocation::Header => {
                let name = HeaderName::from_bytes(scheme.name.as_bytes()).map_err(|_| {
                    format!("{label} has an invalid header name \"{}\"", scheme.name)
                })?;
                CredentialPart::Header(name, sensitive(label, &text)?)
            }
            CredentialLocation::Query => {
                let name = utf8_percent_encode(scheme.name, ENCODED);
                CredentialPart::Query(pair(name, &text, ENCODED).into())
            }
            CredentialLocation::Cookie => {
                let pair = pair(scheme.name, &text, ENCODED_IN_KEY);
                sensitive(label, &pair)?;
                CredentialPart::Cookie(pair.into())
            }
        };
        let secrets = secrets.into_iter().map(SecretString::from).collect();
        Ok(Self { part, secrets })
    }

    /// Returns what is redacted: the credential without its scheme, and its other forms.
    pub(crate) fn secrets(&self) -> &[SecretString] {
        &self.secrets
    }

    /// Returns whether the URL contains it.
    pub(crate) fn is_in_url(&self) -> bool {
        matches!(self.part, CredentialPart::Query(_))
    }

    /// Adds the credential to a request, in place of a parameter of the same name.
    pub(crate) fn add_to(&self, request: &mut Request) {
        match &self.part {
            CredentialPart::Header(name, value) => {
                request.headers_mut().insert(name.clone(), value.clone());
            }
            CredentialPart::Query(pair) => {
                let url = request.url_mut();
                let query = with_pair(url.query().unwrap_or(""), "&", pair.expose_secret());
                url.set_query(Some(&query));
            }
            CredentialPart::Cookie(pair) => add_cookie(request.headers_mut(), pair.expose_secret()),
        }
    }
}

/// Returns a credential as it is sent, and what of it is secret.
fn format_credential(
    label: &str,
    credential: &str,
    format: CredentialFormat,
) -> Result<(String, Vec<String>), String> {
    // The messages contain neither the character nor its position.
    let malformed = || {
        format!(
            "{label} is malformed: it contains a space, a line break or another invalid character",
        )
    };
    let (auth_scheme, secret) = match format {
        CredentialFormat::AuthScheme(default) => match credential.split_once(' ') {
            Some((auth_scheme, rest))
                if KNOWN_AUTH_SCHEMES
                    .iter()
                    .chain([&default])
                    .any(|known| known.eq_ignore_ascii_case(auth_scheme)) =>
            {
                (Some(auth_scheme), rest)
            }
            _ => (Some(default), credential),
        },
        CredentialFormat::NoAuthScheme => (None, credential),
        CredentialFormat::Basic => return basic(label, credential),
        CredentialFormat::Verbatim => {
            let is_trimmed = credential.trim() == credential;
            if !is_trimmed || credential.chars().any(char::is_control) {
                return Err(malformed());
            }
            let rest = credential.split_once(' ').map(|(_, rest)| rest.to_owned());
            let secrets = rest.into_iter().chain([credential.to_owned()]);
            return Ok((credential.to_owned(), secrets.collect()));
        }
    };
    if secret.is_empty() {
        return Err(format!("{label} is incomplete: nothing follows the scheme"));
    }
    if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(malformed());
    }
    let text = match auth_scheme {
        Some(auth_scheme) => format!("{auth_scheme} {secret}"),
        None => secret.to_owned(),
    };
    Ok((text, vec![secret.to_owned()]))
}

fn basic(label: &str, credential: &str) -> Result<(String, Vec<String>), String> {
    let Some((_, password)) = credential.split_once(':') else {
        return Err(format!(
            "{label} is incomplete: expected a user name, a colon and a password"
        ));
    };
    if credential.chars().any(char::is_control) {
        return Err(format!(
            "{label} is malformed: it contains a line break or another control character"
        ));
    }
    let encoded = STANDARD.encode(credential);
    let text = format!("Basic {encoded}");
    Ok((
        text,
        vec![credential.to_owned(), password.to_owned(), encoded],
    ))
}

/// Returns the value of a header.
fn sensitive(label: &str, text: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(text)
        .ok()
        .filter(|value| value.to_str().is_ok())
        .ok_or_else(|| format!("{label} is malformed: it contains an invalid character"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Adds a cookie to those of a request, in place of one of its name.
pub(crate) fn add_cookie(headers: &mut HeaderMap, pair: &str) {
    let pair = pair.trim();
    let mut cookies = String::new();
    for value in headers.get_all(COOKIE) {
        let Ok(text) = value.to_str() else { continue };
        if !cookies.is_empty() {
            cookies.push_str("; ");
        }
        cookies.push_str(text);
    }
    // Both are valid in a header.
    if let Ok(mut value) = HeaderValue::try_from(with_pair(&cookies, "; ", pair)) {
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
}

/// Returns a list of pairs with another pair, which replaces those of its name.
fn with_pair(pairs: &str, separator: &str, pair: &str) -> String {
    let name = |pair: &'_ str| pair.split('=').next().unwrap_or("").len();
    let own = &pair[..name(pair)];
    let mut joined = String::with_capacity(pairs.len() + separator.len() + pair.len());
    for other in pairs.split(separator.trim_end()).map(str::trim) {
        if !other.is_empty() && other[..name(other)] != *own {
            joined.push_str(other);
            joined.push_str(separator);
        }
    }
    joined.push_str(pair);
    joined
}

/// Returns a pair of a query or of the header `Cookie`.
fn pair(name: impl fmt::Display, value: &str, encoded: &'static AsciiSet) -> String {
    format!("{name}={}", utf8_percent_encode(value, encoded))
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{COOKIE, HeaderValue};
    use reqwest::{Method, Request};

    use super::Credential;
    use crate::security::{CredentialFormat, SecurityScheme};

    /// Returns a request with the credential. Neither the credential nor an error prints it.
    fn sent(
        url: &str,
        cookies: &[&str],
        credential: &str,
        scheme: SecurityScheme,
    ) -> Result<Request, String> {
        let mut request = Request::new(Method::GET, url.parse().unwrap());
        for cookie in cookies {
            let value = HeaderValue::from_str(cookie).unwrap();
            request.headers_mut().append(COOKIE, value);
        }
        Credential::new("the key", &credential.into(), &scheme)
            .map(|credential| {
                assert!(!format!("{credential:?}").contains("1234"));
                credential.add_to(&mut request);
                assert!(!format!("{:?}", request.headers()).contains("1234"));
                request
            })
            .inspect_err(|reason| assert!(!reason.contains("1234"), "{reason}"))
    }

    fn header(credential: &str, format: CredentialFormat) -> Result<String, String> {
        let scheme = SecurityScheme::http("key", format);
        let request = sent("https://api.example", &[], credential, scheme)?;
        let value = request.headers()["authorization"].to_str();
        Ok(value.unwrap().to_owned())
    }

    #[test]
    fn a_missing_scheme_word_is_added() {
        let scheme = CredentialFormat::AuthScheme("APIKey");
        for (key, sent) in [
            ("1234$abcdef", "APIKey 1234$abcdef"),
            ("apikey 1234_abcdef", "apikey 1234_abcdef"),
            ("APIKEY 1234", "APIKEY 1234"),
            ("Bearer 1234.a.b", "Bearer 1234.a.b"),
        ] {
            assert_eq!(header(key, scheme).unwrap(), sent);
        }
        for key in [
            "",
            " ",
            "apikey ",
            "apikey  1234",
            "1234 5",
            "1234\n",
            "1234é",
            "token 1234",
        ] {
            header(key, scheme).unwrap_err();
        }
        let token = |key| header(key, CredentialFormat::AuthScheme("Token")).unwrap();
        assert_eq!(token("1234"), "Token 1234");
        assert_eq!(token("token 1234"), "token 1234");
    }

    #[test]
    fn a_bare_credential_is_sent_alone() {
        assert_eq!(
            header("1234+/ab==", CredentialFormat::NoAuthScheme).unwrap(),
            "1234+/ab=="
        );
        for key in ["", "Bearer 1234", "1234\n", "\t1234"] {
            header(key, CredentialFormat::NoAuthScheme).unwrap_err();
        }
    }

    #[test]
    fn a_verbatim_credential_may_contain_a_scheme() {
        for key in ["1234", "Token 1234", "a=1234, b=\"c\""] {
            assert_eq!(header(key, CredentialFormat::Verbatim).unwrap(), key);
        }
        for key in ["", " 1234", "1234\n", "12\u{1}34", "1234é"] {
            header(key, CredentialFormat::Verbatim).unwrap_err();
        }
    }

    #[test]
    fn a_user_name_and_a_password_are_encoded() {
        for (pair, sent) in [
            ("ada:1234", "Basic YWRhOjEyMzQ="),
            ("ada:", "Basic YWRhOg=="),
            (":12:34", "Basic OjEyOjM0"),
            ("zoë:1 2", "Basic em/DqzoxIDI="),
        ] {
            assert_eq!(header(pair, CredentialFormat::Basic).unwrap(), sent);
        }
        for pair in ["", "1234", "ada:1234\n"] {
            header(pair, CredentialFormat::Basic).unwrap_err();
        }
    }

    #[test]
    fn a_key_in_the_query_is_encoded_and_replaces_a_parameter_of_its_name() {
        let scheme = SecurityScheme::query("key", "api key");
        for (query, expected) in [
            ("", "api%20key=1234%2B%26%3D%C3%A9"),
            ("?a=1&api", "a=1&api&api%20key=1234%2B%26%3D%C3%A9"),
            ("?api%20key=old&a=1", "a=1&api%20key=1234%2B%26%3D%C3%A9"),
        ] {
            let url = format!("https://api.example/a{query}");
            let request = sent(&url, &[], "1234+&=é", scheme).unwrap();
            assert_eq!(request.url().query(), Some(expected));
        }
        sent("https://api.example", &[], "1234\r\n", scheme).unwrap_err();
    }

    #[test]
    fn a_key_in_a_cookie_joins_the_others() {
        let scheme = SecurityScheme::cookie("key", "sid");
        let cookie = SecurityScheme::header("key", "Cookie");
        for (cookies, credential, scheme, expected) in [
            (&[][..], "1234; é", scheme, "sid=1234%3B%20%C3%A9"),
            (&[], "1234%3D", scheme, "sid=1234%3D"),
            (
                &["theme=dark; a=b=c"],
                "1234",
                scheme,
                "theme=dark; a=b=c; sid=1234",
            ),
            (
                &["a=1;sid=old", "b=2"],
                "1234",
                scheme,
                "a=1; b=2; sid=1234",
            ),
            (&["theme=dark"], "sid=1234", cookie, "theme=dark; sid=1234"),
        ] {
            let request = sent("https://api.example", cookies, credential, scheme).unwrap();
            let values = request.headers().get_all(COOKIE);
            let values: Vec<_> = values.iter().map(|value| value.to_str().unwrap()).collect();
            assert_eq!(values, [expected]);
        }
    }
}
