//! Where a service is: a URL that a key may be sent to.

use std::net::IpAddr;

use reqwest::Url;

use crate::error::Error;

/// A checked base URL: a scheme that keeps the key secret, a host, perhaps a path prefix; no
/// trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    text: String,
    url: Url,
}

impl BaseUrl {
    /// Checks a base URL. Plain HTTP is for loopback only, unless expressly allowed.
    pub(crate) fn parse(text: &str, allow_plain_http: bool) -> Result<Self, Error> {
        // The text is not repeated: it may hold a password.
        let refuse = |why: &str| Err(Error::config(format!("the base URL {why}")));
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return refuse("is empty");
        }
        let url = match Url::parse(trimmed) {
            Ok(url) => url,
            Err(error) => return refuse(&format!("cannot be read: {error}")),
        };
        if url.host_str().is_none_or(str::is_empty) {
            return refuse("names no host");
        }
        match url.scheme() {
            "https" => {}
            "http" if allow_plain_http || is_loopback(&url) => {}
            "http" => {
                return refuse(
                    "is plain HTTP, over which the key could be read: use https, or allow it \
                     expressly with `allow_plain_http`",
                );
            }
            other => return refuse(&format!("has the scheme `{other}`: use https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("holds a user name or password: give the key to the client instead");
        }
        if url.query().is_some() {
            return refuse("has a query");
        }
        if url.fragment().is_some() {
            return refuse("has a fragment");
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { text, url })
    }

    /// The URL without a trailing slash, to put a path behind.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL of a path below it. The path begins with a slash, and what was filled in is
    /// percent-encoded.
    ///
    /// To read the whole URL anew was a tenth of a call's instructions.
    pub(crate) fn with_path(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        match self.prefix() {
            "" => url.set_path(path),
            prefix => url.set_path(&format!("{prefix}{path}")),
        }
        url
    }

    /// The path of the base URL, without a slash at its end.
    fn prefix(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    // A URL without a host, or neither http nor https, was refused, so both of these are there.

    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether a URL is on the same host and below the same path prefix, so that it may be sent the
    /// key.
    pub(crate) fn covers(&self, url: &Url) -> bool {
        // The origins, without the copies that `Url::origin` makes of them.
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

/// Whether what is sent there stays on this machine.
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
    use crate::operation::path_segment;

    #[test]
    fn a_slash_at_the_end_and_a_prefix_just_work() {
        for (given, kept) in [
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
            assert_eq!(BaseUrl::parse(given, false).unwrap().as_str(), kept);
        }
    }

    proptest! {
        #[test]
        fn a_path_below_it_is_read_as_if_the_whole_had_been(
            base in "https://(api\\.example|10\\.0\\.0\\.1:8443)(/prefix|/a/b)?/?",
            value in "\\PC{1,20}|[./%\\\\?#;\\x00-\\x20]{1,9}",
        ) {
            prop_assume!(!matches!(value.as_str(), "." | ".."));
            let base = BaseUrl::parse(&base, false).unwrap();
            let value = path_segment("value", &value).unwrap().to_string();
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
    fn what_could_leak_a_key_or_cannot_work_is_refused() {
        for (given, why) in [
            ("", "empty"),
            ("   ", "empty"),
            ("api.example", "cannot be read"),
            ("https://", "cannot be read"),
            ("http://api.example", "plain HTTP"),
            ("http://10.0.0.1", "plain HTTP"),
            ("http://127.0.0.1.example", "plain HTTP"),
            ("http://localhost.example", "plain HTTP"),
            ("ftp://api.example", "scheme `ftp`"),
            ("https://api.example/?a=b", "query"),
            ("https://api.example/?", "query"),
            ("https://api.example/#a", "fragment"),
            ("https://me:canary@api.example/", "password"),
        ] {
            let error = BaseUrl::parse(given, false).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().contains(why), "{given}: {error}");
            assert!(!format!("{error:?}").contains("canary"));
        }
        assert!(BaseUrl::parse("http://10.0.0.1", true).is_ok());
    }

    #[test]
    fn a_key_goes_to_the_same_host_and_below_the_prefix_only() {
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
