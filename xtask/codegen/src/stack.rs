//! Stack space for work that recurses once per level of nesting.

/// The readers, the generator and the printer recurse with large frames in unoptimised builds.
const STACK_BYTES: usize = 512 << 20;

/// Runs `work` with a large stack, of which only the part that is used takes memory.
pub fn with_large_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK_BYTES / 2, STACK_BYTES, work)
}
