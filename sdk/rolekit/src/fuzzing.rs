//! Entry points of the fuzz targets in `fuzz/`, compiled only under `cfg(fuzzing)`, which cargo-fuzz sets.
//!
//! ```sh
//! cargo install cargo-fuzz
//! cd sdk/rolekit && cargo +nightly fuzz run rule   # or error_body
//! ```

use crate::trusted_twin::Rule;
use crate::trusted_twin::rule::check;

/// Reads error bodies of each service.
pub fn error_body(data: &[u8]) {
    let Ok(body) = serde_json::from_slice(data) else {
        return;
    };
    for read in [
        crate::gcore::read_error,
        crate::gcore_iam::read_error,
        crate::trusted_twin::read_error,
    ] {
        let _ = read(&body);
    }
}

/// Parses rules, and builds rules from arbitrary keys and values.
pub fn rule(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match check(text) {
        Ok(warnings) => {
            for warning in warnings {
                assert!(text.get(warning.span()).is_some());
            }
        }
        Err(error) => assert!(text.is_char_boundary(error.offset())),
    }
    if let Ok(rule) = Rule::parse(text) {
        assert_eq!(rule.to_string(), text);
        // A joined rule is nested one level deeper.
        if let Err(error) = check(&rule.and(Rule::always()).to_string()) {
            assert!(error.message().contains("deep"));
        }
    }
    let built = Rule::twin(text)
        .eq(text)
        .or(Rule::entry_name().starts_with(text))
        .to_string();
    let warnings = check(&built).map(|warnings| warnings.len());
    // The only possible warning is the one about the length.
    assert_eq!(warnings, Ok(usize::from(built.len() > 64 * 1024)));
}
