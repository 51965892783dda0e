#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rolekit::fuzzing::retry_after(data));
