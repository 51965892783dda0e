#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rolekit_runtime::fuzzing::json_lines(data));
