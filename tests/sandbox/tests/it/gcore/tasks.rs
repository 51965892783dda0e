//! Tasks.

use reqwest::Method;
use rolekit_sandbox::GcoreServer;
use serde_json::{Value, json};

use super::page;
use crate::client::{call, class, get, start, write};

const TASKS: &str = "/cloud/v1/tasks";

fn add(api: &GcoreServer, id: &str, fields: Value) {
    api.add_task_json(json!({"id": id}));
    api.set_task_fields(id, fields);
}

#[tokio::test]
async fn task_list_has_every_filter_and_both_orders() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let times = [
        "2026-01-01T00:00:00Z",
        "2026-01-02T00:00:00Z",
        "2026-01-03T00:00:00Z",
        "2026-01-04T00:00:00Z",
    ];
    for (id, time, state, project, region, kind) in [
        ("a", times[0], "NEW", 100, Some(10), "create_vm"),
        ("b", times[1], "RUNNING", 200, Some(20), "create_vm"),
        ("c", times[2], "FINISHED", 100, None, "delete_project"),
        ("d", times[3], "ERROR", 300, Some(10), "delete_vm"),
    ] {
        let fields = json!({
            "created_on": time, "state": state, "project_id": project, "region_id": region,
            "task_type": kind,
        });
        add(api, id, fields);
    }
    let (status, _) = call(api, Method::POST, "/cloud/v1/tasks/c/acknowledge").await;
    assert_eq!(status, 200);
    for (query, expected) in [
        ("", vec!["d", "c", "b", "a"]),
        ("?order_by=asc", vec!["a", "b", "c", "d"]),
        ("?sorting=asc", vec!["a", "b", "c", "d"]),
        ("?sorting=asc&order_by=desc", vec!["d", "c", "b", "a"]),
        ("?state=NEW&state=ERROR", vec!["d", "a"]),
        ("?project_id=100", vec!["c", "a"]),
        ("?project_id=200&project_id=300", vec!["d", "b"]),
        ("?region_id=10&state=NEW", vec!["a"]),
        ("?task_type=create_vm", vec!["b", "a"]),
        ("?is_acknowledged=true", vec!["c"]),
        ("?is_acknowledged=false&project_id=100", vec!["a"]),
        ("?from_timestamp=2026-01-03T00:00:00Z", vec!["d", "c"]),
        ("?to_timestamp=2026-01-02T00:00:00Z", vec!["b", "a"]),
        // The same time with another offset.
        ("?from_timestamp=2026-01-04T02:00:00%2B02:00", vec!["d"]),
        ("?from_timestamp=2026-01-04T01:59:59-00:00", vec![]),
    ] {
        let (count, ids) = page(api, &format!("{TASKS}{query}"), "id").await;
        assert_eq!(ids, expected, "{query}");
        assert_eq!(count, ids.len() as u64, "{query}");
    }
    let (count, ids) = page(api, &format!("{TASKS}?limit=1&offset=1"), "id").await;
    assert_eq!((count, ids), (4, vec![json!("c")]));
    for query in [
        "state=OLD&limit=x",
        "limit=1001",
        "from_timestamp=2026-01-01",
        "order_by=up",
    ] {
        let (status, body) = get(api, &format!("{TASKS}?{query}")).await;
        assert_eq!((status, class(&body)), (400, "ValidationError"), "{query}");
    }
}

#[tokio::test]
async fn default_page_has_ten_tasks() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for _ in 0..12 {
        api.add_task_json(json!({}));
    }
    let (count, ids) = page(api, TASKS, "id").await;
    assert_eq!((count, ids.len()), (12, 10));
    let (_, ids) = page(api, &format!("{TASKS}?limit=1000"), "id").await;
    assert_eq!(ids.len(), 12);
}

