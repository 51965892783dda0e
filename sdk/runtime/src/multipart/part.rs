//! A part of a multipart body.

use reqwest::Body;
use reqwest::header::HeaderMap;

use crate::error::{Error, ErrorKind};

#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

pub(super) fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}
