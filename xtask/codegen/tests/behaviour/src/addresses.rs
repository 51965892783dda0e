//! Addresses: where a request is sent.

use base_url::Client;

use crate::server::with;

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
