//! Entry points of the fuzz targets in `fuzz/`, compiled only under `cfg(fuzzing)`, which cargo-fuzz sets.
//!
//! ```sh
//! cargo install cargo-fuzz
//! cd sdk/rolekit && cargo +nightly fuzz run error_body
//! ```

/// Reads error bodies of each service.
pub fn error_body(data: &[u8]) {
    let Ok(body) = serde_json::from_slice(data) else {
        return;
    };
    for errors in [
        crate::gcore::ERRORS,
        crate::gcore_iam::ERRORS,
        crate::trusted_twin::ERRORS,
    ] {
        let _ = errors.read(&body);
    }
}
