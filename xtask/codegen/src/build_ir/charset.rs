//! The charsets of media types. The client writes UTF-8, and reads a few others as text.

use super::context::IrContext;
use crate::ir::BodyContent;
use crate::media_type::MediaKind;
use crate::openapi::MediaType;

/// The rule of the messages.
const RULE: &str = "charset";

/// Charsets that are UTF-8, or a part of it.
const UTF_8: [&str; 4] = ["utf-8", "utf8", "us-ascii", "ascii"];

/// Other charsets that the client reads in texts.
const READ_IN_TEXTS: [&str; 5] = [
    "iso-8859-1",
    "iso_8859-1",
    "latin1",
    "windows-1252",
    "cp1252",
];

impl IrContext<'_> {
    /// Returns the media type that a body is sent with.
    pub(super) fn sent_media_type(
        &mut self,
        media: &str,
        content: &BodyContent,
        at: &str,
    ) -> String {
        match content {
            // The caller encodes them.
            BodyContent::Bytes | BodyContent::Multipart(_) => return media.to_owned(),
            BodyContent::Form(..) => {
                if media.contains(';') {
                    let message = "sent without the parameters of the media type: a form is UTF-8";
                    self.report.note(RULE, at, message);
                }
                return media.to_owned();
            }
            _ => {}
        }
        let Some(charset) = charset(media).filter(|charset| !is_utf_8(charset)) else {
            return media.to_owned();
        };
        self.report.unsupported(
            RULE,
            at,
            format!("the client does not write `{charset}`: the body is sent as UTF-8"),
            "Describe the body as bytes, with `format: binary`, to encode it yourself.",
        );
        let parameters = media.split(';').map(|parameter| {
            let name = parameter.split('=').next().unwrap_or_default();
            match name.trim().eq_ignore_ascii_case("charset") {
                true => " charset=utf-8",
                false => parameter,
            }
        });
        parameters.collect::<Vec<_>>().join(";")
    }

    /// Reports a response in a charset that the client does not read.
    pub(super) fn report_charset(&mut self, media: MediaType<'_>, at: &str) {
        let is_text = match media.kind() {
            MediaKind::Text => true,
            MediaKind::Json
            | MediaKind::JsonLines
            | MediaKind::JsonSequence
            | MediaKind::Events => false,
            MediaKind::Bytes | MediaKind::Form | MediaKind::Multipart => return,
        };
        let Some(charset) = charset(media.name).filter(|charset| !is_utf_8(charset)) else {
            return;
        };
        if is_text && READ_IN_TEXTS.contains(&charset.as_str()) {
            return;
        }
        self.report.unsupported(
            RULE,
            at,
            format!("the client does not read `{charset}` here: other bytes than UTF-8 are errors"),
            "Describe the body as bytes, with `format: binary`, to decode it yourself.",
        );
    }
}

/// Returns the charset that a media type names, in lower case.
fn charset(media: &str) -> Option<String> {
    media.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.to_ascii_lowercase())
    })
}

fn is_utf_8(charset: &str) -> bool {
    UTF_8.contains(&charset)
}
