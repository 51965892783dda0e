//! Malformed requests to every documented operation: the response is never a 500, never violates the
//! document, and always has the vendor's error format.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method};
use rolekit_sandbox::{Endpoint, Sandbox, Statement};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::start;

/// The services, each with its document.
const SERVICES: [(Service, &str); 3] = [
    (Service::Cloud, include_str!("../../openapi/gcore.yaml")),
    (Service::Iam, include_str!("../../openapi/gcore-iam.yaml")),
    (
        Service::TrustedTwin,
        include_str!("../../openapi/trusted-twin.yaml"),
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Cloud,
    Iam,
    TrustedTwin,
}

/// A documented operation.
struct Operation {
    method: Method,
    template: String,
    /// The fields of its body, if it has one.
    fields: Vec<String>,
    /// The names of its query parameters.
    query: Vec<String>,
}

fn operations(yaml: &str) -> Vec<Operation> {
    let document: Value = serde_saphyr::from_str(yaml).unwrap();
    let mut operations = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            if !operation["operationId"].is_string() {
                continue;
            }
            let body = resolve(&document, &operation["requestBody"]);
            let schema = &body["content"]["application/json"]["schema"];
            let mut fields = Vec::new();
            collect_fields(&document, schema, &mut fields);
            let parameters = [&item["parameters"], &operation["parameters"]];
            let query = parameters
                .into_iter()
                .filter_map(Value::as_array)
                .flatten()
                .map(|parameter| resolve(&document, parameter))
                .filter(|parameter| parameter["in"] == "query")
                .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
                .collect();
            operations.push(Operation {
                method,
                template: template.clone(),
                fields,
                query,
            });
        }
    }
    assert!(operations.len() > 15);
    operations
}

fn resolve<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    match node["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => node,
    }
}

fn collect_fields(document: &Value, schema: &Value, fields: &mut Vec<String>) {
    let schema = resolve(document, schema);
    for (name, _) in schema["properties"].as_object().into_iter().flatten() {
        if !fields.contains(name) {
            fields.push(name.clone());
        }
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for part in schema[keyword].as_array().into_iter().flatten() {
            collect_fields(document, part, fields);
        }
    }
}

/// A sandbox with an item for each parameter of a path.
struct World {
    sandbox: Sandbox,
    parameters: Vec<(&'static str, String)>,
}

impl World {
    async fn new() -> Self {
        let sandbox = start().await;
        let (gcore, twin) = (sandbox.gcore(), sandbox.trusted_twin());
        let task = gcore.add_task_json(json!({}));
        let role = twin.add_role("Other", Statement::default());
        let parameters = vec![
            (
                "assignment_id",
                gcore.add_assignment(777, "Observer", None).to_string(),
            ),
            ("project_id", "100".to_owned()),
            ("region_id", "10".to_owned()),
            ("task_id", task),
            ("client_id", "8".to_owned()),
            ("clientId", "8".to_owned()),
            // The owner of the API key.
            ("userId", gcore.api_key_owner().to_string()),
            ("tokenId", gcore.iam().add_token(777).0.to_string()),
            ("user", twin.add_user(&role).user),
            ("role", role),
            ("twin", twin.add_twin()),
            ("ledger", "personal".to_owned()),
            ("account", twin.account()),
        ];
        Self {
            sandbox,
            parameters,
        }
    }

    fn endpoint(&self, service: Service) -> &Endpoint {
        match service {
            Service::Cloud | Service::Iam => self.sandbox.gcore(),
            Service::TrustedTwin => self.sandbox.trusted_twin(),
        }
    }

    fn authorization(&self, service: Service) -> String {
        match service {
            Service::Cloud | Service::Iam => format!("APIKey {}", self.sandbox.gcore().api_key()),
            Service::TrustedTwin => self.sandbox.trusted_twin().secret().to_owned(),
        }
    }

