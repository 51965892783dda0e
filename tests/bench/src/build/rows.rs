//! The crates whose builds are measured: the SDK with each set of features, and the baseline crates.

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::error::Result;

/// A TLS library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tls {
    None,
    /// rustls with aws-lc, as reqwest enables it.
    Rustls,
    /// rustls with ring.
    Ring,
    /// The platform's own library.
    Native,
}

/// A crate whose build is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) tls: Tls,
    /// The features of the SDK. `None` for a baseline crate.
    pub(crate) features: Option<Vec<String>>,
}

impl Row {
    fn rolekit(features: &[&str], tls: Tls) -> Self {
        let mut features: Vec<_> = features.iter().map(|&name| name.to_owned()).collect();
        match tls {
            Tls::Rustls => features.push("rustls".to_owned()),
            Tls::Native => features.push("native-tls".to_owned()),
            Tls::None | Tls::Ring => {}
        }
        Self {
            name: format!("rolekit: {}", features.join(", ")),
            tls,
            features: Some(features),
        }
    }

    fn baseline(tls: Tls) -> Self {
        let tls_name = match tls {
            Tls::None => "no TLS",
            Tls::Rustls => "rustls",
            Tls::Ring => "rustls with ring",
            Tls::Native => "native-tls",
        };
        Self {
            name: format!("baseline: {tls_name}"),
            tls,
            features: None,
        }
    }

    /// Returns the dependencies of the crate that is built. Those of a baseline crate are taken from the
    /// manifest of `rolekit-runtime`.
    pub(crate) fn dependencies(&self, runtime: &Table) -> Result<Table> {
        let mut dependencies = Table::new();
        if let Some(features) = &self.features {
            let rolekit = dependency("path", "../tree/sdk/rolekit", features);
            dependencies.insert("rolekit".to_owned(), rolekit);
            return Ok(dependencies);
        }
        for name in ["reqwest", "serde", "serde_json", "tokio"] {
            let declared = runtime.get("dependencies").and_then(|all| all.get(name));
            let declared =
                declared.ok_or_else(|| format!("rolekit-runtime does not depend on {name}"))?;
            dependencies.insert(name.to_owned(), declared.clone());
        }
        let reqwest_features = dependencies
            .get_mut("reqwest")
            .and_then(|reqwest| reqwest.get_mut("features")?.as_array_mut())
            .ok_or("rolekit-runtime enables no features of reqwest")?;
        // The runtime decompresses responses itself; a hand-written client lets reqwest do it.
        reqwest_features.push("gzip".into());
        let feature = match self.tls {
            Tls::None => return Ok(dependencies),
            Tls::Rustls => "rustls",
            Tls::Native => "native-tls",
            Tls::Ring => {
                let ring = dependency("version", "0.23", &["ring".to_owned()]);
                dependencies.insert("rustls".to_owned(), ring);
                "rustls-no-provider"
            }
        };
        dependencies
            .get_mut("reqwest")
            .and_then(|reqwest| reqwest.get_mut("features")?.as_array_mut())
            .ok_or("rolekit-runtime enables no features of reqwest")?
            .push(feature.into());
        Ok(dependencies)
    }
}

/// Returns a dependency without its default features, by its `version` or `path`.
fn dependency(key: &str, value: &str, features: &[String]) -> Value {
    let mut dependency = Table::new();
    dependency.insert(key.to_owned(), value.into());
    dependency.insert("default-features".to_owned(), false.into());
    dependency.insert("features".to_owned(), features.to_vec().into());
    Value::Table(dependency)
}

/// Returns all rows, each baseline crate before the rows that are compared with it.
pub(crate) fn rows() -> Vec<Row> {
    const SERVICES: [&str; 3] = ["gcore", "gcore-iam", "trusted-twin"];
    let mut rows = Vec::new();
    for tls in [Tls::None, Tls::Rustls] {
        rows.push(Row::baseline(tls));
        for service in SERVICES {
            rows.push(Row::rolekit(&[service], tls));
        }
        rows.push(Row::rolekit(&SERVICES, tls));
    }
    rows.push(Row::baseline(Tls::Native));
    rows.push(Row::rolekit(&SERVICES, Tls::Native));
    rows.push(Row::baseline(Tls::Ring));
    let with_schemas = [&SERVICES[..], &["schemars"]].concat();
    rows.push(Row::rolekit(&with_schemas, Tls::Rustls));
    rows
}
