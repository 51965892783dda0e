//! Calls from code that is not async. Behind the feature `blocking`.
//!
//! There is no separate blocking client: [`run`] makes any call of the async client on the thread
//! of the caller. Use it outside of async runtimes, and on threads that may block, such as those of
//! `tokio::task::spawn_blocking`.

use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use tokio::runtime::{Builder, Handle};

use crate::error::Error;

/// Runs a future to completion on this thread, and returns its result.
///
/// Connections and timers belong to a background thread, which the first call starts and which
/// lives as long as the process. So a client keeps its connections between calls, and several
/// threads can make calls at the same time. Use a client either here or in a runtime of your own,
/// because the connections of a runtime that is not running do not work.
///
/// # Errors
/// Those of the future, and [`ErrorKind::Config`](crate::ErrorKind::Config) if this thread is
/// executing async code, which must not block, or if the background thread cannot be started.
/// Nothing is sent then.
///
/// ```
/// use rolekit_runtime::{Error, blocking};
///
/// # fn main() -> Result<(), Error> {
/// # async fn call() -> Result<u8, Error> { Ok(7) }
/// let value = blocking::run(call())?;
/// assert_eq!(value, 7);
/// // Several calls, one after the other:
/// let sum = blocking::run(async { Ok::<_, Error>(call().await? + call().await?) })?;
/// assert_eq!(sum, 14);
/// # Ok(())
/// # }
/// ```
pub fn run<T, E: From<Error>>(future: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    if is_async_thread() {
        return Err(Error::config(
            "`blocking::run` was called in async code, which must not block; await the call, or use \
             `tokio::task::spawn_blocking`",
        )
        .into());
    }
    let runtime = background().map_err(|error| {
        Error::config("the thread for blocking calls cannot be started").with_source(error)
    })?;
    // Connections and timers register with the background runtime.
    let _entered = runtime.enter();
    wait(future)
}

/// Returns whether this thread is executing a task of a Tokio runtime.
fn is_async_thread() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    // Tokio has no function for this. But only a task has a cooperative budget, which ends after
    // some steps.
    let mut context = Context::from_waker(Waker::noop());
    (0..MAX_BUDGET).any(|_| {
        let step = pin!(tokio::task::coop::consume_budget());
        step.poll(&mut context).is_pending()
    })
}

/// More than the number of steps in the budget of a task.
const MAX_BUDGET: usize = 1024;

/// Returns the background runtime, and starts it if necessary.
fn background() -> Result<Handle, io::Error> {
    static RUNTIME: OnceLock<Result<Handle, io::ErrorKind>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| start().map_err(|error| error.kind()));
    runtime.clone().map_err(io::Error::from)
}

fn start() -> Result<Handle, io::Error> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("rolekit-blocking".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}

/// Polls a future on this thread until it is ready.
///
/// `Handle::block_on` would do the same, but panics if it mistakes the thread for an async one.
fn wait<F: Future>(future: F) -> F::Output {
    let parker = Arc::new(Parker {
        thread: std::thread::current(),
        is_woken: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&parker));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        while !parker.is_woken.swap(false, Ordering::Acquire) {
            std::thread::park();
        }
    }
}

/// Wakes a waiting thread.
struct Parker {
    thread: Thread,
    is_woken: AtomicBool,
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
