//! The body of a request.

use serde_json::{Value, json};

use super::context::{Context, resolve};
use crate::ir::{Body, BodyContent};
use crate::media_type::Kind;
use crate::pointer::join;

impl Context<'_> {
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
            Kind::Text => BodyContent::Text,
            // The client writes no events.
            Kind::Bytes | Kind::Events => BodyContent::Bytes,
            Kind::JsonLines => BodyContent::JsonLines(self.requests.add(item)),
            Kind::JsonSequence => BodyContent::JsonSequence(self.requests.add(item)),
            Kind::Json => BodyContent::Json(self.requests.add(schema)),
            // The caller encodes a form that is described as a text.
            Kind::Form if self.is_text(schema) => BodyContent::Text,
            Kind::Form => BodyContent::Form(
                self.requests.add_not_null(schema),
                self.form_fields(schema, media, &at),
            ),
            Kind::Multipart => BodyContent::Multipart(self.parts(schema, media, &at)),
        };
        if media.kind() == Kind::Form
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
