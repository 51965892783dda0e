//! What is built: the SDK with one set of features after the other, and the floors that they are
//! held against.

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::Result;

/// The TLS back-end that a crate is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tls {
    None,
    /// As reqwest brings it: rustls with aws-lc.
    Rustls,
    /// rustls with ring.
    Ring,
    /// The platform's own library.
    Native,
}

/// A crate that is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// What it is called: of the SDK its features, else which floor it is.
    pub(crate) name: String,
    pub(crate) tls: Tls,
    /// The features of the SDK; `None`: a floor.
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

    fn floor(tls: Tls) -> Self {
        let with = match tls {
            Tls::None => "no TLS",
            Tls::Rustls => "rustls",
            Tls::Ring => "rustls with ring",
            Tls::Native => "native-tls",
        };
        Self {
            name: format!("floor: {with}"),
            tls,
            features: None,
        }
    }

    /// What a dependent depends on. A floor asks of reqwest, serde and tokio what the SDK asks of
    /// them, by its manifest.
    pub(crate) fn dependencies(&self, sdk: &Table) -> Result<Table> {
        let mut dependencies = Table::new();
        if let Some(features) = &self.features {
            let rolekit = depend(None, [("path", "../tree/sdk/rolekit")], features);
            dependencies.insert("rolekit".to_owned(), rolekit);
            return Ok(dependencies);
        }
        for name in ["reqwest", "serde", "serde_json", "tokio"] {
            let asked = sdk.get("dependencies").and_then(|all| all.get(name));
            let asked = asked.ok_or_else(|| format!("the SDK does not depend on {name}"))?;
            dependencies.insert(name.to_owned(), asked.clone());
        }
        let back_end = match self.tls {
            Tls::None => return Ok(dependencies),
            Tls::Rustls => "rustls",
            Tls::Native => "native-tls",
            Tls::Ring => {
                let ring = depend(Some("0.23"), [], &["ring".to_owned()]);
                dependencies.insert("rustls".to_owned(), ring);
                "rustls-no-provider"
            }
        };
        dependencies
            .get_mut("reqwest")
            .and_then(|reqwest| reqwest.get_mut("features")?.as_array_mut())
            .ok_or("the SDK asks no features of reqwest")?
            .push(back_end.into());
        Ok(dependencies)
    }
}

/// A dependency without its default features.
fn depend<const N: usize>(
    version: Option<&str>,
    more: [(&str, &str); N],
    features: &[String],
) -> Value {
    let mut dependency = Table::new();
    for (key, value) in version
        .map(|version| ("version", version))
        .into_iter()
        .chain(more)
    {
        dependency.insert(key.to_owned(), value.into());
    }
    dependency.insert("default-features".to_owned(), false.into());
    dependency.insert("features".to_owned(), features.to_vec().into());
    Value::Table(dependency)
}

/// All of them, the floors between what is held against them.
pub(crate) fn rows() -> Vec<Row> {
    const ALL: [&str; 3] = ["gcore", "gcore-iam", "trusted-twin"];
    let mut rows = Vec::new();
    for tls in [Tls::None, Tls::Rustls] {
        rows.push(Row::floor(tls));
        for feature in ALL {
            rows.push(Row::rolekit(&[feature], tls));
        }
        rows.push(Row::rolekit(&ALL, tls));
    }
    rows.push(Row::floor(Tls::Native));
    rows.push(Row::rolekit(&ALL, Tls::Native));
    rows.push(Row::floor(Tls::Ring));
    let everything = [&ALL[..], &["schemars"]].concat();
    rows.push(Row::rolekit(&everything, Tls::Rustls));
    rows
}

/// What a dependent gets who says nothing.
pub(crate) fn by_default() -> Row {
    Row::rolekit(&["gcore", "gcore-iam", "trusted-twin"], Tls::Rustls)
}
