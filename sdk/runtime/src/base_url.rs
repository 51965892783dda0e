//! The base URL of a service.

use std::net::IpAddr;

use reqwest::Url;

use crate::error::Error;
use crate::proxy::system_proxy;

/// A validated base URL: https unless allowed otherwise, a host, an optional path prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    text: String,
    url: Url,
}

impl BaseUrl {
    /// Validates a base URL. Plain HTTP is accepted for loopback addresses, or if allowed.
    pub(crate) fn parse(text: &str, allow_plain_http: bool) -> Result<Self, Error> {
        // The message does not contain the URL, which may contain a password.
        let reject = |reason: &str| Err(Error::config(format!("invalid base URL: {reason}")));
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return reject("it is empty");
        }
        let url = match Url::parse(trimmed) {
            Ok(url) => url,
            Err(error) => return reject(&error.to_string()),
        };
        if url.host_str().is_none_or(str::is_empty) {
            return reject("it has no host");
        }
        match url.scheme() {
            "https" => {}
            "http" if allow_plain_http || is_loopback(&url) => {}
            "http" => {
                return reject(
                    "plain HTTP would expose the credential; use https, or `allow_plain_http()`",
                );
            }
            other => return reject(&format!("unsupported scheme {other}; use https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return reject("it contains a user name or password; set the credential instead");
        }
        if url.query().is_some() {
            return reject("it has a query");
        }
        if url.fragment().is_some() {
            return reject("it has a fragment");
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { text, url })
    }

    /// Returns the URL without a trailing slash.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the URL of a path, which begins with a slash and is percent-encoded.
    ///
    /// Parsing the whole URL would be a tenth of the instructions of a call.
    pub(crate) fn with_path(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        match self.prefix() {
            "" => url.set_path(path),
            prefix => url.set_path(&format!("{prefix}{path}")),
        }
        url
    }

    /// Returns the path of the base URL without a trailing slash.
    fn prefix(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    // A validated URL has a host and a port.

    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Returns the host, with the port if it is not the default one.
    pub(crate) fn host_and_port(&self) -> String {
        match self.url.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host().to_owned(),
        }
    }

    /// Returns host and port of the proxy of the environment.
    pub(crate) fn system_proxy(&self) -> Option<String> {
        system_proxy(&self.url)
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Returns whether a URL is on the same host and below the same path prefix, so that the
    /// credential may be sent there.
    pub(crate) fn covers(&self, url: &Url) -> bool {
        // Compares the origins without the copies that `Url::origin` makes.
        self.url.scheme() == url.scheme()
            && self.url.host() == url.host()
            && self.url.port_or_known_default() == url.port_or_known_default()
            && url.username().is_empty()
            && url.password().is_none()
            && url
                .path()
                .strip_prefix(self.prefix())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Returns whether the host is this machine.
fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::Url;

    use super::BaseUrl;
    use crate::error::ErrorKind;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    #[test]
    fn trailing_slashes_and_prefixes_are_accepted() {
        for (input, expected) in [
            ("https://api.example", "https://api.example"),
            ("https://api.example/", "https://api.example"),
            (" https://api.example//\n", "https://api.example"),
            ("https://api.example/prefix/", "https://api.example/prefix"),
            ("https://API.example:443/a/b", "https://api.example/a/b"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.9.9.9/", "http://127.9.9.9"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost:1", "http://localhost:1"),
        ] {
            assert_eq!(BaseUrl::parse(input, false).unwrap().as_str(), expected);
        }
    }

    proptest! {
        #[test]
        fn a_path_is_appended_as_if_the_whole_url_were_parsed(
            base in "https://(api\\.example|10\\.0\\.0\\.1:8443)(/prefix|/a/b)?/?",
            value in "\\PC{1,20}|[./%\\\\?#;\\x00-\\x20]{1,9}",
        ) {
            prop_assume!(!matches!(value.as_str(), "." | ".."));
            let base = BaseUrl::parse(&base, false).unwrap();
            let value = utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string();
            for (path, url) in [
                (format!("/a/{value}"), base.with_path(&format!("/a/{value}"))),
                (format!("/{value}/b"), base.with_path(&format!("/{value}/b"))),
                ("/a-b/c".to_owned(), base.with_path("/a-b/c")),
            ] {
                prop_assert_eq!(&url, &Url::parse(&format!("{}{path}", base.as_str())).unwrap());
                prop_assert!(base.covers(&url));
            }
        }
    }

    #[test]
    fn urls_that_would_leak_the_credential_or_cannot_work_are_rejected() {
        for (input, why) in [
            ("", "empty"),
            ("   ", "empty"),
            ("api.example", "relative URL"),
            ("https://", "empty host"),
            ("http://api.example", "plain HTTP"),
            ("http://10.0.0.1", "plain HTTP"),
            ("http://127.0.0.1.example", "plain HTTP"),
            ("http://localhost.example", "plain HTTP"),
            ("ftp://api.example", "scheme ftp"),
            ("https://api.example/?a=b", "query"),
            ("https://api.example/?", "query"),
            ("https://api.example/#a", "fragment"),
            ("https://me:canary@api.example/", "password"),
        ] {
            let error = BaseUrl::parse(input, false).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().contains(why), "{input}: {error}");
            assert!(!format!("{error:?}").contains("canary"));
        }
        assert!(BaseUrl::parse("http://10.0.0.1", true).is_ok());
    }

    #[test]
    fn the_credential_is_sent_to_the_same_host_and_below_the_prefix_only() {
        let base = BaseUrl::parse("https://api.example/prefix", false).unwrap();
        for (url, covered) in [
            ("https://api.example/prefix", true),
            ("https://api.example/prefix/roles?x=1", true),
            ("https://api.example/prefixed", false),
            ("https://api.example/", false),
            ("https://api.example/prefix/../roles", false),
            ("http://api.example/prefix/roles", false),
            ("https://api.example:444/prefix/roles", false),
            ("https://other.example/prefix/roles", false),
            ("https://me@api.example/prefix/roles", false),
        ] {
            assert_eq!(base.covers(&Url::parse(url).unwrap()), covered, "{url}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_base_url_or_an_error(text in "\\PC*", allow in any::<bool>()) {
            if let Ok(base) = BaseUrl::parse(&text, allow) {
                prop_assert!(!base.as_str().ends_with('/'));
                prop_assert!(allow || base.is_https() || base.as_str().starts_with("http://"));
                prop_assert!(base.covers(&Url::parse(base.as_str()).unwrap()));
            }
        }
    }
}
