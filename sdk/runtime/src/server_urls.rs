//! The URLs of the servers of a client.

use std::sync::Arc;

use reqwest::Url;

use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::server::{Server, ServerVariable};
use crate::service::ServiceInfo;

impl Server {
    /// Returns the URL with the values of its variables. `values` are those that the caller set.
    pub(crate) fn resolve(&self, values: &[(String, String)]) -> Result<String, Error> {
        let mut url = self.url.to_owned();
        for variable in self.variables {
            let mut set = values.iter().rev();
            let set = set.find(|(name, _)| name == variable.name);
            let value = match (set, variable.default) {
                (Some((_, value)), _) => {
                    variable.check(value)?;
                    value
                }
                (None, Some(default)) => default,
                (None, None) => {
                    return Err(Error::config(format!(
                        "the server {} needs its variable {}; set it with `server_variable`",
                        self.url, variable.name,
                    )));
                }
            };
            url = url.replace(&format!("{{{}}}", variable.name), value);
        }
        Ok(url)
    }

    /// Returns the base URL of a server of an operation or a path.
    pub(crate) fn base_url(
        &self,
        base: &BaseUrl,
        values: &[(String, String)],
        allow_plain_http: bool,
    ) -> Result<BaseUrl, Error> {
        let url = self.resolve(values)?;
        let base = Url::parse(&format!("{}/", base.as_str()));
        let url = base.and_then(|base| base.join(&url));
        let url = url.map_err(|error| {
            Error::config(format!("invalid URL of the server {}: {error}", self.url))
        })?;
        BaseUrl::parse(url.as_str(), allow_plain_http)
    }
}

impl ServerVariable {
    fn check(&self, value: &str) -> Result<(), Error> {
        if self.values.is_empty() || self.values.contains(&value) {
            return Ok(());
        }
        Err(Error::config(format!(
            "invalid value \"{}\" of the server variable {}; set one of {}",
            value.escape_debug(),
            self.name,
            self.values.join(", "),
        )))
    }
}

/// The URLs of a client, as the document and the caller say.
pub(crate) struct ServerUrls {
    pub(crate) info: &'static ServiceInfo,
    pub(crate) base_url: Option<String>,
    /// The URLs of servers in the document, and those that the caller set.
    pub(crate) servers: Vec<(String, String)>,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) allow_plain_http: bool,
}

/// The base URL of a client, and those of the servers of operations, or why they have none.
type BaseUrls = (Arc<BaseUrl>, Box<[Result<Arc<BaseUrl>, Error>]>);

impl ServerUrls {
    /// Returns the URLs. A default that cannot be used is an error of the calls that need it.
    pub(crate) fn resolve(self) -> Result<BaseUrls, Error> {
        self.check_names()?;
        let base_url = match (&self.base_url, self.info.base_url) {
            (Some(url), _) => url.clone(),
            (None, Some(server)) => server.resolve(&self.variables)?,
            (None, None) => {
                return Err(Error::config(
                    "the base URL is missing; set it with `base_url`",
                ));
            }
        };
        let base_url = BaseUrl::parse(&base_url, self.allow_plain_http)?;
        let mut servers = Vec::new();
        for server in self.info.servers {
            let mut set = self.servers.iter().rev();
            servers.push(match set.find(|(url, _)| url == server.url) {
                Some((_, url)) => Ok(BaseUrl::parse(url, self.allow_plain_http)?),
                None => server.base_url(&base_url, &self.variables, self.allow_plain_http),
            });
        }
        let servers = servers.into_iter().map(|url| url.map(Arc::new));
        Ok((Arc::new(base_url), servers.collect()))
    }

    /// Fails if the caller set a server or a variable that the service does not have, or an invalid value.
    fn check_names(&self) -> Result<(), Error> {
        let servers = self.info.servers;
        for (url, _) in &self.servers {
            if !servers.iter().any(|server| server.url == *url) {
                let known: Vec<_> = servers.iter().map(|server| server.url).collect();
                return Err(unknown("server", url, &known));
            }
        }
        for (name, value) in &self.variables {
            let all = servers.iter().chain(&self.info.base_url);
            let all: Vec<&ServerVariable> = all.flat_map(|server| server.variables).collect();
            let own = all.iter().filter(|variable| variable.name == name);
            // Another server may allow other values.
            let is_allowed = |result: &Result<(), Error>| result.is_ok();
            let checks: Vec<_> = own.map(|variable| variable.check(value)).collect();
            if checks.is_empty() {
                let known: Vec<_> = all.iter().map(|variable| variable.name).collect();
                return Err(unknown("server variable", name, &known));
            }
            if !checks.iter().any(is_allowed) {
                checks.into_iter().collect::<Result<(), _>>()?;
            }
        }
        Ok(())
    }
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Error {
    let known = match known {
        [] => "none".to_owned(),
        known => known.join(", "),
    };
    Error::config(format!(
        "unknown {what} \"{}\"; the service has {known}",
        name.escape_debug()
    ))
}

#[cfg(test)]
mod tests {
    use super::{Server, ServerVariable};
    use crate::base_url::BaseUrl;

    const REGION: ServerVariable = ServerVariable::new("region").default_value("eu");

    #[test]
    fn variables_have_their_default_or_a_value_that_is_allowed() {
        const VARIABLES: &[ServerVariable] =
            &[REGION.values(&["eu", "us"]), ServerVariable::new("v")];
        let server = Server::new("https://{region}.{region}.example/{v}").variables(VARIABLES);
        let resolve = |values: &[(&str, &str)]| {
            let values = values
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()));
            server.resolve(&values.collect::<Vec<_>>())
        };
        assert_eq!(resolve(&[("v", "1")]).unwrap(), "https://eu.eu.example/1");
        let last_wins = resolve(&[("v", "1"), ("region", "us"), ("v", "2")]);
        assert_eq!(last_wins.unwrap(), "https://us.us.example/2");
        for (values, why) in [
            (&[][..], "needs its variable v"),
            (&[("v", "1"), ("region", "mars")], "one of eu, us"),
        ] {
            let error = resolve(values).unwrap_err();
            assert!(error.to_string().contains(why), "{error}");
        }
    }

    #[test]
    fn a_relative_url_is_relative_to_the_base_url() {
        let base = BaseUrl::parse("https://api.example/v1", false).unwrap();
        for (url, expected) in [
            ("/v2/", "https://api.example/v2"),
            ("v2", "https://api.example/v1/v2"),
            ("../{region}", "https://api.example/eu"),
            ("//other.example", "https://other.example"),
            ("https://other.example/a", "https://other.example/a"),
            (".", "https://api.example/v1"),
        ] {
            let server = Server::new(url).variables(const { &[REGION] });
            let resolved = server.base_url(&base, &[], false).unwrap();
            assert_eq!(resolved.as_str(), expected, "{url}");
        }
        for url in ["http://other.example", "ftp://other.example", "https://"] {
            Server::new(url).base_url(&base, &[], false).unwrap_err();
        }
    }
}
