//! Misuse of the SDK does not compile.
//!
//! Each case is a program. A line that ends in `//~ CODE` must cause an error with this code; no other line may
//! cause one, so correct calls stand beside the wrong ones. Codes are compared instead of whole messages,
//! because the compiler changes the text of its messages.

use std::collections::BTreeSet;
use std::path::Path;

use rolekit_e2e::check;
use serde_json::Value;

/// Programs by name. What is only a lint needs a program without other errors.
const CASES: [(&str, &str); 2] = [
    ("types", include_str!("types.rs")),
    ("unsent", include_str!("unsent.rs")),
];

/// Where an error is: program, line, code.
type Mark = (String, u64, String);

#[test]
fn misuse_does_not_compile() {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = temporary.join("compile-fail");
    check::write_manifest(&folder, "compile-fail");
    for (name, program) in CASES {
        check::write(&folder.join(format!("src/bin/{name}.rs")), program);
    }
    let output = check::check(&folder, temporary);
    let expected: BTreeSet<Mark> = CASES.into_iter().flat_map(marks).collect();
    let actual: BTreeSet<Mark> = check::messages(&output).iter().filter_map(error).collect();
    assert_eq!(actual, expected, "{}", check::rendered(&output));
}

/// Returns the errors that a program must cause.
fn marks((name, program): (&str, &str)) -> Vec<Mark> {
    program
        .lines()
        .zip(1..)
        .filter_map(|(line, number)| {
            let (_, code) = line.rsplit_once("//~ ")?;
            Some((name.to_owned(), number, code.to_owned()))
        })
        .collect()
}

/// Returns where an error of the compiler is; `None` if the message is another.
fn error(message: &Value) -> Option<Mark> {
    let target = message["target"]["name"].as_str()?;
    let error = message
        .get("message")
        .filter(|message| message["level"] == "error")?;
    // The last message of a program counts its errors, and has neither code nor place.
    let code = error["code"]["code"].as_str()?;
    let spans = error["spans"].as_array()?;
    let primary = spans.iter().find(|span| span["is_primary"] == true)?;
    Some((
        target.to_owned(),
        primary["line_start"].as_u64()?,
        code.to_owned(),
    ))
}
