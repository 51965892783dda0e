//! Work that calls itself for every level of nesting, with room for it.

/// More than a thread has by default: the readers, the generator and the printer call themselves
/// for every level, in builds without optimisation with large frames.
const ROOM: usize = 512 << 20;

/// Runs `work` with a large stack, of which only what is used takes memory.
///
/// # Errors
/// That no thread could be had, or that `work` panicked.
pub fn roomy<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(ROOM)
            .spawn_scoped(scope, work)
            .map_err(|e| e.to_string())?
            .join()
            .map_err(|_| "it gave up without a reason".to_owned())
    })
}
