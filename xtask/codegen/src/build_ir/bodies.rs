//! The body of a request.

use serde_json::json;

use super::context::Context;
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
            Kind::Form => BodyContent::Form(
                self.requests.add_not_null(schema),
                self.form_fields(schema, media, &at),
            ),
            Kind::Multipart => BodyContent::Multipart(self.parts(schema, media, &at)),
        };
        let name = match &content {
            _ if !media.name.contains('*') => media.name,
            BodyContent::Json(_) => "application/json",
            BodyContent::Text => "text/plain",
            BodyContent::Multipart(_) => "multipart/form-data",
            _ => "application/octet-stream",
        };
        Some(Body {
            required: body.is_required(),
            media: self.sent_media_type(name, &content, &at),
            content,
            description: body.description().to_owned(),
        })
    }
}
