//! Projects end to end: the bytes of each call, names that are not sent, deletions that are waited
//! for, and projects made so whatever they are now.

use std::time::Duration;

use rolekit::gcore::{Client, NewProject, ProjectOrder, ProjectPatch, WaitError};
use rolekit::{Action, CallOptions, ErrorKind, Outcome, RetryPolicy};
use rolekit_e2e::clock::Stopwatch;
use rolekit_e2e::scene::Fixed;
use rolekit_e2e::{gcore, wire};
use rolekit_sandbox::faults::Answer;
use rolekit_sandbox::{Fault, Gcore, Sandbox};
use serde_json::json;

/// A client whose waits are as long as they may be.
fn steady(side: &Gcore) -> Client {
    Client::builder()
        .credential(side.api_key())
        .base_url(side.base_url())
        .jitter(Fixed(1.0))
        .build()
        .unwrap()
}

/// What arrived last.
fn last(side: &Gcore) -> (String, String, String) {
    wire(side.requests().last().unwrap())
}

fn sent(method: &str, target: &str, body: &str) -> (String, String, String) {
    (method.to_owned(), target.to_owned(), body.to_owned())
}

/// How many requests of a method arrived.
fn arrived(side: &Gcore, method: &str) -> usize {
    let requests = side.requests();
    requests
        .iter()
        .filter(|request| request.method == method)
        .count()
}

