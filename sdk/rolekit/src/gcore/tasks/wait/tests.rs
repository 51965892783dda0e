use std::collections::HashMap;
use std::future::pending;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{CONCURRENCY, Patience, Watch, Watched};
use crate::gcore::{Task, WaitError};
use crate::runtime::{Clock as _, Error, ErrorKind, Jitter, Result, TokioClock};

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

fn passing(wait: Option<u64>) -> Error {
    Error::new(ErrorKind::Api)
        .with_retryable(true)
        .with_retry_after(wait.map(Duration::from_secs))
}

/// What a look comes to: a state, a failure, or nothing for ever.
#[derive(Clone)]
enum Look {
    State(&'static str),
    Passing(Option<u64>),
    Lasting,
    Hang,
}
use Look::{Hang, Lasting, Passing, State};

/// A service that gives each task's looks in turn, the last one again and again.
struct Service {
    looks: HashMap<String, Vec<Look>>,
    /// When each look was taken, in seconds from the start.
    taken: Mutex<Vec<(String, f64)>>,
    started: Instant,
}

impl Service {
    fn new(looks: &[(&str, &[Look])]) -> Self {
        Self {
            looks: looks
                .iter()
                .map(|(id, looks)| ((*id).to_owned(), looks.to_vec()))
                .collect(),
            taken: Mutex::default(),
            started: TokioClock.now(),
        }
    }

    fn elapsed(&self) -> Duration {
        TokioClock.now() - self.started
    }

    async fn look(&self, id: String) -> Result<Task> {
        let at = {
            let mut taken = self.taken.lock().unwrap();
            taken.push((id.clone(), self.elapsed().as_secs_f64()));
            taken.iter().filter(|(other, _)| *other == id).count() - 1
        };
        let looks = &self.looks[&id];
        match looks[at.min(looks.len() - 1)] {
            State(state) => Ok(task(&id, state)),
            Passing(wait) => Err(passing(wait)),
            Lasting => Err(Error::new(ErrorKind::Api)),
            Hang => pending().await,
        }
    }

    async fn watch(&self, ids: &[&str], patience: Patience) -> Vec<Result<Task, WaitError>> {
        let watch = Watch {
            clock: &TokioClock,
            jitter: &Fixed(1.0),
            patience,
            shown: &|text: &str| text.replace('\t', " "),
        };
        let tasks = ids.iter().map(|id| Watched::new((*id).into())).collect();
        watch.run(tasks, |id| self.look(id.into())).await
    }

    async fn watch_one(&self, patience: Patience) -> Result<Task, WaitError> {
        self.watch(&["a"], patience).await.remove(0)
    }

