//! Tasks: requests, and waiting for tasks that finish, fail, or take too long.

use std::time::Duration;

use rolekit::gcore::{
    Client, ProjectId, RegionId, TaskId, TaskOrder, TaskState, UserId, WaitError,
};
use rolekit::{CallOptions, ErrorKind, Timestamp};
use rolekit_e2e::capture::Capture;
use rolekit_e2e::clock::Stopwatch;
use rolekit_e2e::fixture::FixedJitter;
use rolekit_e2e::{gcore, wire};
use rolekit_sandbox::{Fault, GcoreServer, Sandbox};
use serde_json::json;

fn last(server: &GcoreServer) -> (String, String, String) {
    wire(server.requests().last().unwrap())
}

fn expected_request(method: &str, target: &str) -> (String, String, String) {
    (method.to_owned(), target.to_owned(), String::new())
}

#[tokio::test]
async fn calls_send_the_documented_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    let tasks = client.tasks();
    let list = tasks.list();
    let time = "2026-01-02T03:04:05Z";
    let whole_second = Timestamp::from(time).to_utc().unwrap();
    for (list, query) in [
        (list.clone(), ""),
        (list.clone().limit(1).offset(2), "?limit=1&offset=2"),
        (list.clone().state([TaskState::New]), "?state=NEW"),
        (
            // Later values replace earlier ones.
            list.clone().state([TaskState::Finished]).state([
                TaskState::New,
                "HELD".into(),
                TaskState::Running,
            ]),
            "?state=NEW&state=HELD&state=RUNNING",
        ),
        (list.clone().state(Vec::<TaskState>::new()), ""),
        (
            list.clone()
                .project_id([1, 2].map(ProjectId::new))
                .region_id([3, 4].map(RegionId::new)),
            "?project_id=1&project_id=2&region_id=3&region_id=4",
        ),
        (
            list.clone().task_type("delete_project"),
            "?task_type=delete_project",
        ),
        (
            list.clone().from_timestamp(time).to_timestamp(whole_second),
            "?from_timestamp=2026-01-02T03%3A04%3A05Z&to_timestamp=2026-01-02T03%3A04%3A05Z",
        ),
        (list.clone().is_acknowledged(true), "?is_acknowledged=true"),
        (
            list.clone().is_acknowledged(false),
            "?is_acknowledged=false",
        ),
        (list.clone().order_by(TaskOrder::Asc), "?order_by=asc"),
        (list.order_by(TaskOrder::Desc), "?order_by=desc"),
    ] {
        // The service decides which states exist.
        let _ = list.page().await;
        assert_eq!(
            last(server),
            expected_request("GET", &format!("/cloud/v1/tasks{query}"))
        );
    }
    let active = tasks.list_active(ProjectId::new(100), RegionId::new(10));
    active.clone().page().await.unwrap();
    assert_eq!(
        last(server),
        expected_request("GET", "/cloud/v1/tasks/100/10/active")
    );
    active.limit(5).task_type(["a", "b"]).page().await.unwrap();
    let target = "/cloud/v1/tasks/100/10/active?limit=5&task_type=a&task_type=b";
    assert_eq!(last(server), expected_request("GET", target));

    let id = server.add_task_json(json!({"project_id": 100, "region_id": 10}));
    tasks.get(&TaskId::new(&id)).await.unwrap();
    assert_eq!(
        last(server),
        expected_request("GET", &format!("/cloud/v1/tasks/{id}"))
    );
    let seen = tasks.acknowledge(&TaskId::new(&id)).await.unwrap();
    assert_eq!(
        last(server),
        expected_request("POST", &format!("/cloud/v1/tasks/{id}/acknowledge"))
    );
    assert_eq!(seen.acknowledged_by, Some(UserId::new(1)));
    for (acknowledge, query) in [
        (tasks.acknowledge_all(), ""),
        (
            tasks.acknowledge_all().project_id(ProjectId::new(100)),
            "?project_id=100",
        ),
        (
            tasks.acknowledge_all().region_id(RegionId::new(10)),
            "?region_id=10",
        ),
    ] {
        acknowledge.await.unwrap();
        assert_eq!(
            last(server),
            expected_request("POST", &format!("/cloud/v1/tasks/acknowledge_all{query}"))
        );
    }
    // An id is one path segment.
    let error = tasks.get(&TaskId::new("../users")).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        last(server),
        expected_request("GET", "/cloud/v1/tasks/..%2Fusers")
    );
    assert_eq!(
        tasks.get(&TaskId::new("")).await.unwrap_err().kind(),
        ErrorKind::InvalidRequest
    );
}

