//! Finds the proxy of the environment, which errors name.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

/// Returns host and port of the proxy through which reqwest sends requests to `url`, unless its client
/// is built with other proxies or none.
pub(crate) fn system_proxy(url: &Url) -> Option<String> {
    find(&Matcher::from_system(), url)
}

/// Returns host and port only: the URL of a proxy may contain a password.
fn find(matcher: &Matcher, url: &Url) -> Option<String> {
    let proxy = matcher.intercept(&url.as_str().parse().ok()?)?;
    let host = proxy.uri().host()?;
    Some(match proxy.uri().port_u16() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use hyper_util::client::proxy::matcher::Matcher;

    use super::find;

    #[test]
    fn the_proxy_of_a_host_is_found_without_its_password() {
        let matcher = Matcher::builder()
            .https("http://user:canary@proxy.example:3128")
            .no("internal.example")
            .build();
        for (url, proxy) in [
            ("https://api.example/base", Some("proxy.example:3128")),
            ("https://internal.example/", None),
            ("http://api.example/", None),
        ] {
            let found = find(&matcher, &url.parse().unwrap());
            assert_eq!(found.as_deref(), proxy, "{url}");
        }
    }
}
