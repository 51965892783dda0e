//! Dropping a call wherever it waits leaves the client usable. Time is paused.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use rolekit::CallOptions;
use rolekit_e2e::clock;
use rolekit_e2e::scene::{Call, Scene, System};
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::CannedResponse;

/// Polls a future so many times and then gives up: the future is dropped where it waits then.
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
    let mut scene = Scene::new(CallOptions::new()).await.unwrap();
    for system in System::ALL {
        for call in Call::ALL {
            let mut points = 0;
            for polls in 0.. {
                assert!(polls < 1000, "it never ends");
                scene.reset().unwrap();
                let side = scene.side(system).clone();
                side.clear_faults().await;
                // A wait before the answer, a retry, and a wait within the body.
                side.inject([
                    Fault::respond(CannedResponse::new(503).header("retry-after", "1")),
                    Fault::delay_body(5, Duration::from_secs(1)),
                ])
                .await
                .unwrap();
                let done = UpTo {
                    future: Box::pin(scene.call(system, call)),
                    polls,
                }
                .await;
                side.clear_faults().await;
                let after = pin!(scene.call(system, Call::Get)).await;
                if let Some(end) = done {
                    end.unwrap();
                    points = polls;
                    break;
                }
                // The thing may be gone: that too is an answer.
                if let Err(error) = after {
                    assert_eq!(
                        (error.kind(), call),
                        (rolekit::ErrorKind::Api, Call::Delete)
                    );
                }
            }
            assert!(
                points > 3,
                "{system:?} {call}: only {points} points to drop it at"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn cancelled_retries_do_not_use_up_the_budget() {
    let scene = Scene::new(CallOptions::new()).await.unwrap();
    let side = scene.side(System::Gcore);
    let busy = Fault::respond(CannedResponse::new(503).header("retry-after", "5"));
    for _ in 0..200 {
        side.clear_faults().await;
        side.inject(busy.clone()).await.unwrap();
        let call = scene.call(System::Gcore, Call::Get);
        clock::timeout(Duration::from_secs(2), call)
            .await
            .unwrap_err();
    }
    side.clear_faults().await;
    side.inject(busy).await.unwrap();
    scene.call(System::Gcore, Call::Get).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_not_multiplied() {
    let scene = Scene::new(CallOptions::new()).await.unwrap();
    let side = scene.side(System::Gcore);
    side.inject(Fault::status(500).always()).await.unwrap();
    for _ in 0..300 {
        scene.call(System::Gcore, Call::Get).await.unwrap_err();
    }
    // 500 tokens at 14 a retry: 35 retries for 300 calls.
    assert_eq!(side.request_count(), 300 + 35);

    // Clones share the budget; it fills again as calls succeed.
    side.clear_faults().await;
    let clone = scene.gcore.clone();
    for _ in 0..14 {
        clone.users().list().page().await.unwrap();
    }
    side.inject(Fault::status(500)).await.unwrap();
    scene.call(System::Gcore, Call::Get).await.unwrap();
}