#[tokio::test]
async fn tasks_are_listed_in_both_directions() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let ids: Vec<String> = (0..7).map(|_| server.add_task_json(json!({}))).collect();
    let client = gcore(&sandbox);
    let list = client.tasks().list().limit(3);
    for (order, expected) in [
        (TaskOrder::Asc, ids.clone()),
        (TaskOrder::Desc, ids.into_iter().rev().collect()),
    ] {
        let tasks = list.clone().order_by(order).all().await.unwrap();
        let found: Vec<_> = tasks.iter().map(|task| task.id.as_str()).collect();
        assert_eq!(found, expected);
    }
}

/// Returns a client that always waits the maximum backoff.
fn steady(server: &GcoreServer) -> Client {
    Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .jitter(FixedJitter(1.0))
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn wait_returns_the_task_with_the_created_resources() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let made = json!({"volumes": ["v-1"], "projects": [5], "of_a_kind_unknown": [1]});
    let id = server.add_task_json(json!({"created_resources": made}));
    let started = Stopwatch::start();
    let task = steady(server)
        .tasks()
        .wait(&TaskId::new(&id))
        .await
        .unwrap();
    assert_eq!(started.elapsed().as_secs(), 3);
    let made = task.created_resources.unwrap();
    assert_eq!(made.volumes, ["v-1"]);
    assert_eq!(made.projects, [5]);
}

#[tokio::test(start_paused = true)]
async fn wait_continues_on_an_unknown_state() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let id = server.add_task_json(json!({"state": "POSTPONED"}));
    let client = steady(server);
    let wait = client
        .tasks()
        .wait(&TaskId::new(&id))
        .timeout(Duration::from_secs(20));
    let error = wait.await.unwrap_err();
    assert_eq!(
        error.job().unwrap().state,
        TaskState::Unknown("POSTPONED".to_owned())
    );
    server.set_task_fields(&id, json!({"state": "FINISHED"}));
    client.tasks().wait(&TaskId::new(&id)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn waiting_for_many_tasks_returns_a_result_each() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = steady(server);
    let good = server.add_task_json(json!({}));
    let bad = server.add_task_json(json!({}));
    server.fail_task(&bad, "no space");
    let stuck = server.add_task_json(json!({"state": "POSTPONED"}));
    let ids = [good.as_str(), bad.as_str(), stuck.as_str(), "no-such-task"].map(TaskId::new);
    let wait = client
        .tasks()
        .wait_all(ids)
        .timeout(Duration::from_secs(30));
    let ends = wait.await;
    assert_eq!(ends[0].as_ref().unwrap().id, *good);
    assert!(matches!(&ends[1], Err(WaitError::Failed { job, .. }) if job.id == *bad));
    assert!(matches!(
        &ends[2],
        Err(WaitError::Timeout { job: Some(_), .. })
    ));
    let Err(WaitError::Call { job_id, error, .. }) = &ends[3] else {
        panic!("{:?}", ends[3])
    };
    assert!(error.is_not_found());
    assert_eq!(job_id.as_ref().unwrap(), "no-such-task");
    assert_eq!(ends.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_wait_uses_the_options_of_its_client() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let options = CallOptions::new()
        .timeout(Duration::from_secs(2))
        .client_request_id("audit-7")
        .unwrap();
    let client = steady(server).with_options(&options);
    let id = server.add_task_json(json!({}));
    // The first poll hangs until its attempt timeout and is retried.
    server.inject(Fault::hang()).await.unwrap();
    let started = Stopwatch::start();
    client.tasks().wait(&TaskId::new(&id)).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 2 + 1 + 2 + 4);
    let requests = server.requests();
    assert!(
        requests
            .iter()
            .all(|request| request.header("x-request-id") == Some("audit-7"))
    );

    // A poll that hangs ends with the wait.
    let patient = steady(server);
    server.inject(Fault::hang().always()).await.unwrap();
    let started = Stopwatch::start();
    let wait = patient
        .tasks()
        .wait(&TaskId::new(&id))
        .timeout(Duration::from_secs(7));
    assert!(matches!(wait.await, Err(WaitError::Timeout { .. })));
    assert_eq!(started.elapsed(), Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn the_arguments_of_a_task_are_not_printed_with_the_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = steady(server);
    let capture = Capture::default();
    let guard = capture.start();
    let id = server.add_task_json(json!({"data": {"password": "canary"}}));
    server.fail_task(
        &id,
        &format!("the key {} is bad{}", server.api_key(), " x".repeat(500)),
    );
    let error = client.tasks().wait(&TaskId::new(&id)).await.unwrap_err();
    drop(guard);
    let printed = format!("{error} {error:?} {error:#?} {}", capture.captured().text);
    assert!(!printed.contains("canary"), "{printed}");
    assert!(!printed.contains(server.api_key()), "{printed}");
    assert!(error.to_string().chars().count() < 400);
    // The arguments are available on request.
    assert!(
        error
            .job()
            .unwrap()
            .error
            .as_ref()
            .unwrap()
            .contains(server.api_key())
    );
}