    /// Fills the parameters of a template, those without an item with `other`.
    fn path(&self, template: &str, other: &str) -> String {
        let segments = template.split('/').map(|segment| {
            match segment
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'))
            {
                None => segment.to_owned(),
                Some(name) => self
                    .parameters
                    .iter()
                    .find(|(parameter, _)| *parameter == name)
                    .map_or_else(|| other.to_owned(), |(_, id)| id.clone()),
            }
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// Sends a request, and checks its response and the log.
    async fn check(
        &self,
        client: &Client,
        service: Service,
        method: &Method,
        path: &str,
        content_type: Option<&[u8]>,
        body: Vec<u8>,
    ) -> u16 {
        let endpoint = self.endpoint(service);
        let start = String::from_utf8_lossy(&body[..body.len().min(100)]).into_owned();
        let at = format!("{method} {path} {content_type:?} {start}");
        let mut request = client
            .request(method.clone(), format!("{}{path}", endpoint.base_url()))
            .header("authorization", self.authorization(service))
            .body(body);
        if let Some(content_type) = content_type {
            let value = reqwest::header::HeaderValue::from_bytes(content_type).unwrap();
            request = request.header(CONTENT_TYPE, value);
        }
        let response = request.send().await;
        assert!(response.is_ok(), "{at}: {response:?}");
        let response = response.unwrap();
        let status = response.status().as_u16();
        let content_type = response.headers().get(CONTENT_TYPE).cloned();
        let text = response.text().await.unwrap();
        let record = endpoint.requests().pop().unwrap();
        endpoint.clear_requests();
        assert_eq!(record.violation, None, "{at}");
        assert!(status < 500, "{at}: {status} {text}");
        if status >= 400 {
            assert_eq!(
                content_type.unwrap(),
                "application/json",
                "{at}: {status} {text}"
            );
            let body: Value = serde_json::from_str(&text).unwrap();
            assert!(is_vendors(service, &body), "{at}: {status} {text}");
        }
        status
    }
}

/// Returns whether a body has the error format of a service.
fn is_vendors(service: Service, body: &Value) -> bool {
    let strings = |fields: &[&str]| fields.iter().all(|field| body[field].is_string());
    match service {
        Service::Cloud => strings(&["exception_class", "message", "request_id"]),
        Service::Iam => match body {
            Value::Array(list) => list
                .iter()
                .all(|item| item.is_string() || is_vendors(service, item)),
            _ => body["errors"].is_object() || strings(&["message"]),
        },
        Service::TrustedTwin => strings(&["subcode", "description", "trace"]),
    }
}

/// Returns bodies that are malformed for every operation, or at least for most.
fn bodies(fields: &[String]) -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        &b""[..],
        b" ",
        b"{",
        b"{}",
        b"[]",
        b"[{}]",
        b"null",
        b"true",
        b"5",
        b"1e999",
        b"\"x\"",
        b"\"\\ud800\"",
        b"{\"a\":\"\xff\"}",
        b"\xef\xbb\xbf{}",
        b"{\"a\":1,\"a\":2}",
        b"{} {}",
        b"\0",
    ]
    .map(<[u8]>::to_vec)
    .into();
    for depth in [100, 200, 100_000] {
        bodies.push("[".repeat(depth).into_bytes());
        bodies.push("{\"a\":".repeat(depth).into_bytes());
        bodies.push([vec![b'['; depth], vec![b']'; depth]].concat());
    }
    let deep = (0..100).fold(json!(1), |value, _| json!([value]));
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(""),
        json!("x"),
        json!("\u{0}\u{ffff}é"),
        json!("a@b@c"),
        json!("9999-12-31T23:59:59.999999Z"),
        json!("9999-12-31T23:59:59-23:59"),
        json!("0000-01-01T00:00:00+23:59"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"": null}),
        json!({"id": 1}),
        json!({"id": 1, "name": []}),
        deep,
    ];
    for value in values {
        for field in fields {
            bodies.push(json!({ field: value }).to_string().into_bytes());
        }
        let all: serde_json::Map<_, _> = fields
            .iter()
            .map(|field| (field.clone(), value.clone()))
            .collect();
        bodies.push(Value::Object(all).to_string().into_bytes());
    }
    bodies
}

fn client() -> Client {
    Client::builder().no_gzip().no_proxy().build().unwrap()
}

#[tokio::test]
async fn malformed_bodies_are_refused_in_the_vendors_format() {
    let client = client();
    for (service, yaml) in SERVICES {
        for operation in operations(yaml) {
            let world = World::new().await;
            let path = world.path(&operation.template, "x");
            for body in bodies(&operation.fields) {
                let json = Some(&b"application/json"[..]);
                world
                    .check(&client, service, &operation.method, &path, json, body)
                    .await;
            }
            for content_type in [
                None,
                Some(&b""[..]),
                Some(b"text/plain"),
                Some(b"application/x-www-form-urlencoded"),
                Some(b"multipart/form-data"),
                Some(b"application/json; charset=utf-16"),
                Some(b"\xff"),
            ] {
                let body = b"{}".to_vec();
                world
                    .check(
                        &client,
                        service,
                        &operation.method,
                        &path,
                        content_type,
                        body,
                    )
                    .await;
            }
        }
    }
}

