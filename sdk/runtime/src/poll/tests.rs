use std::future::pending;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::{CONCURRENCY, PollIntervals, PollResult, Poller};
use crate::error::{Error, ErrorKind, Result};
use crate::time::{Clock as _, Jitter, TokioClock};

#[derive(Debug)]
struct Fixed(f64);

impl Jitter for Fixed {
    fn fraction(&self) -> f64 {
        self.0
    }
}

fn retryable(wait: Option<u64>) -> Error {
    Error::new(ErrorKind::Api)
        .with_retryable(true)
        .with_retry_after(wait.map(Duration::from_secs))
}

/// The response to a poll.
#[derive(Clone)]
enum FakeResponse {
    Pending,
    Ended,
    /// A retryable error, perhaps with `Retry-After`.
    Retryable(Option<u64>),
    Permanent,
    Hang,
}
use FakeResponse::{Ended, Hang, Pending, Permanent, Retryable};

/// A service that returns the responses of each job in turn, and repeats the last one.
struct JobService {
    responses: Vec<Vec<FakeResponse>>,
    /// The job and the time of each poll, in seconds from the start.
    polls: Mutex<Vec<(usize, f64)>>,
    started: Instant,
}

/// A request for the state of one job: whether it has ended.
#[derive(Clone)]
struct PollRequest<'a>(&'a JobService, usize);

impl<'a> IntoFuture for PollRequest<'a> {
    type Output = Result<bool>;
    type IntoFuture = BoxFuture<'a, Result<bool>>;

    fn into_future(self) -> Self::IntoFuture {
        self.0.poll(self.1).boxed()
    }
}

impl JobService {
    fn new(responses: &[&[FakeResponse]]) -> Self {
        Self {
            responses: responses.iter().map(|one| one.to_vec()).collect(),
            polls: Mutex::default(),
            started: TokioClock.now(),
        }
    }

    fn elapsed(&self) -> Duration {
        TokioClock.now() - self.started
    }

    async fn poll(&self, job: usize) -> Result<bool> {
        let index = {
            let mut polls = self.polls.lock().unwrap();
            polls.push((job, self.elapsed().as_secs_f64()));
            polls.iter().filter(|(other, _)| *other == job).count() - 1
        };
        let responses = &self.responses[job];
        match responses[index.min(responses.len() - 1)] {
            Pending => Ok(false),
            Ended => Ok(true),
            Retryable(wait) => Err(retryable(wait)),
            Permanent => Err(Error::new(ErrorKind::Api)),
            Hang => pending().await,
        }
    }

    async fn wait_all(&self, intervals: PollIntervals) -> Vec<PollResult<bool>> {
        let poller = Poller {
            clock: &TokioClock,
            jitter: &Fixed(1.0),
            intervals,
            is_ended: |is_ended: &bool| *is_ended,
        };
        let requests = 0..self.responses.len();
        let requests = requests.map(|job| PollRequest(self, job)).collect();
        poller.run(requests).await
    }

    async fn wait_one(&self, intervals: PollIntervals) -> PollResult<bool> {
        self.wait_all(intervals).await.remove(0)
    }

    fn times(&self) -> Vec<f64> {
        let polls = self.polls.lock().unwrap();
        polls.iter().map(|(_, time)| *time).collect()
    }
}

fn with_timeout(seconds: u64) -> PollIntervals {
    PollIntervals {
        timeout: Duration::from_secs(seconds),
        ..PollIntervals::default()
    }
}