    fn times(&self) -> Vec<f64> {
        let taken = self.taken.lock().unwrap();
        taken.iter().map(|(_, time)| *time).collect()
    }
}

fn within(seconds: u64) -> Patience {
    Patience {
        timeout: Duration::from_secs(seconds),
        ..Patience::default()
    }
}

#[tokio::test(start_paused = true)]
async fn the_intervals_double_up_to_the_longest_and_the_task_comes_back_whole() {
    let mut looks = vec![State("NEW"), State("RUNNING"), State("HELD")];
    looks.extend(vec![State("RUNNING"); 3]);
    looks.push(State("FINISHED"));
    let service = Service::new(&[("a", &looks)]);
    let task = service.watch_one(Patience::default()).await.unwrap();
    assert_eq!(service.times(), [0.0, 1.0, 3.0, 7.0, 15.0, 25.0, 35.0]);
    let made = task.created_resources.unwrap();
    assert_eq!(made.projects, [4]);
    assert_eq!(made.volumes, ["v"]);
}

#[tokio::test(start_paused = true)]
async fn an_ended_task_costs_one_look_and_no_time() {
    let service = Service::new(&[("a", &[State("FINISHED")])]);
    service.watch_one(within(1)).await.unwrap();
    assert_eq!(service.times(), [0.0]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_task_is_an_error_with_the_task_in_it_and_says_why() {
    let service = Service::new(&[("a", &[State("RUNNING"), State("ERROR")])]);
    let error = service.watch_one(Patience::default()).await.unwrap_err();
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
async fn a_state_that_nobody_knows_is_one_on_the_way() {
    let service = Service::new(&[("a", &[State("PAUSED"), State("FINISHED")])]);
    service.watch_one(Patience::default()).await.unwrap();
    assert_eq!(service.times(), [0.0, 1.0]);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_kept_and_tells_what_was_seen_last() {
    let service = Service::new(&[("a", &[State("RUNNING")])]);
    let error = service.watch_one(within(10)).await.unwrap_err();
    // The last look has a second for its answer; with the answer there is nothing left to wait for.
    assert_eq!(service.times(), [0.0, 1.0, 3.0, 7.0, 9.0]);
    assert_eq!(service.elapsed(), Duration::from_secs(9));
    assert_eq!(
        error.to_string(),
        "task a has not ended within 10 s: it was RUNNING",
    );
    assert!(matches!(error, WaitError::Deadline { task: Some(_), .. }));
    assert!(!format!("{error:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn a_look_that_hangs_is_given_up_at_the_deadline() {
    let service = Service::new(&[
        ("a", &[State("RUNNING"), Hang]),
        ("b", &[State("FINISHED")]),
    ]);
    let ends = service.watch(&["a", "b"], within(5)).await;
    assert_eq!(service.elapsed(), Duration::from_secs(5));
    let [a, b] = ends.as_slice() else {
        panic!("{ends:?}")
    };
    assert!(b.is_ok());
    assert!(a.as_ref().unwrap_err().task().is_some());

    let service = Service::new(&[("a", &[Hang])]);
    let error = service.watch_one(within(0)).await.unwrap_err();
    assert!(error.task().is_none());
    assert!(error.to_string().ends_with("it was never seen"));
}

#[tokio::test(start_paused = true)]
async fn what_passes_does_not_end_the_wait_and_what_lasts_does() {
    let looks = [
        Passing(None),
        State("RUNNING"),
        Passing(None),
        State("FINISHED"),
    ];
    let service = Service::new(&[("a", &looks)]);
    service.watch_one(Patience::default()).await.unwrap();
    assert_eq!(service.times().len(), 4);

    let service = Service::new(&[("a", &[State("RUNNING"), Passing(None)])]);
    let error = service.watch_one(within(5)).await.unwrap_err();
    assert!(error.task().is_some() && error.call_error().is_some());
    assert!(std::error::Error::source(&error).is_some());

    let service = Service::new(&[("a", &[State("RUNNING"), Lasting])]);
    let error = service.watch_one(Patience::default()).await.unwrap_err();
    assert!(matches!(&error, WaitError::Call { task_id: Some(id), .. } if *id == "a"));
    assert_eq!(service.times(), [0.0, 1.0]);
}

#[tokio::test(start_paused = true)]
async fn no_look_is_sooner_than_the_service_asked() {
    let service = Service::new(&[("a", &[Passing(Some(30)), State("FINISHED")])]);
    service.watch_one(Patience::default()).await.unwrap();
    assert_eq!(service.times(), [0.0, 30.0]);

    // There is no time for that: it ends at once.
    let service = Service::new(&[("a", &[Passing(Some(30))])]);
    let error = service.watch_one(within(20)).await.unwrap_err();
    assert_eq!(service.times(), [0.0]);
    assert_eq!(service.elapsed(), Duration::ZERO);
    let asked = error.call_error().unwrap().retry_after();
    assert_eq!(asked, Some(Duration::from_secs(30)));
}

#[tokio::test(start_paused = true)]
async fn of_many_each_comes_back_in_its_place_and_only_open_ones_are_looked_at() {
    let ids: Vec<String> = (0..3 * CONCURRENCY).map(|id| id.to_string()).collect();
    let mut looks: Vec<(&str, &[Look])> = ids
        .iter()
        .map(|id| (id.as_str(), &[State("FINISHED")] as &[Look]))
        .collect();
    looks[5].1 = &[State("RUNNING"), State("ERROR")];
    looks[9].1 = &[Lasting];
    let service = Service::new(&looks);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let ends = service.watch(&ids, Patience::default()).await;
    for (at, end) in ends.iter().enumerate() {
        match end {
            Ok(task) => assert_eq!(task.id, ids[at]),
            Err(error) => assert_eq!(error.task_id().unwrap(), ids[at]),
        }
        assert_eq!(end.is_err(), at == 5 || at == 9);
    }
    assert_eq!(service.times().len(), ids.len() + 1);
    assert!(service.watch(&[], Patience::default()).await.is_empty());
}

#[test]
fn an_interval_is_between_half_and_the_whole_of_its_bound() {
    let patience = Patience::default();
    for (round, most) in [
        (0, 1000),
        (1, 2000),
        (3, 8000),
        (4, 10_000),
        (u32::MAX, 10_000),
    ] {
        assert_eq!(patience.interval(round, &Fixed(1.0)).as_millis(), most);
        assert_eq!(patience.interval(round, &Fixed(0.0)).as_millis(), most / 2);
        assert_eq!(
            patience.interval(round, &Fixed(f64::NAN)),
            patience.interval(round, &Fixed(1.0))
        );
    }
    let patience = Patience {
        start: Duration::from_secs(30),
        max: Duration::ZERO,
        ..patience
    };
    assert_eq!(patience.interval(5, &Fixed(1.0)), Duration::from_secs(30));
}
