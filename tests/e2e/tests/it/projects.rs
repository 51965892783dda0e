//! Projects: requests, invalid names, waiting for deletions, and `ensure`.

use std::time::Duration;

use rolekit::gcore::{
    Client, CreateProject, ProjectId, ProjectName, ProjectOrder, UpdateProject, WaitError,
};
use rolekit::{Action, CallOptions, Outcome, RetryPolicy};
use rolekit_e2e::clock::Stopwatch;
use rolekit_e2e::fixture::FixedJitter;
use rolekit_e2e::{gcore, wire};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Fault, GcoreServer, Sandbox};
use serde_json::json;

/// Returns a client that always waits the maximum backoff.
fn steady(server: &GcoreServer) -> Client {
    Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .jitter(FixedJitter(1.0))
        .build()
        .unwrap()
}

fn named(name: &str) -> CreateProject {
    CreateProject::new(name.parse().unwrap())
}

fn described(name: &str, description: &str) -> CreateProject {
    named(name).description(description.parse().unwrap())
}

const PROJECT: ProjectId = ProjectId::new(200);

/// Returns the last request.
fn last(server: &GcoreServer) -> (String, String, String) {
    wire(server.requests().last().unwrap())
}

fn expected_request(method: &str, target: &str, body: &str) -> (String, String, String) {
    (method.to_owned(), target.to_owned(), body.to_owned())
}

/// Returns the number of requests with this method.
fn arrived(server: &GcoreServer, method: &str) -> usize {
    let requests = server.requests();
    requests
        .iter()
        .filter(|request| request.method == method)
        .count()
}

