//! Names and texts that Rust cannot take as they are.

use invisible_characters::Client;
use invisible_characters::types::{GetAq, Thing};
use serde_json::{Value, json};

use crate::server::{JSON, with};

#[test]
fn invisible_characters_are_on_the_wire_as_the_document_has_them() {
    let there = json!({
        "na\u{202e}me": "\u{202e}", "na\u{200b}me": "b", "word": "\u{200b}",
        "ruled": "\u{202e}\u{200b}", "number": "\u{2066}", "constant": "\u{2067}c",
    });
    let responses = vec![(200, JSON, there.to_string()), (204, "", String::new())];
    let responses: Vec<_> = responses.iter().map(|(s, m, b)| (*s, *m, b.as_str())).collect();
    let (thing, requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let request = client.signs().get_a("\u{202e}", "2").q(GetAq::Ab);
        let thing: Thing = request.await.unwrap();
        client.put("\u{202e}", &thing).await.unwrap();
        thing
    });
    let word = thing.word.unwrap();
    assert!(word.is_known() && word == "\u{200b}");
    assert_eq!(requests[0].line(), "GET /a/%E2%80%AE?q%E2%80%AE=a%E2%80%AEb");
    assert_eq!(requests[0].header("api-version"), Some("2"));
    let sent: Value = serde_json::from_str(&requests[1].body).unwrap();
    assert_eq!(sent, there);
}
