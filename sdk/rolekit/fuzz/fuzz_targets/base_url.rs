#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rolekit::fuzzing::base_url(data));
