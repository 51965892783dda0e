//! What a task is to a wait: when it has ended, and whether it failed.

use std::time::Duration;

use rolekit_runtime::{PollIntervals, Polled};

use crate::gcore::resources::Tasks;
use crate::gcore::{Task, TaskId, TaskState, WaitError};

/// Waits for tasks, and returns their results in the order of the ids.
pub(crate) async fn wait_for_all(
    tasks: &Tasks,
    intervals: PollIntervals,
    ids: Vec<TaskId>,
) -> Vec<Result<Task, WaitError>> {
    let runtime = tasks.runtime();
    let requests = ids.iter().map(|id| tasks.get(id)).collect();
    let is_ended = |task: &Task| task.state.is_ended();
    let ends = intervals.poll(runtime, requests, is_ended).await;
    let sanitize = |text: &str| runtime.sanitize(text);
    (ids.into_iter().zip(ends))
        .map(|(id, end)| result(id, end, intervals.timeout(), sanitize))
        .collect()
}

/// Returns the result of the wait for a task. `sanitize` makes a message of the API safe to print.
fn result(
    task_id: TaskId,
    end: Polled<Task>,
    timeout: Duration,
    sanitize: impl Fn(&str) -> String,
) -> Result<Task, WaitError> {
    Err(match end {
        Polled::Ended(task) if task.state == TaskState::Error => WaitError::Failed {
            reason: task.error.as_deref().map(sanitize),
            task: Box::new(task),
        },
        Polled::Ended(task) => return Ok(task),
        Polled::Failed(error) => WaitError::Call {
            task_id: Some(task_id),
            error,
        },
        Polled::Timeout { last, error } => WaitError::Timeout {
            task_id,
            task: last.map(Box::new),
            error,
            timeout,
        },
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::result;
    use crate::gcore::{Task, TaskId, WaitError};
    use rolekit_runtime::{Error, ErrorKind, Polled};

    fn task(state: &str) -> Task {
        let error = (state == "ERROR").then_some("no\tspace");
        serde_json::from_value(json!({
            "id": "a", "state": state, "task_type": "delete_project", "user_id": 7, "error": error,
            "created_on": null, "data": {"password": "canary"},
            "created_resources": {"projects": [4], "volumes": ["v"]},
        }))
        .unwrap()
    }

    fn wait(end: Polled<Task>) -> Result<Task, WaitError> {
        let sanitize = |text: &str| text.replace('\t', " ");
        result(TaskId::new("a"), end, Duration::from_secs(10), sanitize)
    }

    #[test]
    fn a_failed_task_is_an_error_with_task_and_reason() {
        let task_id = wait(Polled::Ended(task("FINISHED"))).unwrap().id;
        assert_eq!(task_id, "a");
        let error = wait(Polled::Ended(task("ERROR"))).unwrap_err();
        let text = error.to_string();
        assert_eq!(text, "task a (delete_project) failed: no space");
        assert_eq!(error.task().unwrap().error.as_deref(), Some("no\tspace"));
        assert_eq!(error.task_id().unwrap(), "a");
        assert!(error.call_error().is_none());
        assert!(!format!("{error:?} {error:#?}").contains("canary"));
    }

    #[test]
    fn only_two_states_are_an_end() {
        for (state, is_ended) in [
            ("FINISHED", true),
            ("ERROR", true),
            ("NEW", false),
            ("RUNNING", false),
            ("PAUSED", false),
        ] {
            assert_eq!(task(state).state.is_ended(), is_ended, "{state}");
        }
    }

    #[test]
    fn a_timeout_reports_the_last_state() {
        let timeout = |last, error| wait(Polled::Timeout { last, error }).unwrap_err();
        let error = timeout(Some(task("RUNNING")), None);
        assert_eq!(
            error.to_string(),
            "task a did not end within 10 s: last state RUNNING",
        );
        assert!(!format!("{error:?}").contains("canary"));
        let error = timeout(None, Some(Error::new(ErrorKind::Api)));
        assert!(error.to_string().ends_with("state unknown"));
        assert!(error.task().is_none() && error.call_error().is_some());
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn a_failed_poll_names_the_task() {
        let error = wait(Polled::Failed(Error::new(ErrorKind::Api))).unwrap_err();
        assert!(matches!(&error, WaitError::Call { task_id: Some(id), .. } if *id == "a"));
    }
}
