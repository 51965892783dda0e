//! The details of a call that errors after its response contain.

use bytes::Bytes;
use reqwest::StatusCode;
use secrecy::SecretString;

use crate::attempt::AttemptFailure;
use crate::call_report::CallReport;
use crate::decode::DecodeError;
use crate::error::{Error, ErrorKind, Outcome};
use crate::failure::truncate;
use crate::response::BufferedResponse;

/// The details of a call that a later error contains.
#[derive(Debug)]
pub(crate) struct ResponseContext {
    pub(crate) report: CallReport,
    pub(crate) attempts: u32,
    pub(crate) secrets: Vec<SecretString>,
}

impl ResponseContext {
    /// Records a chunk of a streamed body.
    pub(crate) fn receive(&mut self, chunk: &Bytes) {
        self.report.receive(chunk.len());
    }

    /// Reports that the call is complete, although its response may be decoded later.
    pub(crate) fn finish(&self) {
        self.report.finish();
    }

    /// Returns the error of a response whose body could not be decoded.
    #[cold]
    pub(crate) fn decode_error(&self, response: &BufferedResponse, error: DecodeError) -> Error {
        let redactor = self.report.client.redactor(&self.secrets);
        let content_type = response.content_type();
        let error = Error::new(ErrorKind::Decode)
            .with_attempts(self.attempts)
            .with_status(response.status())
            .with_outcome(Outcome::Applied)
            .with_message(error.message)
            .with_path(error.path.map(|path| redactor.sanitize(&path)))
            .with_content_type(content_type.map(|text| redactor.sanitize(text)))
            .with_body(truncate(response.bytes()));
        let error = self.report.identify(error);
        self.report.fail(&error);
        error
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.report.operation.id()
    }

    /// Returns whether the call changes nothing.
    pub(crate) fn is_read(&self) -> bool {
        self.report.is_read()
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn max_bytes(&self) -> usize {
        self.report.client.options().max_body_or_default()
    }

    /// Returns the error of a stream that broke.
    #[cold]
    pub(crate) fn stream_error(&self, status: StatusCode, failure: AttemptFailure) -> Error {
        let error = match failure {
            AttemptFailure::Transport(source) => Error::new(ErrorKind::Transport)
                .with_message("the response is incomplete")
                .with_source(source),
            AttemptFailure::Encoding(source) => Error::new(ErrorKind::Decode)
                .with_message("the body cannot be decompressed")
                .with_source(source),
            _ => Error::new(ErrorKind::Transport).with_message("the response is incomplete"),
        };
        let error = error
            .with_attempts(self.attempts)
            .with_status(status)
            .with_outcome(Outcome::Applied);
        let error = self.report.identify(error);
        self.report.fail(&error);
        error
    }
}
