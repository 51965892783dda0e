//! The audit log.

use reqwest::Method;
use rolekit_sandbox::GcoreServer;
use serde_json::{Value, json};

use super::page;
use crate::client::{call, class, gcore, get, send, start, write};

const ACTIONS: &str = "/cloud/v1/user_actions";
const ASSIGNMENTS: &str = "/cloud/v1/users/assignments";

/// Returns the group, type and resources of each entry, oldest first.
fn summaries(api: &GcoreServer) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    api.user_actions()
        .iter()
        .map(|action| {
            let resources = action["resources"].as_array().unwrap().iter();
            let resources = resources
                .map(|r| text(&r["resource_id"]))
                .collect::<Vec<_>>();
            let (group, kind) = (text(&action["api_group"]), text(&action["action_type"]));
            format!("{group} {kind} {}", resources.join(" "))
                .trim_end()
                .to_owned()
        })
        .collect()
}

#[tokio::test]
async fn audit_entry_has_actor_action_and_resource() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let grant = json!({"user_id": 777, "role": "Observer", "client_id": 8, "project_id": 100});
    let request = gcore(api, Method::POST, ASSIGNMENTS).header("user-agent", "probe/1");
    let (_, made) = send(request.json(&grant)).await;
    let id = made["id"].as_i64().unwrap();

    let (status, log) = get(api, ACTIONS).await;
    assert_eq!((status, &log["count"]), (200, &json!(1)));
    let entry = &log["results"][0];
    assert_eq!(Some(entry), api.user_actions().first());
    for (field, expected) in [
        ("user_id", json!(api.api_key_owner())),
        ("email", json!("user1@example.com")),
        ("client_id", json!(8)),
        ("project_id", json!(100)),
        ("region_id", Value::Null),
        ("api_group", json!("role")),
        ("action_type", json!("create")),
        ("action_data", grant),
        ("source_user_ip", json!("127.0.0.1")),
        ("user_agent", json!("probe/1")),
        ("task_id", Value::Null),
        ("acknowledged", json!(false)),
        ("is_complete", json!(true)),
        (
            "resources",
            json!([{
                "resource_id": id.to_string(), "resource_type": "role",
                "search_field": "user777@example.com", "resource_body": null,
            }]),
        ),
    ] {
        assert_eq!(entry[field], expected, "{field}");
    }
    assert!(entry["timestamp"].as_str().unwrap() > made["created_at"].as_str().unwrap());
}

#[tokio::test]
async fn records_every_write_and_nothing_else() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let grant = json!({"user_id": 777, "role": "Observer"});
    let (_, made) = write(api, Method::POST, ASSIGNMENTS, &grant).await;
    let role = made["id"].as_i64().unwrap();
    let path = format!("{ASSIGNMENTS}/{role}");
    write(
        api,
        Method::PATCH,
        &path,
        &json!({"user_id": 777, "role": "User"}),
    )
    .await;
    call(api, Method::DELETE, &path).await;
    let (_, made) = write(
        api,
        Method::POST,
        "/cloud/v1/projects",
        &json!({"name": "abc"}),
    )
    .await;
    let project = made["id"].as_i64().unwrap();
    let path = format!("/cloud/v1/projects/{project}");
    write(api, Method::PATCH, &path, &json!({"description": "x"})).await;
    write(api, Method::PUT, &path, &json!({"name": "abd"})).await;
    let (_, response) = call(api, Method::DELETE, &path).await;
    let task = response["tasks"][0].as_str().unwrap().to_owned();
    call(
        api,
        Method::POST,
        &format!("/cloud/v1/tasks/{task}/acknowledge"),
    )
    .await;
    let threshold = "/cloud/v2/client_quotas/8/notification_threshold";
    write(api, Method::PUT, threshold, &json!({"threshold": 70})).await;
    call(api, Method::DELETE, threshold).await;
    let body = json!({"description": "x", "requested_limits": {}});
    write(api, Method::POST, "/cloud/v2/limits_request", &body).await;
    let request = api.limit_requests()[0]["id"].clone();
    call(
        api,
        Method::DELETE,
        &format!("/cloud/v2/limits_request/{request}"),
    )
    .await;
    let hook =
        json!({"url": "https://a.example", "auth_header_name": "a", "auth_header_value": "hush"});
    write(api, Method::POST, &format!("{ACTIONS}/subscribe"), &hook).await;
    call(api, Method::POST, &format!("{ACTIONS}/unsubscribe")).await;
    let expected = [
        format!("role create {role}"),
        format!("role update {role}"),
        format!("role delete {role}"),
        format!("project create {project}"),
        format!("project update {project}"),
        format!("project update {project}"),
        format!("project delete {project}"),
        "project update".to_owned(),
        "quota_limit_request update".to_owned(),
        "quota_limit_request delete".to_owned(),
        format!("quota_limit_request create {request}"),
        format!("quota_limit_request delete {request}"),
        "user create".to_owned(),
        "user delete".to_owned(),
    ];
    assert_eq!(summaries(api), expected);
    let log = api.user_actions();
    assert_eq!(log[6]["task_id"], task);
    assert_eq!(log[7]["task_id"], task);
    assert_eq!(log[4]["action_data"], json!({"description": "x"}));
    assert!(!json!(log).to_string().contains("hush"));

    // Reads and failed writes add no entry.
    let (status, _) = write(
        api,
        Method::POST,
        ASSIGNMENTS,
        &json!({"user_id": 5, "role": "User"}),
    )
    .await;
    assert_eq!(status, 404);
    call(api, Method::DELETE, "/cloud/v1/projects/100").await;
    call(
        api,
        Method::POST,
        &format!("/cloud/v1/tasks/{task}/acknowledge"),
    )
    .await;
    get(api, ACTIONS).await;
    assert_eq!(summaries(api).len(), expected.len());
}

