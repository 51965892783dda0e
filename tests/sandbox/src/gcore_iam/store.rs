//! IAM's document and state.

use std::sync::{Mutex, OnceLock};

use super::state::IamState;
use crate::document::Document;

fn document() -> Result<&'static Document, String> {
    static DOCUMENT: OnceLock<Result<Document, String>> = OnceLock::new();
    DOCUMENT
        .get_or_init(|| {
            Document::parse(include_str!("../../openapi/gcore-iam.yaml"), &[])
                .map_err(|error| format!("openapi/gcore-iam.yaml: {error}"))
        })
        .as_ref()
        .map_err(Clone::clone)
}

/// The document and state of IAM.
#[derive(Debug)]
pub(crate) struct IamStore {
    pub(crate) document: &'static Document,
    pub(crate) state: Mutex<IamState>,
}

impl IamStore {
    /// Creates an account with its administrator, whose API key this is.
    pub(crate) fn new(
        key: &str,
        client: i64,
        administrator: i64,
        now: u64,
    ) -> Result<Self, String> {
        Ok(Self {
            document: document()?,
            state: Mutex::new(IamState::new(key, client, administrator, now)),
        })
    }
}
