//! SSH keys.

use rolekit_sandbox::seed::Seed;
use serde_json::json;

use super::page;
use crate::client::{get, start};

const KEYS: &str = "/cloud/v1/ssh_keys/200";

#[tokio::test]
async fn orders_pages_and_filters_ssh_keys() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for name in ["bbb", "aab", "ccc"] {
        let seed = json!({"gcore": {"ssh_keys": [{"project_id": 200, "name": name}]}});
        sandbox
            .seed(&Seed::parse(&seed.to_string()).unwrap())
            .unwrap();
        sandbox
            .advance_clock(std::time::Duration::from_secs(1))
            .unwrap();
    }
    for (query, expected) in [
        ("", vec!["ccc", "aab", "bbb"]),
        ("?order_by=created_at.asc", vec!["bbb", "aab", "ccc"]),
        ("?order_by=name.asc", vec!["aab", "bbb", "ccc"]),
        ("?order_by=name.desc", vec!["ccc", "bbb", "aab"]),
        ("?name=b&order_by=name.asc", vec!["aab", "bbb"]),
        ("?name=B", vec![]),
        ("?limit=1&offset=1", vec!["aab"]),
    ] {
        let (_, names) = page(api, &format!("{KEYS}{query}"), "name").await;
        assert_eq!(names, expected, "{query}");
    }
    let (count, _) = page(api, &format!("{KEYS}?limit=1"), "name").await;
    assert_eq!(count, 3);
    for query in ["limit=0", "limit=1001", "offset=-1", "order_by=size.asc"] {
        assert_eq!(get(api, &format!("{KEYS}?{query}")).await.0, 400, "{query}");
    }
}

#[tokio::test]
async fn keys_need_a_project() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (_, names) = page(api, "/cloud/v1/ssh_keys/100", "name").await;
    assert_eq!(names, ["ada-laptop"]);
    api.remove_project(200);
    for project in ["200", "x"] {
        let path = format!("/cloud/v1/ssh_keys/{project}");
        assert_eq!(get(api, &path).await.0, 404, "{project}");
    }
}
