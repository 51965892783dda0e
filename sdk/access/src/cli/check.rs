//! `rolekit check`.

use rolekit_access::vacuous::unchecked;
use serde_json::json;

use super::load;
use super::options::{Failure, Options};
use super::output::Output;

pub(super) fn run(options: &Options, output: &mut Output) -> Result<u8, Failure> {
    let access = load::read_and_check(options, output)?;
    access.check_lapsed(None, options, output)?;
    let assertions = access.loaded.file.assertions.len();
    let duties = access.loaded.file.separate_duties.len();
    for note in unchecked(&access.loaded.file, &access.desired) {
        output.note(&note, &access.loaded.sources);
    }
    let text = format!(
        "{}: nothing is wrong; {} and {} hold",
        options.file().display(),
        count(assertions, "assertion", "assertions"),
        count(duties, "separation of duties", "separations of duties"),
    );
    let fields = json!({"assertions": assertions, "separate_duties": duties});
    output.log("checked", &text, fields);
    Ok(0)
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