#[tokio::test]
async fn each_call_has_its_bytes() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
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
        (list.order_by("created_at.asc"), "?order_by=created_at.asc"),
    ] {
        list.page().await.unwrap();
        assert_eq!(
            last(side),
            sent("GET", &format!("/cloud/v1/projects{query}"), "")
        );
    }
    let made = projects.create("First one").await.unwrap();
    let path = format!("/cloud/v1/projects/{}", made.id);
    assert_eq!(
        last(side),
        sent("POST", "/cloud/v1/projects", r#"{"name":"First one"}"#)
    );
    let second = NewProject::new("Second").description("d");
    projects.create(second).await.unwrap();
    let body = r#"{"description":"d","name":"Second"}"#;
    assert_eq!(last(side), sent("POST", "/cloud/v1/projects", body));
    assert_eq!(projects.get(made.id).await.unwrap(), made);
    assert_eq!(last(side), sent("GET", &path, ""));
    let patch = ProjectPatch::new();
    for (patch, body) in [
        (patch.clone(), "{}"),
        (patch.clone().name("Other"), r#"{"name":"Other"}"#),
        (patch.clone().description("d"), r#"{"description":"d"}"#),
        (patch.clear_description(), r#"{"description":""}"#),
    ] {
        projects.update(made.id, patch).await.unwrap();
        assert_eq!(last(side), sent("PATCH", &path, body));
    }
    let now = projects.get(made.id).await.unwrap();
    assert_eq!(
        (now.name.as_str(), now.description.as_deref()),
        ("Other", Some(""))
    );
    assert_eq!(projects.delete(made.id).await.unwrap().len(), 1);
    assert_eq!(last(side), sent("DELETE", &path, ""));
}

#[tokio::test]
async fn what_could_never_be_right_is_not_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let projects = client.projects();
    for error in [
        projects.create("no").await.unwrap_err(),
        projects.ensure("-no").await.unwrap_err(),
        projects
            .update(200, ProjectPatch::new().name("no "))
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert_eq!(sandbox.gcore().arrived(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_deletion_is_waited_for_until_nothing_is_left() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let client = steady(side);
    let assignment = side.add_assignment(777, "Observer", Some(200));
    let started = Stopwatch::start();
    let tasks = client.projects().delete(200).wait().await.unwrap();
    // It is NEW, after a second RUNNING, and after two more it is done.
    assert_eq!(started.elapsed().as_secs(), 3);
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].task_type, "delete_project");
    assert!(tasks[0].finished_on.is_some());
    assert!(side.assignment(assignment).is_none());
    let error = client.projects().get(200).await.unwrap_err();
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
async fn a_deletion_that_fails_is_an_error_that_says_why() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let client = steady(side);
    side.fail_next_task("a volume is still in use");
    let error = client.projects().delete(200).wait().await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("(delete_project) failed: a volume is still in use")
    );
    let WaitError::Failed { task, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(task.project_id, Some(200.into()));
    assert_eq!(
        client.projects().get(200).await.unwrap().state,
        "DELETION_FAILED"
    );
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_takes_too_long_goes_on_and_may_be_waited_for_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let client = steady(side);
    side.hold_tasks();
    let started = Stopwatch::start();
    let wait = client
        .projects()
        .delete(200)
        .wait()
        .timeout(Duration::from_secs(60));
    let error = wait.await.unwrap_err();
    assert!(started.elapsed() <= Duration::from_secs(60));
    assert!(matches!(error, WaitError::Deadline { .. }), "{error:?}");
    assert_eq!(error.task().unwrap().state.as_str(), "NEW");

    // Asked for again it is the same deletion.
    side.release_tasks();
    let tasks = client.projects().delete(200).wait().await.unwrap();
    assert_eq!(Some(&tasks[0].id), error.task_id());
    assert_eq!(side.tasks().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_deletion_is_an_error_of_the_call() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let client = gcore(&sandbox);
    // The default project.
    let error = client.projects().delete(100).wait().await.unwrap_err();
    assert!(error.task_id().is_none());
    let WaitError::Call { error, .. } = error else {
        panic!("{error:?}")
    };
    assert!(error.is_forbidden());
    assert_eq!(side.arrived(), 1);
    let error = client.projects().delete(999).await.unwrap_err();
    assert!(error.is_not_found());
    assert!(side.tasks().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_deletion_whose_answer_is_lost_is_found_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let client = gcore(&sandbox);
    // The second attempt is refused, since the project is being deleted.
    side.inject(Fault::reset().after().method("DELETE"))
        .await
        .unwrap();
    let task_ids = client.projects().delete(200).send().await.unwrap();
    assert_eq!(arrived(side, "DELETE"), 2);
    assert_eq!(side.tasks().len(), 1);
    assert_eq!(side.tasks()[0]["id"], task_ids[0].as_str());

    // The project is gone by the time of the second attempt: there is nothing to wait for.
    side.finish_task(task_ids[0].as_str());
    side.inject(Fault::status(500).method("DELETE"))
        .await
        .unwrap();
    assert!(client.projects().delete(200).await.unwrap().is_empty());

    // It never got through, and nobody deletes the project: what went wrong comes back.
    let project = side.add_project();
    side.inject(Fault::status(500).method("DELETE").always())
        .await
        .unwrap();
    let error = client.projects().delete(project).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.operation(), Some("delete_project"));
}

#[tokio::test(start_paused = true)]
async fn no_tasks_are_nothing_to_wait_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let none = Answer::new(200).json(json!({"tasks": []}));
    side.inject(Fault::answer(none)).await.unwrap();
    let tasks = gcore(&sandbox).projects().delete(200).wait().await.unwrap();
    assert_eq!((tasks.len(), side.arrived()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn looks_that_fail_in_passing_do_not_end_a_wait() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let client = steady(side).with_options(&CallOptions::new().retry(RetryPolicy::never()));
    side.inject(Fault::status(502).path("/cloud/v1/tasks/*").times(3))
        .await
        .unwrap();
    client.projects().delete(200).wait().await.unwrap();

    let project = side.add_project();
    side.inject(Fault::status(502).path("/cloud/v1/tasks/*").always())
        .await
        .unwrap();
    let wait = client
        .projects()
        .delete(project)
        .wait()
        .timeout(Duration::from_secs(30));
    let error = wait.await.unwrap_err();
    assert!(
        matches!(error, WaitError::Deadline { task: None, .. }),
        "{error:?}"
    );
    assert_eq!(error.call_error().unwrap().status().unwrap().as_u16(), 502);

    side.clear_faults().await;
    let gone = Answer::new(404).json(json!({"message": "gone"}));
    side.inject(Fault::answer(gone).path("/cloud/v1/tasks/*"))
        .await
        .unwrap();
    let error = client.projects().delete(project).wait().await.unwrap_err();
    assert!(error.call_error().unwrap().is_conflict(), "{error:?}");
}

#[tokio::test]
async fn ensure_makes_a_project_so_whatever_it_is() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let client = gcore(&sandbox);
    let projects = client.projects();
    let wanted = NewProject::new("Warehouse").description("stock");
    let first = projects.ensure(wanted.clone()).await.unwrap();
    assert_eq!(first.action, Action::Created);
    // A description that is not given is left alone.
    for wanted in [wanted.clone(), "Warehouse".into()] {
        let again = projects.ensure(wanted).await.unwrap();
        assert_eq!(
            (again.value, again.action),
            (first.value.clone(), Action::Unchanged)
        );
    }
    let other = projects
        .ensure(wanted.clone().description("else"))
        .await
        .unwrap();
    assert_eq!(
        (other.value.id, other.action),
        (first.value.id, Action::Updated)
    );
    assert_eq!(other.value.description.as_deref(), Some("else"));

    // Somebody else is faster: the list does not have it yet.
    let empty = Answer::new(200).json(json!({"count": 0, "results": []}));
    side.inject(Fault::answer(empty).method("GET"))
        .await
        .unwrap();
    let raced = projects.ensure(wanted).await.unwrap();
    assert_eq!(
        (raced.value.id, raced.action),
        (first.value.id, Action::Updated)
    );

    // The answer to the creation is lost.
    side.inject(Fault::reset().after().method("POST"))
        .await
        .unwrap();
    let lost = projects.ensure("Shop").await.unwrap();
    assert_eq!(lost.action, Action::Created);
    assert_eq!(side.project(lost.value.id.get()).unwrap()["name"], "Shop");

    // It was not made at all.
    side.inject(Fault::status(500).method("POST"))
        .await
        .unwrap();
    let error = projects.ensure("Yard").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn a_project_that_is_being_deleted_is_not_there() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, side) = (gcore(&sandbox), sandbox.gcore());
    let first = client.projects().ensure("Warehouse").await.unwrap().value;
    side.hold_tasks();
    let tasks = client.projects().delete(first.id).send().await.unwrap();

    let refused = client.projects().ensure("Warehouse").await.unwrap_err();
    assert!(refused.is_conflict(), "{refused}");
    assert_eq!(refused.outcome(), Outcome::Refused);

    side.finish_task(tasks[0].as_str());
    let second = client.projects().ensure("Warehouse").await.unwrap();
    assert_eq!(second.action, Action::Created);
    assert_ne!(second.value.id, first.id);
}