#[tokio::test]
async fn malformed_queries_are_refused_in_the_vendors_format() {
    let client = client();
    for (service, yaml) in SERVICES {
        for operation in operations(yaml) {
            let world = World::new().await;
            let path = world.path(&operation.template, "x");
            for value in [
                "",
                "x",
                "0",
                "-1",
                "1.5",
                "1e999",
                "9223372036854775808",
                "true",
                "null",
                "%00",
                "%FF",
                "%",
                "%zz",
                "[]",
                "a=b",
                "9999-12-31T23:59:59-23:59",
                "0000-01-01T00:00:00%2B23:59",
            ] {
                let pairs = operation.query.iter().map(|name| format!("{name}={value}"));
                let all = pairs.clone().collect::<Vec<_>>().join("&");
                for query in pairs.chain([all, value.to_owned(), format!("{value}&&=&&=x")]) {
                    let json = Some(&b"application/json"[..]);
                    let method = &operation.method;
                    let path = format!("{path}?{query}");
                    let body = b"{}".to_vec();
                    world
                        .check(&client, service, method, &path, json, body)
                        .await;
                }
            }
        }
    }
}

#[tokio::test]
async fn large_bodies_are_refused_in_the_vendors_format() {
    let client = client();
    let body = |megabytes: usize| json!({"a": " ".repeat(megabytes << 20)}).to_string();
    let (large, too_large) = (body(3), body(17));
    for (service, yaml) in SERVICES {
        for (index, operation) in operations(yaml).iter().enumerate() {
            let world = World::new().await;
            let path = world.path(&operation.template, "x");
            let json = Some(&b"application/json"[..]);
            let check = |body: &str| {
                let body = body.as_bytes().to_vec();
                world.check(&client, service, &operation.method, &path, json, body)
            };
            check(&large).await;
            // The same for every operation, so few of them suffice.
            if index < 3 {
                let expected = match service {
                    Service::TrustedTwin => 400,
                    Service::Cloud | Service::Iam => 413,
                };
                assert_eq!(check(&too_large).await, expected, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn undecodable_paths_are_not_found_in_the_vendors_format() {
    let client = client();
    for (service, yaml) in SERVICES {
        for operation in operations(yaml) {
            let mut world = World::new().await;
            if !operation.template.contains('{') {
                continue;
            }
            // Each parameter in turn would find nothing else; all at once does not either.
            world.parameters.clear();
            for text in [
                "%FF", "%00", "%", "%z", "%zz", "%2", "%2F", "%C3%28", "a%FFb", "%F0%9F", "%0A",
                "+", "%25FF", "é",
            ] {
                let path = world.path(&operation.template, text);
                let json = Some(&b"application/json"[..]);
                let method = &operation.method;
                let status = world
                    .check(&client, service, method, &path, json, b"{}".to_vec())
                    .await;
                assert!((400..500).contains(&status), "{method} {path}: {status}");
            }
        }
        for path in [
            "/",
            "/%FF",
            "/iam/%FF",
            "/iam",
            "/cloud/v1/%FF/%00",
            "//",
            "/%",
        ] {
            let service = match (service, path.starts_with("/iam/")) {
                (Service::Cloud | Service::Iam, true) => Service::Iam,
                (Service::Cloud | Service::Iam, false) => Service::Cloud,
                (Service::TrustedTwin, _) => Service::TrustedTwin,
            };
            let world = World::new().await;
            let method = Method::GET;
            let status = world
                .check(&client, service, &method, path, None, Vec::new())
                .await;
            assert_eq!(status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn unknown_methods_are_refused_in_the_vendors_format() {
    let client = client();
    for (service, yaml) in SERVICES {
        let operations = operations(yaml);
        for operation in &operations {
            let world = World::new().await;
            let path = world.path(&operation.template, "x");
            for method in [
                "GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE", "get", "A-B",
            ] {
                let method: Method = method.parse().unwrap();
                let is_known = operations
                    .iter()
                    .any(|other| other.template == operation.template && other.method == method);
                if is_known {
                    continue;
                }
                let status = world
                    .check(&client, service, &method, &path, None, Vec::new())
                    .await;
                let expected = match service {
                    // `/users/me` and such match another template too.
                    Service::TrustedTwin => &[400, 404][..],
                    Service::Cloud | Service::Iam => &[405],
                };
                assert!(expected.contains(&status), "{method} {path}: {status}");
            }
        }
    }
}

#[tokio::test]
async fn requests_without_a_path_get_a_response() {
    let sandbox = start().await;
    for api in [&**sandbox.gcore(), &**sandbox.trusted_twin()] {
        for line in [
            "CONNECT example.com:443",
            "OPTIONS *",
            "GET http://example.com",
            "HEAD /whoami",
        ] {
            let mut stream = TcpStream::connect(api.address().unwrap()).await.unwrap();
            let request = format!("{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut response = Vec::new();
            stream.read_to_end(&mut response).await.unwrap();
            let response = String::from_utf8_lossy(&response);
            assert!(response.starts_with("HTTP/1.1 4"), "{line}: {response}");
        }
    }
}
