//! Parses rules, and builds rules from arbitrary keys and values.

#![no_main]

use trusted_twin_rules::{Rule, check};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
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
});
