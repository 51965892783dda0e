use std::collections::HashMap;
use std::future::pending;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{CONCURRENCY, PollConfig, Poller};
use crate::gcore::{Task, TaskId, WaitError};
use rolekit_runtime::{Clock as _, Error, ErrorKind, Jitter, Result, TokioClock};

#[derive(Debug)]
struct Fixed(f64);

impl Jitter for Fixed {
    fn fraction(&self) -> f64 {
        self.0
    }
}

fn task(id: &str, state: &str) -> Task {
    let error = (state == "ERROR").then_some("no\tspace");
    serde_json::from_value(json!({
        "id": id, "state": state, "task_type": "delete_project", "user_id": 7, "error": error,
        "created_on": null, "data": {"password": "canary"},
        "created_resources": {"projects": [4], "volumes": ["v"]},
    }))
    .unwrap()
}

fn retryable(wait: Option<u64>) -> Error {
    Error::new(ErrorKind::Api)
        .with_retryable(true)
        .with_retry_after(wait.map(Duration::from_secs))
}

/// The response to a poll.
#[derive(Clone)]
enum Response {
    State(&'static str),
    /// A retryable error, perhaps with `Retry-After`.
    Retryable(Option<u64>),
    Permanent,
    Hang,
}
use Response::{Hang, Permanent, Retryable, State};

/// A service that returns the responses of each task in turn, and repeats the last one.
struct Service {
    responses: HashMap<String, Vec<Response>>,
    /// The time of each poll, in seconds from the start.
    polls: Mutex<Vec<(String, f64)>>,
    started: Instant,
}

impl Service {
    fn new(responses: &[(&str, &[Response])]) -> Self {
        Self {
            responses: responses
                .iter()
                .map(|(id, responses)| ((*id).to_owned(), responses.to_vec()))
                .collect(),
            polls: Mutex::default(),
            started: TokioClock.now(),
        }
    }

    fn elapsed(&self) -> Duration {
        TokioClock.now() - self.started
    }

    async fn poll(&self, id: String) -> Result<Task> {
        let index = {
            let mut polls = self.polls.lock().unwrap();
            polls.push((id.clone(), self.elapsed().as_secs_f64()));
            polls.iter().filter(|(other, _)| *other == id).count() - 1
        };
        let responses = &self.responses[&id];
        match responses[index.min(responses.len() - 1)] {
            State(state) => Ok(task(&id, state)),
            Retryable(wait) => Err(retryable(wait)),
            Permanent => Err(Error::new(ErrorKind::Api)),
            Hang => pending().await,
        }
    }

    async fn wait_all(&self, ids: &[&str], config: PollConfig) -> Vec<Result<Task, WaitError>> {
        let poller = Poller {
            clock: &TokioClock,
            jitter: &Fixed(1.0),
            config,
            sanitize: &|text: &str| text.replace('\t', " "),
        };
        let ids = ids.iter().map(|id| TaskId::new(*id)).collect();
        poller.run(ids, |id| self.poll(id.into())).await
    }

    async fn wait_one(&self, config: PollConfig) -> Result<Task, WaitError> {
        self.wait_all(&["a"], config).await.remove(0)
    }

