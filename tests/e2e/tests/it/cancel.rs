//! Dropping a call at any await point leaves the client usable. Time is paused.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use rolekit::CallOptions;
use rolekit_e2e::clock;
use rolekit_e2e::fixture::{Call, Fixture, System};
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::CannedResponse;

/// Polls a future at most `polls` times and then completes, so that the future is dropped where it
/// waits.
struct UpTo<F> {
    future: Pin<Box<F>>,
    polls: usize,
}

impl<F: Future> Future for UpTo<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        self.future.as_mut().poll(cx).map(Some)
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_at_each_await_point_leaves_the_client_usable() {
    let mut fixture = Fixture::new(CallOptions::new()).await.unwrap();
    for system in System::ALL {
        for call in Call::ALL {
            let mut points = 0;
            for polls in 0.. {
                assert!(polls < 1000, "the call does not finish");
                fixture.reset().unwrap();
                let server = fixture.server(system).clone();
                server.clear_faults().await;
                // A retry, and a wait within the body.
                server
                    .inject([
                        Fault::respond(CannedResponse::new(429).header("retry-after", "1")),
                        Fault::delay_body(5, Duration::from_secs(1)),
                    ])
                    .await
                    .unwrap();
                let done = UpTo {
                    future: Box::pin(fixture.call(system, call)),
                    polls,
                }
                .await;
                server.clear_faults().await;
                let after = pin!(fixture.call(system, Call::Get)).await;
                if let Some(end) = done {
                    end.unwrap();
                    points = polls;
                    break;
                }
                // The deletion may have been applied.
                if let Err(error) = after {
                    assert_eq!(
                        (error.kind(), call),
                        (rolekit::ErrorKind::Api, Call::Delete)
                    );
                }
            }
            assert!(points > 3, "{system:?} {call}: only {points} await points");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn cancelled_retries_return_their_tokens() {
    let fixture = Fixture::new(CallOptions::new()).await.unwrap();
    let server = fixture.server(System::Gcore);
    let busy = Fault::respond(CannedResponse::new(503).header("retry-after", "5"));
    for _ in 0..200 {
        server.clear_faults().await;
        server.inject(busy.clone()).await.unwrap();
        let call = fixture.call(System::Gcore, Call::Get);
        clock::timeout(Duration::from_secs(2), call)
            .await
            .unwrap_err();
    }
    server.clear_faults().await;
    server.inject(busy).await.unwrap();
    fixture.call(System::Gcore, Call::Get).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_token_bucket_limits_retries_in_an_outage() {
    let fixture = Fixture::new(CallOptions::new()).await.unwrap();
    let server = fixture.server(System::Gcore);
    server.inject(Fault::status(500).always()).await.unwrap();
    for _ in 0..300 {
        fixture.call(System::Gcore, Call::Get).await.unwrap_err();
    }
    // 500 tokens at 14 per retry: 35 retries for 300 calls.
    assert_eq!(server.request_count(), 300 + 35);

    // Clones share the token bucket, which successful calls refill.
    server.clear_faults().await;
    let clone = fixture.gcore.clone();
    for _ in 0..14 {
        clone.users().list().page().await.unwrap();
    }
    server.inject(Fault::status(500)).await.unwrap();
    fixture.call(System::Gcore, Call::Get).await.unwrap();
}
