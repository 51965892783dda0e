//! The client of an OpenAPI 3.2 document.

use openapi_3_2::Client;
use openapi_3_2::types::{Filter, GetByFormCriteria, SendCookiesMap, Shape};
use serde_json::{Value, json};

use crate::server::{JSON, Request, with};

fn client(url: &str) -> Client {
    use openapi_3_2::runtime::{CallOptions, RetryPolicy};
    let retry = RetryPolicy::default().initial_backoff(std::time::Duration::from_millis(1));
    let builder = Client::builder().base_url(url).credential_for("device", "t");
    let client = builder.build().unwrap();
    let options = CallOptions::new().retry(retry);
    Client::from_runtime(client.runtime().with_options(&options))
}

fn named(name: &str) -> Filter {
    let mut filter = Filter::new();
    filter.name = Some(name.to_owned());
    filter
}

#[test]
fn a_query_has_a_body_and_is_retried() {
    let responses = vec![(503, "", ""), (200, JSON, r#"["a"]"#)];
    let ((), requests) = with(responses, async |url| {
        let found = client(url).things().find(&named("a")).await.unwrap();
        assert_eq!(found, ["a"]);
    });
    for request in &requests {
        assert_eq!(request.line(), "QUERY /things");
        assert_eq!(request.header("content-type"), Some(JSON));
        assert_eq!(request.body, r#"{"name":"a"}"#);
    }
    assert_eq!(requests.len(), 2);
}

#[test]
fn operations_of_other_methods() {
    let responses = vec![(204, "", ""), (503, "", ""), (503, "", ""), (204, "", ""), (204, "", ""), (204, "", "")];
    let ((), requests) = with(responses, async |url| {
        let client = client(url);
        client.things().copy("b c").await.unwrap();
        // Only an idempotent operation is retried.
        assert!(client.things().copy("d").await.is_err());
        client.parts().link_things().await.unwrap();
        client.purge_things().await.unwrap();
        client.put_things().await.unwrap();
    });
    let lines: Vec<&str> = requests.iter().map(Request::line).collect();
    assert_eq!(
        lines,
        [
            "COPY /things?to=b%20c",
            "COPY /things?to=d",
            "LINK /things",
            "LINK /things",
            "purge /things",
            "PUT /things",
        ]
    );
}

#[test]
fn a_parameter_is_the_whole_query() {
    let ((), requests) = with(vec![(204, "", ""); 5], async |url| {
        let client = client(url);
        let mut criteria = GetByFormCriteria::new("a&b".to_owned());
        criteria.tags = vec!["x".to_owned(), "y".to_owned()];
        criteria.ids = vec![1, 2];
        client.get_by_form(&criteria).await.unwrap();
        client.get_by_json(&["a".to_owned()].to_vec()).await.unwrap();
        client.post_by_json().filter(&named("a b")).await.unwrap();
        client.post_by_json().await.unwrap();
        client.get_by_path().path("$.a[?@.b==1]").await.unwrap();
    });
    let lines: Vec<&str> = requests.iter().map(Request::line).collect();
    assert_eq!(
        lines,
        [
            "GET /forms?ids=1,2&name=a%26b&tags=x&tags=y",
            "GET /jsons?%5B%22a%22%5D",
            "POST /jsons?%7B%22name%22%3A%22a%20b%22%7D",
            "POST /jsons",
            "GET /texts?%24.a%5B%3F%40.b%3D%3D1%5D",
        ]
    );
}

#[test]
fn cookies_are_sent_as_they_are() {
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        let mut map = SendCookiesMap::new();
        map.r = Some(1);
        map.g = Some(2);
        let client = client(url);
        let request = client.send_cookies("a:b/c%2Fd");
        let request = request.session("Hello%2C world!").map(&map);
        request.colors(["red", "blue"].map(str::to_owned)).await.unwrap();
        let refused = client.send_cookies("a").session("a; b=c").await;
        assert!(refused.unwrap_err().to_string().contains("session"));
    });
    assert_eq!(requests[0].line(), "GET /cookies/a:b%2Fc%2Fd");
    assert_eq!(
        requests[0].header("cookie"),
        Some("colors=red; colors=blue; g=2; r=1; session=Hello%2C world!")
    );
}

#[test]
fn an_absent_or_unknown_tag_selects_the_default() {
    let values = [
        (json!({"kind": "circle", "radius": 1}), "Circle"),
        (json!({"kind": "square", "size": 1}), "Square"),
        (json!({"kind": "Other", "size": 1}), "Other"),
        (json!({"size": 1}), "Other"),
        (json!({"radius": 1}), "Other"),
        (json!({"kind": "cube", "size": 1}), "Other"),
    ];
    let bodies: Vec<String> = values.iter().map(|(value, _)| value.to_string()).collect();
    let responses = bodies.iter().map(|body| (200, JSON, body.as_str())).collect();
    let ((), requests) = with(responses, async |url| {
        let client = client(url);
        for (value, expected) in &values {
            let shape: Shape = serde_json::from_value(value.clone()).unwrap();
            let read = client.send_shape(&shape).await.unwrap();
            let variant = match read {
                Shape::Circle(_) => "Circle",
                Shape::Square(_) => "Square",
                Shape::Other(_) => "Other",
                other => panic!("{other:?}"),
            };
            assert_eq!(variant, *expected, "{value}");
        }
    });
    for (request, (value, _)) in requests.iter().zip(&values) {
        let sent: Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!(sent, *value);
        assert_eq!(request.header("authorization"), Some("Bearer t"));
    }
}
