//! URL-encoded forms.

use serde_json::json;

use crate::server::{Request, with};

/// Returns the pairs of a form.
fn pairs(request: &Request) -> Vec<&str> {
    let media = request.header("content-type");
    assert_eq!(media, Some("application/x-www-form-urlencoded"));
    let mut pairs: Vec<&str> = request.body.split('&').collect();
    pairs.sort_unstable();
    pairs
}

#[test]
fn each_keyword_of_an_encoding_holds_alone() {
    use form_encoding::Client;
    let body = json!({
        "tags": ["a", "b"], "range": {"low": 1}, "back": "https://a.example/?b", "meta": ["m"],
    });
    let body = serde_json::from_value(body).unwrap();
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        Client::new(url).unwrap().send(&body).await.unwrap();
    });
    assert_eq!(
        pairs(&requests[0]),
        ["back=https://a.example/?b", "low=1", "meta=%5B%22m%22%5D", "tags=a,b"]
    );
}

#[test]
fn the_fields_of_a_form_have_their_style() {
    use form_encoding::Client;
    let body = json!({
        "pipes": ["a", "b c"], "spaces": [1, 2], "flat": {"a": "x", "b": 1},
        "deep": {"a": "y", "b": 2}, "pair": {"a": "z"}, "pairs": [{"a": "1"}, {"b": 2}],
        "words": ["u", "v"], "name": "Ada", "both": "Eve", "plain": 3, "paths": ["/a", "/b&"],
        "text": "<a/>", "odd": ["c", "d"], "at": "2024-05-01T10:30:00Z",
    });
    let body = serde_json::from_value(body).unwrap();
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        Client::new(url).unwrap().send_more().body(&body).await.unwrap();
    });
    assert_eq!(
        pairs(&requests[0]),
        [
            "at=2024-05-01T10%3A30%3A00Z",
            "both=Eve",
            "deep[a]=y",
            "deep[b]=2",
            "flat=a,x,b,1",
            "name=%22Ada%22",
            "odd=c",
            "odd=d",
            "pair=%7B%22a%22%3A%22z%22%7D",
            "pairs=%7B%22a%22%3A%221%22%7D",
            "pairs=%7B%22b%22%3A2%7D",
            "paths=/a",
            "paths=/b%26",
            "pipes=a%7Cb%20c",
            "plain=3",
            "spaces=1%202",
            "text=%3Ca%2F%3E",
            "words=u",
            "words=v",
        ]
    );
}

#[test]
fn a_list_in_a_deep_object_has_brackets() {
    use deep_lists::Client;
    let filter = json!({"size": {"of": [1, 2]}, "rows": [{"a": "x"}]});
    let ((), requests) = with(vec![(204, "", ""); 3], async |url| {
        let client = Client::new(url).unwrap();
        let tags = serde_json::from_value(json!({"tags": ["a", "b c"]})).unwrap();
        client.list_rows().filter(&tags).await.unwrap();
        let filter = serde_json::from_value(filter.clone()).unwrap();
        client.list_nested().filter(&filter).ids([3]).await.unwrap();
        let body = serde_json::from_value(json!({"filter": filter})).unwrap();
        client.send_form(&body).await.unwrap();
    });
    assert_eq!(requests[0].line(), "GET /rows?filter[tags][]=a&filter[tags][]=b%20c");
    let nested = "filter[rows][0][a]=x&filter[size][of][]=1&filter[size][of][]=2";
    assert_eq!(requests[1].line(), format!("GET /nested?{nested}&ids[]=3"));
    assert_eq!(requests[2].body, nested);
}
