//! Projects.

use reqwest::Method;
use rolekit_sandbox::Sandbox;
use serde_json::{Value, json};

use super::page;
use crate::client::{call, class, get, start, write};

const PROJECTS: &str = "/cloud/v1/projects";

#[tokio::test]
async fn creates_updates_and_replaces_a_project() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (status, made) = write(api, Method::POST, PROJECTS, &json!({"name": "team one"})).await;
    assert_eq!(status, 201);
    let id = made["id"].as_i64().unwrap();
    assert_eq!(made["client_id"], api.client_id());
    assert_eq!(
        (&made["state"], &made["is_default"], &made["description"]),
        (&json!("ACTIVE"), &json!(false), &Value::Null)
    );
    assert!(api.project_ids().contains(&id));
    let path = format!("{PROJECTS}/{id}");
    assert_eq!(get(api, &path).await, (200, made));

    let change = json!({"description": "words"});
    let (status, changed) = write(api, Method::PATCH, &path, &change).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&changed["name"], &changed["description"]),
        (&json!("team one"), &json!("words"))
    );
    let (status, same) = write(api, Method::PATCH, &path, &json!({})).await;
    assert_eq!((status, &same), (200, &changed));
    let (status, replaced) = write(api, Method::PUT, &path, &json!({"name": "team.2"})).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&replaced["name"], &replaced["description"]),
        (&json!("team.2"), &Value::Null)
    );
    assert_eq!(api.project(id), Some(replaced));
}

#[tokio::test]
async fn project_names_are_validated_and_unique() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let long = "x".repeat(63);
    for name in ["abc", "0._", "a b", "A-1.z_", &long] {
        let (status, body) = write(api, Method::POST, PROJECTS, &json!({"name": name})).await;
        assert_eq!(status, 201, "{name}: {body}");
    }
    let longer = "x".repeat(64);
    for name in ["", "ab", " ab", "ab ", "ab-", "_ab", "a/b", "ä23", &longer] {
        for (method, path) in [
            (Method::POST, PROJECTS),
            (Method::PATCH, "/cloud/v1/projects/200"),
        ] {
            let (status, body) = write(api, method, path, &json!({"name": name})).await;
            assert_eq!((status, class(&body)), (400, "ValidationError"), "{name}");
            assert!(body["invalid_fields"]["name"].is_array(), "{body}");
        }
    }
    let text = json!({"name": "abcd", "description": "x".repeat(256)});
    let (status, body) = write(api, Method::POST, PROJECTS, &text).await;
    assert_eq!(status, 400);
    assert!(body["invalid_fields"]["description"].is_array());

    let taken = json!({"name": "abc"});
    for (method, path) in [
        (Method::POST, PROJECTS),
        (Method::PATCH, "/cloud/v1/projects/200"),
        (Method::PUT, "/cloud/v1/projects/200"),
    ] {
        let (status, body) = write(api, method, path, &taken).await;
        assert_eq!((status, class(&body)), (409, "ConflictError"));
    }
    // A project may keep its own name.
    let own = json!({"name": "project-200"});
    let (status, _) = write(api, Method::PATCH, "/cloud/v1/projects/200", &own).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn orders_pages_and_filters_projects() {
    let sandbox = Sandbox::builder().unseeded().start().await.unwrap();
    let api = sandbox.gcore();
    for (id, name) in [(5, "bbb"), (6, "aaa"), (7, "ccc")] {
        api.add_project_with_id(id);
        api.set_project_fields(id, json!({"name": name}));
    }
    let gone = api.add_project();
    api.set_project_fields(gone, json!({"deleted_at": "2026-01-01T00:00:00Z"}));
    for (query, count, ids) in [
        ("", 3, vec![7, 6, 5]),
        ("?order_by=created_at.asc", 3, vec![5, 6, 7]),
        ("?order_by=name.asc", 3, vec![6, 5, 7]),
        ("?order_by=name.desc&limit=2", 3, vec![7, 5]),
        ("?limit=2&offset=2", 3, vec![5]),
        ("?name=aaa", 1, vec![6]),
        ("?name=aa", 0, vec![]),
        ("?include_deleted=true", 4, vec![gone, 7, 6, 5]),
        ("?include_deleted=False", 3, vec![7, 6, 5]),
    ] {
        let ids: Vec<_> = ids.into_iter().map(Value::from).collect();
        let found = page(api, &format!("{PROJECTS}{query}"), "id").await;
        assert_eq!(found, (count, ids), "{query}");
    }
    for query in [
        "limit=0",
        "limit=1001",
        "offset=-1",
        "order_by=id.asc",
        "include_deleted=1",
    ] {
        let (status, body) = get(api, &format!("{PROJECTS}?{query}")).await;
        assert_eq!((status, class(&body)), (400, "ValidationError"), "{query}");
    }
}