#[tokio::test(start_paused = true)]
async fn intervals_double_up_to_the_maximum() {
    let mut responses = vec![Pending; 6];
    responses.push(Ended);
    let service = JobService::new(&[&responses]);
    let end = service.wait_one(PollIntervals::default()).await;
    assert!(matches!(end, PollResult::Ended(true)));
    assert_eq!(service.times(), [0.0, 1.0, 3.0, 7.0, 15.0, 25.0, 35.0]);
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_takes_one_poll() {
    let service = JobService::new(&[&[Ended]]);
    let end = service.wait_one(with_timeout(1)).await;
    assert!(matches!(end, PollResult::Ended(true)));
    assert_eq!(service.times(), [0.0]);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_has_the_last_state() {
    let service = JobService::new(&[&[Pending]]);
    let end = service.wait_one(with_timeout(10)).await;
    // The last poll begins one second before the timeout, and its response ends the wait.
    assert_eq!(service.times(), [0.0, 1.0, 3.0, 7.0, 9.0]);
    assert_eq!(service.elapsed(), Duration::from_secs(9));
    assert!(matches!(
        end,
        PollResult::Timeout {
            last: Some(false),
            error: None
        }
    ));
}

#[tokio::test(start_paused = true)]
async fn a_hanging_poll_is_cancelled_at_the_timeout() {
    let service = JobService::new(&[&[Pending, Hang], &[Ended]]);
    let ends = service.wait_all(with_timeout(5)).await;
    assert_eq!(service.elapsed(), Duration::from_secs(5));
    let [hanging, ended] = ends.as_slice() else {
        panic!("{ends:?}")
    };
    assert!(matches!(ended, PollResult::Ended(true)));
    assert!(matches!(hanging, PollResult::Timeout { last: Some(_), .. }));

    let service = JobService::new(&[&[Hang]]);
    let end = service.wait_one(with_timeout(0)).await;
    assert!(matches!(end, PollResult::Timeout { last: None, .. }));
}

#[tokio::test(start_paused = true)]
async fn only_permanent_errors_end_the_wait() {
    let service = JobService::new(&[&[Retryable(None), Pending, Retryable(None), Ended]]);
    let end = service.wait_one(PollIntervals::default()).await;
    assert!(matches!(end, PollResult::Ended(true)));
    assert_eq!(service.times().len(), 4);

    let service = JobService::new(&[&[Pending, Retryable(None)]]);
    let end = service.wait_one(with_timeout(5)).await;
    assert!(matches!(
        end,
        PollResult::Timeout {
            last: Some(_),
            error: Some(_)
        }
    ));

    let service = JobService::new(&[&[Pending, Permanent]]);
    let end = service.wait_one(PollIntervals::default()).await;
    assert!(matches!(end, PollResult::Failed(_)));
    assert_eq!(service.times(), [0.0, 1.0]);
}

#[tokio::test(start_paused = true)]
async fn retry_after_delays_the_next_poll() {
    let service = JobService::new(&[&[Retryable(Some(30)), Ended]]);
    service.wait_one(PollIntervals::default()).await;
    assert_eq!(service.times(), [0.0, 30.0]);

    // `Retry-After` is beyond the timeout: the wait ends at once.
    let service = JobService::new(&[&[Retryable(Some(30))]]);
    let end = service.wait_one(with_timeout(20)).await;
    assert_eq!(service.times(), [0.0]);
    assert_eq!(service.elapsed(), Duration::ZERO);
    let PollResult::Timeout {
        error: Some(error), ..
    } = end
    else {
        panic!("{end:?}")
    };
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
}

#[tokio::test(start_paused = true)]
async fn many_ends_keep_their_order_and_only_what_is_pending_is_polled() {
    let mut responses: Vec<&[FakeResponse]> = vec![&[Ended]; 3 * CONCURRENCY];
    responses[5] = &[Pending, Permanent];
    responses[9] = &[Permanent];
    let service = JobService::new(&responses);
    let ends = service.wait_all(PollIntervals::default()).await;
    assert_eq!(ends.len(), responses.len());
    for (index, end) in ends.iter().enumerate() {
        let is_failed = matches!(end, PollResult::Failed(_));
        assert_eq!(is_failed, index == 5 || index == 9);
        assert_eq!(!is_failed, matches!(end, PollResult::Ended(true)));
    }
    assert_eq!(service.times().len(), ends.len() + 1);
    let none = JobService::new(&[])
        .wait_all(PollIntervals::default())
        .await;
    assert!(none.is_empty());
}

#[test]
fn jitter_shortens_an_interval_by_up_to_half() {
    let config = PollIntervals::default();
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
    let config = PollIntervals {
        start: Duration::from_secs(30),
        max: Duration::ZERO,
        ..config
    };
    assert_eq!(config.interval(5, &Fixed(1.0)), Duration::from_secs(30));
}
