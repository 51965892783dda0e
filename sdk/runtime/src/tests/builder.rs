//! The configuration of a client.

use std::ffi::OsString;

use crate::builder::ClientBuilder;
use crate::error::{Error, ErrorKind};
use crate::tests::{OpenClient, TestClient};

fn from(variables: &[(&str, &str)]) -> Result<TestClient, Error> {
    let variables: Vec<(String, OsString)> = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).into()))
        .collect();
    TestClient::builder()
        .with_variables(|name| {
            let found = variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        })?
        .build()
}

#[test]
fn the_environment_is_read_and_validated() {
    from(&[("TEST_API_KEY", "1$a")]).unwrap();
    from(&[
        ("TEST_API_KEY", "1$a"),
        ("TEST_BASE_URL", "http://127.0.0.1:1/"),
    ])
    .unwrap();
    for (variables, name) in [
        (&[][..], "TEST_API_KEY"),
        (&[("TEST_API_KEY", "")], "TEST_API_KEY"),
        (&[("TEST_API_KEY", "canary\n")], "TEST_API_KEY"),
        (
            &[("TEST_API_KEY", "1$a"), ("TEST_BASE_URL", "")],
            "TEST_BASE_URL",
        ),
        (
            &[("TEST_API_KEY", "1$a"), ("TEST_BASE_URL", "http://a.b")],
            "base URL",
        ),
    ] {
        let error = from(variables).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(name), "{error}");
        assert!(!format!("{error:?}").contains("canary"));
    }
}

#[test]
fn a_credential_is_required_where_the_service_has_one() {
    let error = TestClient::builder().build().unwrap_err();
    assert!(error.to_string().contains("API key is missing"), "{error}");
    let builder = OpenClient::builder().base_url("http://plain.example/");
    let open = builder.with_variables(|_| None).unwrap().build().unwrap();
    assert_eq!(open.0.base_url(), "http://plain.example");
    let error = OpenClient::builder().credential("1$a").build();
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Config);
}

#[test]
fn a_base_url_is_required() {
    let error = ClientBuilder::<OpenClient>::new().build().unwrap_err();
    assert!(error.to_string().contains("base URL is missing"), "{error}");
}
