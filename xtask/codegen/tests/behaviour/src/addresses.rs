//! Addresses: where a request is sent.

use std::sync::{Arc, Mutex};

use base_url::Client;
use operation_servers::runtime::{Body, Transport, TransportFuture, http};

use crate::server::{wait, with};

/// A transport that records the URLs of requests.
#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Transport for Recorder {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        self.0.lock().unwrap().push(request.uri().to_string());
        let response = http::Response::builder().status(204).body(Body::default());
        Box::pin(async { Ok(response.unwrap()) })
    }
}

#[test]
fn a_base_url_may_end_with_a_slash() {
    for suffix in ["/base", "/base/"] {
        let (_, requests) = with(vec![(204, "", "")], async |url| {
            let client = Client::new(&format!("{url}{suffix}")).unwrap();
            client.list_things().await.unwrap();
        });
        assert_eq!(requests[0].line(), "GET /base/things");
    }
}

#[test]
fn the_server_of_an_operation_has_a_url_of_its_own() {
    use operation_servers::Client;
    use operation_servers::runtime::{ErrorKind, ServerVariable, ServiceClient};
    let info = Client::INFO;
    let urls: Vec<&str> = info.servers.iter().map(|server| server.url).collect();
    assert_eq!(
        urls,
        [
            "https://upload.example/raw",
            "/logs/v2",
            "https://{bucket}.store.example/{region}",
            "https://q.example/p",
            "https://h.example:99999",
            "ws://h.example",
            "https://{tenant}.example",
        ]
    );
    let region = ServerVariable::new("region").default_value("eu").values(&["eu", "us"]);
    assert_eq!(info.base_url.unwrap().variables[0], region);
    let (_, requests) = with(vec![(204, "", ""); 7], async |url| {
        let builder = || Client::builder().base_url(format!("{url}/base/"));
        let client = builder()
            .server_url("https://upload.example/raw", format!("{url}/up/"))
            .server_url("https://{bucket}.store.example/{region}", format!("{url}/store"))
            .server_url("https://{tenant}.example", url)
            .build()
            .unwrap();
        client.upload().await.unwrap();
        client.list().await.unwrap();
        client.read_log().page(1).await.unwrap();
        client.write_log().await.unwrap();
        client.clear_log().await.unwrap();
        client.get_broken().await.unwrap();
        // Without a default, only the calls that need it fail.
        let client = builder().build().unwrap();
        let error = client.get_broken().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("server_variable"), "{error}");
        client.list().await.unwrap();
    });
    let lines: Vec<&str> = requests.iter().map(|request| request.line()).collect();
    assert_eq!(
        lines,
        [
            "PUT /up/blobs",
            "GET /base/blobs",
            "GET /logs/v2/logs?page=1",
            "POST /store/logs",
            "DELETE /base/logs",
            "GET /broken",
            "GET /base/blobs",
        ]
    );
}

#[test]
fn a_default_url_is_that_of_the_document() {
    use operation_servers::Client;
    let recorder = Recorder::default();
    let build = |variables: &[(&str, &str)]| {
        let builder = Client::builder().transport(recorder.clone());
        let variables = variables.iter();
        let set = variables.fold(builder, |b, (name, value)| b.server_variable(*name, *value));
        set.build()
    };
    wait(async {
        let client = build(&[]).unwrap();
        client.upload().await.unwrap();
        client.list().await.unwrap();
        client.read_log().await.unwrap();
        client.write_log().await.unwrap();
        let client = build(&[("region", "us"), ("bucket", "b"), ("tenant", "t")]).unwrap();
        client.list().await.unwrap();
        client.write_log().await.unwrap();
        client.get_broken().await.unwrap();
        client.get_unusual().await.unwrap();
        client.put_unusual().await.unwrap_err();
        client.post_unusual().await.unwrap_err();
    });
    assert_eq!(
        *recorder.0.lock().unwrap(),
        [
            "https://upload.example/raw/blobs",
            "https://eu.api.example/v1/blobs",
            "https://eu.api.example/logs/v2/logs",
            "https://main.store.example/us/logs",
            "https://us.api.example/v1/blobs",
            "https://b.store.example/us/logs",
            "https://t.example/broken",
            "https://q.example/p/unusual",
        ]
    );
    let error = Client::builder().server_variable("nowhere", "x").build().unwrap_err();
    assert!(error.to_string().contains("region, port"), "{error}");
    let error = Client::builder().server_url("https://x.example", "y").build().unwrap_err();
    assert!(error.to_string().contains("https://upload.example/raw"), "{error}");
    let error = build(&[("port", "1"), ("region", "x")]).unwrap_err();
    assert!(error.to_string().contains("set one of eu, us"), "{error}");
}

#[test]
fn a_server_that_cannot_be_used_is_no_default() {
    use default_errors::Client;
    let error = Client::builder().build().unwrap_err();
    assert!(error.to_string().contains("base URL is missing"), "{error}");
}