#[tokio::test]
async fn audit_log_has_every_filter_and_both_orders() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for (id, day, group, kind, place, resource, source) in [
        (
            "a",
            1,
            "role",
            "create",
            (1, 10),
            ("r1", Some("x")),
            ("10.0.0.1", "one"),
        ),
        (
            "b",
            2,
            "role",
            "delete",
            (2, 20),
            ("r2", Some("y")),
            ("10.0.0.2", "two"),
        ),
        (
            "c",
            3,
            "project",
            "create",
            (1, 20),
            ("r3", None),
            ("10.0.0.3", "two"),
        ),
        // Both are newer than all lists.
        (
            "d",
            4,
            "ships",
            "sail",
            (3, 30),
            ("r1", Some("x")),
            ("10.0.0.1", "three"),
        ),
    ] {
        api.add_user_action_json(json!({
            "id": id, "timestamp": format!("2026-01-0{day}T00:00:00Z"),
            "api_group": group, "action_type": kind,
            "project_id": place.0, "region_id": place.1,
            "source_user_ip": source.0, "user_agent": source.1,
            "resources": [{"resource_id": resource.0, "resource_type": "rope", "search_field": resource.1}],
        }));
    }
    for (query, expected) in [
        ("", vec!["d", "c", "b", "a"]),
        ("order_by=asc", vec!["a", "b", "c", "d"]),
        ("sorting=asc", vec!["a", "b", "c", "d"]),
        ("sorting=asc&order_by=desc", vec!["d", "c", "b", "a"]),
        ("action_type=create", vec!["c", "a"]),
        ("action_type=create&action_type=delete", vec!["c", "b", "a"]),
        ("api_group=role", vec!["b", "a"]),
        (
            "api_group=role&api_group=project&action_type=create",
            vec!["c", "a"],
        ),
        ("project_id=1&project_id=3", vec!["d", "c", "a"]),
        ("region_id=20", vec!["c", "b"]),
        ("resource_id=r1&resource_id=r2", vec!["d", "b", "a"]),
        ("search_field=x", vec!["d", "a"]),
        (
            "source_user_ips=10.0.0.1&source_user_ips=10.0.0.3",
            vec!["d", "c", "a"],
        ),
        ("user_agents=two", vec!["c", "b"]),
        ("from_timestamp=2026-01-02T00:00:00Z", vec!["d", "c", "b"]),
        (
            "from_timestamp=2026-01-02T00:00:00Z&to_timestamp=2026-01-03T01:00:00%2B01:00",
            vec!["c", "b"],
        ),
        ("limit=2", vec!["d", "c"]),
        ("limit=2&offset=3", vec!["a"]),
    ] {
        let (_, ids) = page(api, &format!("{ACTIONS}?{query}"), "id").await;
        assert_eq!(ids, expected, "{query}");
    }
    let (count, _) = page(api, &format!("{ACTIONS}?limit=1&api_group=role"), "id").await;
    assert_eq!(count, 2);
    for query in [
        "project_id=x",
        "limit=0",
        "api_group=ships",
        "from_timestamp=yesterday",
        "order_by=up",
    ] {
        let (status, body) = get(api, &format!("{ACTIONS}?{query}")).await;
        assert_eq!((status, class(&body)), (400, "ValidationError"), "{query}");
    }
}