#[tokio::test]
async fn calls_send_the_documented_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    let projects = client.projects();
    let list = projects.list();
    for (list, query) in [
        (list.clone(), ""),
        (list.clone().limit(10).offset(5), "?limit=10&offset=5"),
        (list.clone().name("a b"), "?name=a%20b"),
        (list.clone().include_deleted(true), "?include_deleted=true"),
        (
            list.clone().include_deleted(false),
            "?include_deleted=false",
        ),
        (
            list.clone().order_by(ProjectOrder::NameAsc),
            "?order_by=name.asc",
        ),
        (
            list.clone().order_by(ProjectOrder::NameDesc),
            "?order_by=name.desc",
        ),
        (
            list.order_by("created_at.asc".into()),
            "?order_by=created_at.asc",
        ),
    ] {
        list.page().await.unwrap();
        assert_eq!(
            last(server),
            expected_request("GET", &format!("/cloud/v1/projects{query}"), "")
        );
    }
    let made = projects.create(&named("First one")).await.unwrap();
    let path = format!("/cloud/v1/projects/{}", made.id);
    assert_eq!(
        last(server),
        expected_request("POST", "/cloud/v1/projects", r#"{"name":"First one"}"#)
    );
    projects.create(&described("Second", "d")).await.unwrap();
    let body = r#"{"description":"d","name":"Second"}"#;
    assert_eq!(
        last(server),
        expected_request("POST", "/cloud/v1/projects", body)
    );
    assert_eq!(projects.get(made.id).await.unwrap(), made);
    assert_eq!(last(server), expected_request("GET", &path, ""));
    let patch = UpdateProject::new();
    let other = "Other".parse().unwrap();
    for (patch, body) in [
        (patch.clone(), "{}"),
        (patch.clone().name(other), r#"{"name":"Other"}"#),
        (patch.clone().description("d"), r#"{"description":"d"}"#),
        (patch.description(""), r#"{"description":""}"#),
    ] {
        projects.update(made.id, &patch).await.unwrap();
        assert_eq!(last(server), expected_request("PATCH", &path, body));
    }
    let now = projects.get(made.id).await.unwrap();
    assert_eq!(
        (now.name.as_str(), now.description.as_deref()),
        ("Other", Some(""))
    );
    let deletion = projects.delete(made.id).await.unwrap().unwrap();
    assert_eq!(deletion.tasks.len(), 1);
    assert_eq!(last(server), expected_request("DELETE", &path, ""));
}

#[test]
fn a_name_that_the_service_rejects_is_no_project_name() {
    for name in ["no", "-no", "no "] {
        name.parse::<ProjectName>().unwrap_err();
    }
    for name in ["yes", "A b.c_d-e"] {
        assert_eq!(*name.parse::<ProjectName>().unwrap(), name);
    }
}

#[tokio::test(start_paused = true)]
async fn delete_and_wait_returns_after_the_task_has_finished() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = steady(server);
    let assignment = server.add_assignment(777, "Observer", Some(200));
    let started = Stopwatch::start();
    let tasks = client.projects().delete(PROJECT).wait().await.unwrap();
    // The task is NEW, RUNNING after a second, and finished after two more.
    assert_eq!(started.elapsed().as_secs(), 3);
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].task_type, "delete_project");
    assert!(tasks[0].finished_on.is_some());
    assert!(server.assignment(assignment).is_none());
    let error = client.projects().get(PROJECT).await.unwrap_err();
    assert!(error.is_not_found());
    let list = client.projects().list().include_deleted(true);
    let gone = list.name("project-200").all().await.unwrap();
    assert!(gone[0].deleted_at.is_some());
    assert!(
        client
            .projects()
            .find_by_name("project-200")
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test(start_paused = true)]
async fn a_failed_deletion_returns_the_reason() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = steady(server);
    server.fail_next_task("a volume is still in use");
    let error = client.projects().delete(PROJECT).wait().await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("(delete_project) failed: a volume is still in use")
    );
    let WaitError::Failed { job: task, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(task.project_id, Some(PROJECT));
    assert_eq!(
        client.projects().get(PROJECT).await.unwrap().state,
        "DELETION_FAILED"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_timed_out_can_be_resumed() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = steady(server);
    server.pause_tasks();
    let started = Stopwatch::start();
    let wait = client
        .projects()
        .delete(PROJECT)
        .wait()
        .timeout(Duration::from_secs(60));
    let error = wait.await.unwrap_err();
    assert!(started.elapsed() <= Duration::from_secs(60));
    assert!(matches!(error, WaitError::Timeout { .. }), "{error:?}");
    assert_eq!(error.job().unwrap().state.as_str(), "NEW");

    // A second call finds the same deletion.
    server.resume_tasks();
    let tasks = client.projects().delete(PROJECT).wait().await.unwrap();
    assert_eq!(Some(&tasks[0].id), error.job_id());
    assert_eq!(server.tasks().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_error_response_to_a_deletion_ends_the_wait() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    // The default project cannot be deleted.
    let error = client
        .projects()
        .delete(ProjectId::new(100))
        .wait()
        .await
        .unwrap_err();
    assert!(error.job_id().is_none());
    let WaitError::Call { error, .. } = error else {
        panic!("{error:?}")
    };
    assert!(error.is_forbidden());
    assert_eq!(server.request_count(), 1);
    let error = client
        .projects()
        .delete(ProjectId::new(999))
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert!(server.tasks().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_deletion_whose_response_is_lost_is_found_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    // The second attempt fails, since the project is being deleted.
    server
        .inject(Fault::reset().after().method("DELETE"))
        .await
        .unwrap();
    let deletion = client.projects().delete(PROJECT);
    let tasks = deletion.clone().wait().await.unwrap();
    assert_eq!(arrived(server, "DELETE"), 2);
    assert_eq!(server.tasks().len(), 1);
    assert_eq!(server.tasks()[0]["id"], tasks[0].id.as_str());

    // The second attempt finds no project: there is nothing to wait for.
    server
        .inject(Fault::status(500).method("DELETE"))
        .await
        .unwrap();
    assert!(deletion.clone().wait().await.unwrap().is_empty());
    server
        .inject(Fault::status(500).method("DELETE"))
        .await
        .unwrap();
    assert_eq!(deletion.await.unwrap(), None);

    // No request got through and the project is not being deleted: the error is returned.
    let project = ProjectId::new(server.add_project());
    server
        .inject(Fault::status(500).method("DELETE").always())
        .await
        .unwrap();
    let deletion = client.projects().delete(project);
    let error = deletion.wait().await.unwrap_err();
    let error = error.call_error().unwrap();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.operation(), Some("delete_project"));
}

#[tokio::test(start_paused = true)]
async fn a_deletion_without_tasks_needs_no_wait() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let none = CannedResponse::new(200).json(json!({"tasks": []}));
    server.inject(Fault::respond(none)).await.unwrap();
    let tasks = gcore(&sandbox)
        .projects()
        .delete(PROJECT)
        .wait()
        .await
        .unwrap();
    assert_eq!((tasks.len(), server.request_count()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn transient_errors_do_not_end_a_wait() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = steady(server).with_options(&CallOptions::new().retry(RetryPolicy::never()));
    server
        .inject(Fault::status(502).path("/cloud/v1/tasks/*").times(3))
        .await
        .unwrap();
    client.projects().delete(PROJECT).wait().await.unwrap();

    let project = ProjectId::new(server.add_project());
    server
        .inject(Fault::status(502).path("/cloud/v1/tasks/*").always())
        .await
        .unwrap();
    let wait = client
        .projects()
        .delete(project)
        .wait()
        .timeout(Duration::from_secs(30));
    let error = wait.await.unwrap_err();
    assert!(
        matches!(error, WaitError::Timeout { job: None, .. }),
        "{error:?}"
    );
    assert_eq!(error.call_error().unwrap().status().unwrap().as_u16(), 502);

    server.clear_faults().await;
    let gone = CannedResponse::new(404).json(json!({"message": "gone"}));
    server
        .inject(Fault::respond(gone).path("/cloud/v1/tasks/*"))
        .await
        .unwrap();
    let error = client.projects().delete(project).wait().await.unwrap_err();
    assert!(error.call_error().unwrap().is_conflict(), "{error:?}");
}

#[tokio::test]
async fn ensure_creates_updates_or_keeps_a_project() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    let projects = client.projects();
    let wanted = described("Warehouse", "stock");
    let first = projects.ensure(&wanted).await.unwrap();
    assert_eq!(first.action, Action::Created);
    // An undefined description is not changed.
    for wanted in [&wanted, &named("Warehouse")] {
        let again = projects.ensure(wanted).await.unwrap();
        assert_eq!(
            (again.value, again.action),
            (first.value.clone(), Action::Unchanged)
        );
    }
    let other = described("Warehouse", "else");
    let other = projects.ensure(&other).await.unwrap();
    assert_eq!(
        (other.value.id, other.action),
        (first.value.id, Action::Updated)
    );
    assert_eq!(other.value.description.as_deref(), Some("else"));

    // Another caller creates it first: the list does not contain it yet.
    let empty = CannedResponse::new(200).json(json!({"count": 0, "results": []}));
    server
        .inject(Fault::respond(empty).method("GET"))
        .await
        .unwrap();
    let raced = projects.ensure(&wanted).await.unwrap();
    assert_eq!(
        (raced.value.id, raced.action),
        (first.value.id, Action::Updated)
    );

    // The response to the creation is lost.
    server
        .inject(Fault::reset().after().method("POST"))
        .await
        .unwrap();
    let lost = projects.ensure(&named("Shop")).await.unwrap();
    assert_eq!(lost.action, Action::Created);
    assert_eq!(server.project(lost.value.id.get()).unwrap()["name"], "Shop");

    // It was not created.
    server
        .inject(Fault::status(500).method("POST"))
        .await
        .unwrap();
    let error = projects.ensure(&named("Yard")).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn ensure_ignores_a_project_that_is_being_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let warehouse = client.projects().ensure(&named("Warehouse"));
    let first = warehouse.clone().await.unwrap().value;
    server.pause_tasks();
    let deletion = client.projects().delete(first.id).await.unwrap().unwrap();

    let error = warehouse.clone().await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(error.outcome(), Outcome::Refused);

    server.finish_task(deletion.tasks[0].as_str());
    let second = warehouse.await.unwrap();
    assert_eq!(second.action, Action::Created);
    assert_ne!(second.value.id, first.id);
}

#[tokio::test(start_paused = true)]
async fn ensure_absent_deletes_a_project_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let projects = client.projects();
    let created = projects.create(&named("Short-lived")).await.unwrap();

    let absent = projects.ensure_absent("Short-lived");
    let plan = absent.plan().await.unwrap();
    let text = format!("project `Short-lived`: delete {}", created.id);
    assert_eq!(plan.to_string(), text);
    assert_eq!(arrived(server, "DELETE"), 0);
    // The response is lost: a read finds that the deletion has started.
    let lost = Fault::reset().after().method("DELETE");
    server.inject(lost).await.unwrap();
    let deleted = absent.apply(&plan).await.unwrap().unwrap();
    assert_eq!(deleted.id, created.id);

    let before = arrived(server, "DELETE");
    assert_eq!(projects.ensure_absent("Short-lived").await.unwrap(), None);
    assert_eq!(projects.ensure_absent("no such name").await.unwrap(), None);
    assert_eq!(arrived(server, "DELETE"), before);
    projects.delete(deleted.id).wait().await.unwrap();
    assert_eq!(projects.find_by_name("Short-lived").await.unwrap(), None);
}
