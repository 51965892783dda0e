//! No secret is printed, logged or traced, under any response of the service.

mod every_call;
mod gcore_iam;

use std::error::Error as _;
use std::fmt::{Debug, Display, Write as _};

use rolekit::Error;
use serde::Serialize;

/// Everything that a caller could print.
#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &impl Debug) {
        writeln!(self.0, "{value:?} {value:#?}").unwrap();
    }

    /// Prints a value that a caller could also write as JSON, such as the body of a request.
    fn value(&mut self, value: &(impl Debug + Serialize)) {
        self.debug(value);
        self.json(value);
    }

    fn json(&mut self, value: &impl Serialize) {
        let text = serde_json::to_string_pretty(value).unwrap();
        writeln!(self.0, "{text}").unwrap();
    }

    fn display(&mut self, value: &impl Display) {
        writeln!(self.0, "{value} {value:#}").unwrap();
    }

    /// Prints the result of a call whose value can be written as JSON.
    fn response<T: Debug + Serialize>(&mut self, result: &Result<T, Error>) {
        self.result(result);
        if let Ok(value) = result {
            self.json(value);
        }
    }

    fn result<T: Debug>(&mut self, result: &Result<T, Error>) {
        self.debug(result);
        let Err(error) = result else {
            return;
        };
        self.display(error);
        let parts = [
            error.message(),
            error.code(),
            error.request_id(),
            error.path(),
        ];
        self.debug(&parts);
        let mut source = error.source();
        while let Some(cause) = source {
            writeln!(self.0, "{cause} {cause:?} {cause:#?}").unwrap();
            source = cause.source();
        }
    }
}

/// Fails if a text contains a secret, and shows the 300 characters before it.
fn assert_absent<'a>(texts: &[(&str, &str)], secrets: impl IntoIterator<Item = &'a str>) {
    for secret in secrets {
        for (name, text) in texts {
            if let Some(at) = text.find(secret) {
                let before = text[..at].char_indices().rev().nth(300);
                let from = before.map_or(0, |(index, _)| index);
                panic!(
                    "{name} contains {secret}: …{}",
                    &text[from..at + secret.len()]
                );
            }
        }
    }
}
