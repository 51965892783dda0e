//! The body of a request.

use serde_json::{Value, json};

use super::context::{IrContext, resolve};
use crate::ir::{Body, BodyContent};
use crate::media_type::MediaKind;
use crate::pointer::join;

impl IrContext<'_> {
    /// Returns the body, if there is one.
    pub(super) fn body(&mut self) -> Option<Body> {
        let body = self.value.body()?;
        let media = body.content()?;
        let at = join(&join(&join(self.at, "requestBody"), "content"), media.name);
        let any = json!({});
        let schema = media.schema().unwrap_or(&any);
        let item = media.item_schema().unwrap_or(&any);
        let content = match media.kind() {
            // Only the caller knows the format of structured text.
            MediaKind::Text => BodyContent::Text,
            // The client writes no events.
            MediaKind::Bytes | MediaKind::Events => BodyContent::Bytes,
            MediaKind::JsonLines => BodyContent::JsonLines(self.requests.add(item)),
            MediaKind::JsonSequence => BodyContent::JsonSequence(self.requests.add(item)),
            MediaKind::Json => BodyContent::Json(self.requests.add(schema)),
            // The caller encodes a form that is described as a text.
            MediaKind::Form if self.is_text(schema) => BodyContent::Text,
            MediaKind::Form => BodyContent::Form(
                self.requests.add_not_null(schema),
                self.form_fields(schema, media, &at),
            ),
            MediaKind::Multipart => BodyContent::Multipart(self.parts(schema, media, &at)),
        };
        if media.kind() == MediaKind::Form
            && resolve(self.doc, schema).get("type") == Some(&json!("array"))
        {
            self.report.unsupported(
                "form",
                &at,
                "a URL-encoded form is an object: every call fails",
                "Describe an object, or a text that the caller encodes, in an overlay.",
            );
        }
        let name = match &content {
            _ if !media.name.contains('*') => media.name,
            BodyContent::Json(_) => "application/json",
            BodyContent::Text => "text/plain",
            BodyContent::Multipart(_) => "multipart/form-data",
            _ => "application/octet-stream",
        };
        let is_range = |range: &str| media.name.trim_end_matches('*') == range;
        if media.name.contains('*')
            && !["*/", "application/", "text/", "multipart/"]
                .into_iter()
                .any(is_range)
        {
            self.report.unsupported(
                "media-range",
                &at,
                format!("the body is sent as `{name}`, which is not in the range"),
                "Name the media type in an overlay.",
            );
        }
        Some(Body {
            required: body.is_required(),
            media: self.sent_media_type(name, &content, &at),
            content,
            description: body.description().to_owned(),
        })
    }

    fn is_text(&self, schema: &Value) -> bool {
        resolve(self.doc, schema).get("type") == Some(&json!("string"))
    }
}