#[tokio::test]
async fn deletion_is_a_task_that_deletes_the_assignments() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let inside = api.add_assignment(777, "Observer", Some(200));
    let outside = api.add_assignment(778, "Observer", Some(100));
    let path = "/cloud/v1/projects/200";

    let (status, response) = call(api, Method::DELETE, path).await;
    assert_eq!(status, 200);
    let task = response["tasks"][0].as_str().unwrap().to_owned();
    assert_eq!(response, json!({"tasks": [task]}));
    let (_, project) = get(api, path).await;
    assert_eq!(
        (&project["state"], &project["task_id"]),
        (&json!("DELETING"), &json!(task))
    );
    // The task is still running.
    for method in [Method::PATCH, Method::PUT, Method::DELETE] {
        let (status, body) = write(api, method, path, &json!({"name": "abc"})).await;
        assert_eq!((status, class(&body)), (409, "ConflictError"));
    }
    assert_eq!(api.project_assignment_ids(200), [inside]);

    let mut states = Vec::new();
    for _ in 0..4 {
        let (_, task) = get(api, &format!("/cloud/v1/tasks/{task}")).await;
        states.push(task["state"].as_str().unwrap().to_owned());
    }
    assert_eq!(states, ["NEW", "RUNNING", "FINISHED", "FINISHED"]);
    let (_, done) = get(api, &format!("/cloud/v1/tasks/{task}")).await;
    assert_eq!(done["task_type"], "delete_project");
    assert_eq!(
        (&done["project_id"], &done["error"]),
        (&json!(200), &Value::Null)
    );
    assert!(done["finished_on"].is_string());

    assert_eq!(api.project_ids(), [100]);
    assert_eq!(api.project_assignment_ids(200), [0; 0]);
    assert!(api.assignment(outside).is_some());
    let (status, _) = get(api, path).await;
    assert_eq!(status, 404);
    assert_eq!(call(api, Method::DELETE, path).await.0, 404);
    let deleted = api.project(200).unwrap();
    assert_eq!(
        (&deleted["state"], &deleted["task_id"]),
        (&json!("DELETED"), &Value::Null)
    );
    assert!(deleted["deleted_at"].is_string());
    // The name is available again.
    let again = json!({"name": "project-200"});
    assert_eq!(write(api, Method::POST, PROJECTS, &again).await.0, 201);
}

#[tokio::test]
async fn failed_deletion_keeps_the_project() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let inside = api.add_assignment(777, "Observer", Some(200));
    api.fail_next_task("a volume is in use");
    let (_, response) = call(api, Method::DELETE, "/cloud/v1/projects/200").await;
    let task = response["tasks"][0].as_str().unwrap();
    assert_eq!(api.finish_task(task).as_deref(), Some("ERROR"));
    assert_eq!(api.task(task).unwrap()["error"], "a volume is in use");
    assert_eq!(api.project(200).unwrap()["state"], "DELETION_FAILED");
    assert!(api.assignment(inside).is_some());
    // The deletion can be retried.
    let (status, response) = call(api, Method::DELETE, "/cloud/v1/projects/200").await;
    assert_eq!(status, 200);
    let task = response["tasks"][0].as_str().unwrap();
    assert_eq!(api.finish_task(task).as_deref(), Some("FINISHED"));
    assert_eq!(api.project_ids(), [100]);
}

#[tokio::test]
async fn rejects_forbidden_project_changes() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (status, body) = call(api, Method::DELETE, "/cloud/v1/projects/100").await;
    assert_eq!((status, class(&body)), (403, "ForbiddenError"));
    for id in ["300", "x", "1.5"] {
        let path = format!("{PROJECTS}/{id}");
        assert_eq!(get(api, &path).await.0, 404, "{id}");
        assert_eq!(call(api, Method::DELETE, &path).await.0, 404, "{id}");
        let (status, _) = write(api, Method::PATCH, &path, &json!({})).await;
        assert_eq!(status, 404, "{id}");
    }
    // A role in a deleted project is 404.
    api.remove_project(200);
    let grant = json!({"user_id": 777, "role": "User", "client_id": 8, "project_id": 200});
    let (status, _) = write(api, Method::POST, "/cloud/v1/users/assignments", &grant).await;
    assert_eq!(status, 404);

    api.set_quota(None, "project_count_limit", 1);
    let (status, body) = write(api, Method::POST, PROJECTS, &json!({"name": "abc"})).await;
    assert_eq!((status, class(&body)), (403, "QuotaLimitExceed"));
    assert_eq!(body["info"]["attribute"], "project_count_limit");
    assert_eq!(body["info"]["current_usage"], 1);
}