#[tokio::test]
async fn task_advances_when_read_or_by_control() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let id = api.add_task_json(json!({}));
    let path = format!("{TASKS}/{id}");
    let state = async || get(api, &path).await.1["state"].clone();

    api.pause_tasks();
    for _ in 0..3 {
        assert_eq!(state().await, "NEW");
    }
    assert_eq!(api.advance_task(&id).as_deref(), Some("RUNNING"));
    assert_eq!(state().await, "RUNNING");
    // Lists and acknowledgements do not advance it.
    api.resume_tasks();
    page(api, TASKS, "id").await;
    call(api, Method::POST, &format!("{path}/acknowledge")).await;
    assert_eq!(api.task(&id).unwrap()["state"], "RUNNING");
    assert!(api.fail_task(&id, "no room"));
    assert_eq!(state().await, "ERROR");
    assert_eq!(state().await, "ERROR");
    assert_eq!(api.tasks()[0]["error"], "no room");
    assert_eq!(api.advance_task(&id).as_deref(), Some("ERROR"));

    // An unknown state is returned and stays.
    api.set_task_fields(&id, json!({"state": "PAUSED"}));
    assert_eq!(state().await, "PAUSED");
    assert_eq!(state().await, "PAUSED");

    assert_eq!(get(api, &format!("{TASKS}/nothing")).await.0, 404);
    assert_eq!(api.advance_task("nothing"), None);
    assert!(!api.fail_task("nothing", ""));
}

#[tokio::test]
async fn lists_active_tasks_of_a_project_in_a_region() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for (id, state, project, region, kind) in [
        ("a", "NEW", 100, Some(10), "create_vm"),
        ("b", "RUNNING", 100, Some(10), "delete_vm"),
        ("c", "FINISHED", 100, Some(10), "create_vm"),
        ("d", "NEW", 100, Some(20), "create_vm"),
        ("e", "NEW", 200, Some(10), "create_vm"),
        ("f", "NEW", 100, None, "delete_project"),
    ] {
        let fields = json!({
            "state": state, "project_id": project, "region_id": region, "task_type": kind,
        });
        add(api, id, fields);
    }
    let path = format!("{TASKS}/100/10/active");
    let (count, ids) = page(api, &path, "id").await;
    assert_eq!((count, ids), (3, vec![json!("f"), json!("b"), json!("a")]));
    let filter = format!("{path}?task_type=create_vm&task_type=delete_vm&limit=1");
    let (count, ids) = page(api, &filter, "id").await;
    assert_eq!((count, ids), (2, vec![json!("b")]));
    for path in ["300/10", "100/5", "x/10", "100/x"] {
        assert_eq!(get(api, &format!("{TASKS}/{path}/active")).await.0, 404);
    }
}

#[tokio::test]
async fn acknowledges_one_some_or_all_tasks() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for (id, project, region) in [
        ("a", 100, Some(10)),
        ("b", 100, Some(20)),
        ("c", 200, Some(10)),
        ("d", 200, None),
    ] {
        add(api, id, json!({"project_id": project, "region_id": region}));
    }
    let seen = || -> Vec<String> {
        let tasks = api.tasks();
        let seen = tasks
            .iter()
            .filter(|task| !task["acknowledged_at"].is_null());
        seen.map(|task| task["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let (status, task) = call(api, Method::POST, &format!("{TASKS}/a/acknowledge")).await;
    assert_eq!(
        (status, &task["acknowledged_by"]),
        (200, &json!(api.api_key_owner()))
    );
    assert_eq!(seen(), ["a"]);
    // A second acknowledgement changes nothing.
    let (_, again) = call(api, Method::POST, &format!("{TASKS}/a/acknowledge")).await;
    assert_eq!(again, task);

    let all = format!("{TASKS}/acknowledge_all");
    assert_eq!(
        call(api, Method::POST, &format!("{all}?region_id=20"))
            .await
            .0,
        204
    );
    assert_eq!(seen(), ["a", "b"]);

    let named = format!("{TASKS}/acknowledge?project_id=200");
    let body = json!({"task_ids": ["d", "a", "nothing"]});
    let (status, response) = write(api, Method::POST, &named, &body).await;
    assert_eq!((status, response), (204, json!("")));
    assert_eq!(seen(), ["a", "b", "d"]);
    assert_eq!(call(api, Method::POST, &all).await.0, 204);
    assert_eq!(seen(), ["a", "b", "c", "d"]);

    let missing = format!("{TASKS}/nothing/acknowledge");
    assert_eq!(call(api, Method::POST, &missing).await.0, 404);
    let wrong = json!({"task_ids": "a"});
    let (status, _) = write(api, Method::POST, &format!("{TASKS}/acknowledge"), &wrong).await;
    assert_eq!(status, 400);
    let (status, _) = call(api, Method::POST, &format!("{TASKS}/acknowledge")).await;
    assert_eq!(status, 204);
}
