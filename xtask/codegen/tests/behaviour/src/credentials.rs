//! Generated clients send the credentials that the document requires.

use golden_operation_security::Client;
use golden_operation_security::runtime::{ClientBuilder, Error, ErrorKind};

use crate::server::with;

fn builder(url: &str) -> ClientBuilder<Client> {
    Client::builder().base_url(url)
}

/// Returns the first line of each request and its credentials.
fn sent<T>(
    requests: usize,
    call: impl AsyncFnOnce(&str) -> Result<T, Error>,
) -> Vec<(String, [Option<String>; 3])> {
    let (result, requests) = with(vec![(204, "", ""); requests], call);
    result.unwrap();
    let sent = requests.iter().map(|request| {
        let header = |name| request.header(name).map(str::to_owned);
        let headers = ["x-key", "authorization", "cookie"].map(header);
        (request.line().to_owned(), headers)
    });
    sent.collect()
}

fn line(line: &str, headers: [&str; 3]) -> (String, [Option<String>; 3]) {
    let headers = headers.map(|text| (!text.is_empty()).then(|| text.to_owned()));
    (line.to_owned(), headers)
}

#[test]
fn credentials_are_sent_where_the_document_says() {
    let sent = sent(11, async |url| {
        let client = builder(url)
            .credential("Token k")
            .credential_for("app", "a/&\u{fc}")
            .credential_for("session", "s; 1")
            .basic_credential("ada", "open: sesame")
            .credential_for("user", "u")
            .credential_for("token", "t")
            .build()?;
        client.list_things().await?;
        client.create_thing().await?;
        client.log_in().await?;
        client.open_session().await?;
        client.get_session().theme("dark").await?;
        client.get_session().await?;
        client.get_health().await?;
        client.get_either().await?;
        client.get_certified().await?;
        client.put_certified().await?;
        client.get_map().place("a b").await
    });
    assert_eq!(
        sent,
        [
            line("GET /things", ["Token k", "", ""]),
            line("POST /things", ["", "Bearer t", ""]),
            line("POST /logins", ["", "", ""]),
            line("POST /sessions", ["", "Basic YWRhOm9wZW46IHNlc2FtZQ==", ""]),
            line("GET /sessions", ["", "", "theme=dark; sid=s%3B%201"]),
            line("GET /sessions", ["", "", "sid=s%3B%201"]),
            line("GET /health", ["", "", ""]),
            line("GET /either", ["Token k", "", ""]),
            line("GET /certified", ["", "", ""]),
            line("PUT /certified", ["Token k", "", ""]),
            line("GET /maps?place=a%20b&app%20key=a%2F%26%C3%BC", ["", "", ""]),
        ]
    );
}

#[test]
fn an_alternative_is_selected_by_its_credentials() {
    let sent = sent(4, async |url| {
        let client = builder(url)
            .credential_for("app", "a")
            .credential_for("user", "u")
            .credential_for("other", "o")
            .build()?;
        client.create_thing().await?;
        client.open_session().await?;
        client.get_either().await?;
        client.put_certified().await
    });
    assert_eq!(
        sent,
        [
            line("POST /things?app%20key=a", ["", "Bearer u", ""]),
            line("POST /sessions", ["", "Token o", ""]),
            line("GET /either", ["", "", ""]),
            line("PUT /certified", ["", "", ""]),
        ]
    );
}

#[test]
fn a_missing_credential_is_an_error_before_sending() {
    let (errors, requests) = with(vec![(204, "", "")], async |url| {
        let open = Client::new(url).unwrap();
        open.log_in().await.unwrap();
        let client = builder(url).credential_for("app", "canary").build().unwrap();
        [
            open.list_things().await.unwrap_err(),
            client.create_thing().await.unwrap_err(),
            builder(url).build().unwrap_err(),
            builder(url).credential_for("none", "canary").build().unwrap_err(),
        ]
    });
    assert_eq!(requests.len(), 1);
    for (error, expected) in errors.iter().zip([
        "needs the credential `key`",
        "needs the credential `token`, or the credential `app` and the credential `user`",
        "no credential is set",
        "unknown security scheme \"none\"",
    ]) {
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!format!("{error:?}").contains("canary"));
    }
}
