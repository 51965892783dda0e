//! The weak spots that were measured in the vendor's official Gcore clients, one test each: on the
//! same fault this client does better.

use std::time::Duration;

use rolekit::gcore::{Client, Role, Scope, WaitError};
use rolekit::{CallOptions, ErrorKind, Outcome};
use rolekit_e2e::capture::Capture;
use rolekit_e2e::clock::Stopwatch;
use rolekit_e2e::scene::{Call, Scene, System};
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::CannedResponse;
use serde_json::json;

async fn scene(faults: Vec<Fault>) -> Scene {
    let scene = Scene::new(CallOptions::new()).await.unwrap();
    scene.side(System::Gcore).inject(faults).await.unwrap();
    scene
}

/// 1: an exception of the JSON library, or "EOF".
#[tokio::test(start_paused = true)]
async fn no_content_where_content_is_due_is_an_error_of_ours_that_says_applied() {
    for call in [Call::Patch, Call::Delete] {
        let scene = scene(vec![Fault::respond(CannedResponse::new(204)).after()]).await;
        let error = scene.call(System::Gcore, call).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Decode, Outcome::Applied)
        );
        assert_eq!(error.status().unwrap().as_u16(), 204);
        assert!(scene.is_applied(System::Gcore));
    }
}

/// 2: text where the type says an object.
#[tokio::test(start_paused = true)]
async fn html_for_success_is_an_error() {
    let html = CannedResponse::new(200)
        .header("content-type", "text/html")
        .text("<html>");
    let scene = scene(vec![Fault::respond(html)]).await;
    let error = scene.call(System::Gcore, Call::Patch).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.content_type(), Some("text/html"));
    assert_eq!(error.body(), b"<html>");
}

/// 3: an id of nothing, or of 0.
#[tokio::test(start_paused = true)]
async fn a_missing_field_is_an_error_and_no_default() {
    let scene = scene(vec![Fault::respond(
        CannedResponse::new(200).json(json!({})),
    )])
    .await;
    let error = scene.call(System::Gcore, Call::Patch).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error.message().unwrap().contains("`assignment_id`"),
        "{error}"
    );
}

/// 4: a PATCH sent again as a GET, and its answer taken for success.
#[tokio::test(start_paused = true)]
async fn a_write_follows_no_redirect() {
    let scene = scene(vec![Fault::redirect(302, "/cloud/v1/users")]).await;
    let error = scene.call(System::Gcore, Call::Patch).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(scene.side(System::Gcore).request_count(), 1);
}

/// 4, with a client of one's own that follows redirects by itself: too late to stop it, but its
/// answer is not taken for one.
#[tokio::test]
async fn a_redirect_that_somebody_else_followed_is_not_taken_for_an_answer() {
    let scene = scene(vec![Fault::redirect(302, "/cloud/v1/users")]).await;
    let side = scene.sandbox.gcore();
    let client = Client::builder()
        .credential(side.api_key())
        .base_url(side.base_url())
        .http_client(reqwest::Client::new())
        .build()
        .unwrap();
    let scope = Scope::project(8, 100);
    let update = client
        .role_assignments()
        .update(1, 777, Role::User, scope)
        .await;
    assert_eq!(update.unwrap_err().kind(), ErrorKind::Redirect);
}

/// 5: three attempts, and "Connection error".
#[tokio::test]
async fn an_empty_key_is_told_before_anything_is_sent() {
    for key in ["", " ", "apikey "] {
        let error = Client::new(key).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 0));
    }
}

/// 6: conflicts and creations that timed out, repeated blindly.
#[tokio::test(start_paused = true)]
async fn conflicts_and_creations_are_not_repeated() {
    let busy = scene(vec![Fault::status(409)]).await;
    let error = busy.call(System::Gcore, Call::Post).await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Refused));

    let slow = scene(vec![Fault::hang().after()]).await;
    let error = slow.call(System::Gcore, Call::Post).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Timeout, Outcome::Unknown)
    );
    assert!(!error.is_retryable());
    assert_eq!(slow.side(System::Gcore).request_count(), 1);
    assert_eq!(slow.made(System::Gcore), 1);
}

/// 7: a role that nobody has heard of, without a word, or the whole page lost.
#[tokio::test(start_paused = true)]
async fn an_unknown_role_is_kept_and_told_apart() {
    let scene = scene(vec![]).await;
    scene
        .sandbox
        .gcore()
        .add_assignment(777, "Archivist", Some(100));
    let page = scene.gcore.role_assignments().list().page().await.unwrap();
    let roles: Vec<_> = page
        .items
        .into_iter()
        .map(|assignment| assignment.role)
        .collect();
    assert_eq!(
        roles,
        [Role::Observer, Role::Unknown("Archivist".to_owned())]
    );
}

/// 8 and 9: ids are encoded, and a project without its account cannot be written.
#[tokio::test(start_paused = true)]
async fn a_project_comes_with_its_account() {
    let scene = scene(vec![]).await;
    let assignments = scene.gcore.role_assignments();
    assignments
        .create(778, Role::User, Scope::project(8, 100))
        .await
        .unwrap();
    let sent = scene.side(System::Gcore).requests().remove(0).json();
    assert_eq!(
        (&sent["client_id"], &sent["project_id"]),
        (&json!(8), &json!(100))
    );
}

/// 10: a `ValueError` or a text for a task that failed, a `TimeoutError` for one that takes long; and
/// in neither is the task.
#[tokio::test(start_paused = true)]
async fn a_task_that_failed_and_one_that_takes_long_are_told_apart_and_kept() {
    let scene = scene(vec![]).await;
    let side = scene.sandbox.gcore();
    side.fail_next_task("boom");
    let error = scene.gcore.projects().delete(200).wait().await.unwrap_err();
    let WaitError::Failed { task, reason, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(reason.as_deref(), Some("boom"));
    assert_eq!(task.project_id, Some(200.into()));

    let id = side.add_task_json(json!({"state": "POSTPONED"}));
    let minute = Duration::from_secs(60);
    let wait = scene.gcore.tasks().wait(&*id).timeout(minute);
    let error = wait.await.unwrap_err();
    assert!(matches!(error, WaitError::Deadline { .. }));
    assert_eq!(error.task().unwrap().state.as_str(), "POSTPONED");
}

/// 11: bodies and headers in the clear in debug logs.
#[tokio::test(start_paused = true)]
async fn nothing_of_a_body_or_a_header_is_logged() {
    let capture = Capture::default();
    let scene = scene(vec![]).await;
    let options = CallOptions::new().header("x-team", "canary").unwrap();
    let client = scene.gcore.with_options(&options);
    let guard = capture.start();
    let scope = Scope::project(8, 200);
    client
        .role_assignments()
        .create(778, Role::from("canary"), scope)
        .await
        .unwrap();
    drop(guard);
    let seen = capture.seen();
    assert_eq!(seen.spans.len(), 1);
    assert!(!seen.text.contains("canary"), "{}", seen.text);
}

/// 12: a wait of an hour that is ignored, or waited for.
#[tokio::test(start_paused = true)]
async fn an_hour_is_told_and_neither_ignored_nor_waited_for() {
    let busy = CannedResponse::new(429).header("retry-after", "3600");
    let scene = scene(vec![Fault::respond(busy)]).await;
    let started = Stopwatch::start();
    let error = scene.call(System::Gcore, Call::Get).await.unwrap_err();
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!((error.attempts(), error.is_retryable()), (1, true));
    assert_eq!(scene.side(System::Gcore).request_count(), 1);
}