    fn times(&self) -> Vec<f64> {
        let polls = self.polls.lock().unwrap();
        polls.iter().map(|(_, time)| *time).collect()
    }
}

fn with_timeout(seconds: u64) -> PollConfig {
    PollConfig {
        timeout: Duration::from_secs(seconds),
        ..PollConfig::default()
    }
}

#[tokio::test(start_paused = true)]
async fn intervals_double_up_to_the_maximum() {
    let mut responses = vec![State("NEW"), State("RUNNING"), State("HELD")];
    responses.extend(vec![State("RUNNING"); 3]);
    responses.push(State("FINISHED"));
    let service = Service::new(&[("a", &responses)]);
    let task = service.wait_one(PollConfig::default()).await.unwrap();
    assert_eq!(service.times(), [0.0, 1.0, 3.0, 7.0, 15.0, 25.0, 35.0]);
    let made = task.created_resources.unwrap();
    assert_eq!(made.projects, [4]);
    assert_eq!(made.volumes, ["v"]);
}

#[tokio::test(start_paused = true)]
async fn an_ended_task_takes_one_poll() {
    let service = Service::new(&[("a", &[State("FINISHED")])]);
    service.wait_one(with_timeout(1)).await.unwrap();
    assert_eq!(service.times(), [0.0]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_task_is_an_error_with_task_and_reason() {
    let service = Service::new(&[("a", &[State("RUNNING"), State("ERROR")])]);
    let error = service.wait_one(PollConfig::default()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "task a (delete_project) failed: no space"
    );
    assert_eq!(error.task().unwrap().error.as_deref(), Some("no\tspace"));
    assert_eq!(error.task_id().unwrap(), "a");
    assert!(error.call_error().is_none());
    assert!(!format!("{error:?} {error:#?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_state_is_not_an_end() {
    let service = Service::new(&[("a", &[State("PAUSED"), State("FINISHED")])]);
    service.wait_one(PollConfig::default()).await.unwrap();
    assert_eq!(service.times(), [0.0, 1.0]);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_reports_the_last_state() {
    let service = Service::new(&[("a", &[State("RUNNING")])]);
    let error = service.wait_one(with_timeout(10)).await.unwrap_err();
    // The last poll begins one second before the timeout, and its response ends the wait.
    assert_eq!(service.times(), [0.0, 1.0, 3.0, 7.0, 9.0]);
    assert_eq!(service.elapsed(), Duration::from_secs(9));
    assert_eq!(
        error.to_string(),
        "task a did not end within 10 s: last state RUNNING",
    );
    assert!(matches!(error, WaitError::Timeout { task: Some(_), .. }));
    assert!(!format!("{error:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn a_hanging_poll_is_cancelled_at_the_timeout() {
    let service = Service::new(&[
        ("a", &[State("RUNNING"), Hang]),
        ("b", &[State("FINISHED")]),
    ]);
    let results = service.wait_all(&["a", "b"], with_timeout(5)).await;
    assert_eq!(service.elapsed(), Duration::from_secs(5));
    let [a, b] = results.as_slice() else {
        panic!("{results:?}")
    };
    assert!(b.is_ok());
    assert!(a.as_ref().unwrap_err().task().is_some());

    let service = Service::new(&[("a", &[Hang])]);
    let error = service.wait_one(with_timeout(0)).await.unwrap_err();
    assert!(error.task().is_none());
    assert!(error.to_string().ends_with("state unknown"));
}

#[tokio::test(start_paused = true)]
async fn only_permanent_errors_end_the_wait() {
    let responses = [
        Retryable(None),
        State("RUNNING"),
        Retryable(None),
        State("FINISHED"),
    ];
    let service = Service::new(&[("a", &responses)]);
    service.wait_one(PollConfig::default()).await.unwrap();
    assert_eq!(service.times().len(), 4);

    let service = Service::new(&[("a", &[State("RUNNING"), Retryable(None)])]);
    let error = service.wait_one(with_timeout(5)).await.unwrap_err();
    assert!(error.task().is_some() && error.call_error().is_some());
    assert!(std::error::Error::source(&error).is_some());

    let service = Service::new(&[("a", &[State("RUNNING"), Permanent])]);
    let error = service.wait_one(PollConfig::default()).await.unwrap_err();
    assert!(matches!(&error, WaitError::Call { task_id: Some(id), .. } if *id == "a"));
    assert_eq!(service.times(), [0.0, 1.0]);
}

#[tokio::test(start_paused = true)]
async fn retry_after_delays_the_next_poll() {
    let service = Service::new(&[("a", &[Retryable(Some(30)), State("FINISHED")])]);
    service.wait_one(PollConfig::default()).await.unwrap();
    assert_eq!(service.times(), [0.0, 30.0]);

    // `Retry-After` is beyond the timeout: the wait ends at once.
    let service = Service::new(&[("a", &[Retryable(Some(30))])]);
    let error = service.wait_one(with_timeout(20)).await.unwrap_err();
    assert_eq!(service.times(), [0.0]);
    assert_eq!(service.elapsed(), Duration::ZERO);
    let retry_after = error.call_error().unwrap().retry_after();
    assert_eq!(retry_after, Some(Duration::from_secs(30)));
}

#[tokio::test(start_paused = true)]
async fn many_results_keep_their_order_and_only_pending_tasks_are_polled() {
    let ids: Vec<String> = (0..3 * CONCURRENCY).map(|id| id.to_string()).collect();
    let mut responses: Vec<(&str, &[Response])> = ids
        .iter()
        .map(|id| (id.as_str(), &[State("FINISHED")] as &[Response]))
        .collect();
    responses[5].1 = &[State("RUNNING"), State("ERROR")];
    responses[9].1 = &[Permanent];
    let service = Service::new(&responses);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let results = service.wait_all(&ids, PollConfig::default()).await;
    for (index, result) in results.iter().enumerate() {
        match result {
            Ok(task) => assert_eq!(task.id, ids[index]),
            Err(error) => assert_eq!(error.task_id().unwrap(), ids[index]),
        }
        assert_eq!(result.is_err(), index == 5 || index == 9);
    }
    assert_eq!(service.times().len(), ids.len() + 1);
    assert!(
        service
            .wait_all(&[], PollConfig::default())
            .await
            .is_empty()
    );
}

#[test]
fn jitter_shortens_an_interval_by_up_to_half() {
    let config = PollConfig::default();
    for (round, maximum) in [
        (0, 1000),
        (1, 2000),
        (3, 8000),
        (4, 10_000),
        (u32::MAX, 10_000),
    ] {
        assert_eq!(config.interval(round, &Fixed(1.0)).as_millis(), maximum);
        assert_eq!(config.interval(round, &Fixed(0.0)).as_millis(), maximum / 2);
        assert_eq!(
            config.interval(round, &Fixed(f64::NAN)),
            config.interval(round, &Fixed(1.0))
        );
    }
    let config = PollConfig {
        start: Duration::from_secs(30),
        max: Duration::ZERO,
        ..config
    };
    assert_eq!(config.interval(5, &Fixed(1.0)), Duration::from_secs(30));
}
