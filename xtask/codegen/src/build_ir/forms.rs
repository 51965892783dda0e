//! How the fields of a URL-encoded form are written, and those of a multipart form with a style.

use serde_json::Value;

use super::context::{IrContext, resolve};
use super::fields::FormFields;
use super::unions;
use crate::ir::{FormField, ParameterStyle};
use crate::media_type::{MediaKind, kind};
use crate::openapi::{Encoding, MediaType};
use crate::pointer::join;

/// The rule of the messages about encodings.
pub(super) const RULE: &str = "encoding";

impl IrContext<'_> {
    /// Returns the fields of a URL-encoded form that are not written in the default way.
    pub(super) fn form_fields(
        &mut self,
        schema: &Value,
        media: MediaType<'_>,
        at: &str,
    ) -> Vec<FormField> {
        let fields = FormFields::of(self.doc, self.hints, schema);
        let mut out = Vec::new();
        for (name, encoding) in media.encodings() {
            let at = join(&join(at, "encoding"), name);
            let property = fields.as_ref().and_then(|f| f.properties.get(name));
            if fields.is_some() && property.is_none() {
                self.report
                    .note(RULE, &at, "ignored: the form has no such property");
                continue;
            }
            out.extend(self.form_field(name, encoding, property, &at));
        }
        out
    }

    /// Returns how a field is written; `None` if in the default way.
    fn form_field(
        &mut self,
        name: &str,
        encoding: Encoding<'_>,
        property: Option<&Value>,
        at: &str,
    ) -> Option<FormField> {
        if encoding.has_style() {
            return Some(self.styled(name, encoding, property, at));
        }
        let media = encoding.media_type()?;
        if is_json(media) {
            return Some(FormField {
                json: true,
                ..field(name, ParameterStyle::Form)
            });
        }
        let is_structured = property.is_some_and(|property| self.is_structured(property));
        if is_structured && !media.split(',').any(|media| accepts_json(media.trim())) {
            self.report_media(media, &join(at, "contentType"));
        }
        None
    }

    /// Returns a field with its style.
    pub(super) fn styled(
        &mut self,
        name: &str,
        encoding: Encoding<'_>,
        property: Option<&Value>,
        at: &str,
    ) -> FormField {
        let style = match encoding.style() {
            None | Some("form") => ParameterStyle::Form,
            Some("spaceDelimited") => ParameterStyle::SpaceDelimited,
            Some("pipeDelimited") => ParameterStyle::PipeDelimited,
            Some("deepObject") => ParameterStyle::DeepObject,
            Some(other) => {
                self.report.unsupported(
                    RULE,
                    &join(at, "style"),
                    format!("`{other}` is not a style of a form; `form` is used"),
                    "Write `form`, `spaceDelimited`, `pipeDelimited` or `deepObject`.",
                );
                ParameterStyle::Form
            }
        };
        if let Some(property) = property {
            self.note_undefined(name, style, property, at);
        }
        FormField {
            explode: encoding.explode().unwrap_or(style.default_explode()),
            allow_reserved: encoding.allow_reserved() == Some(true),
            ..field(name, style)
        }
    }

    /// Reports that an object is JSON, although the document says another media type.
    pub(super) fn report_media(&mut self, media: &str, at: &str) {
        self.report.unsupported(
            RULE,
            at,
            format!("the client cannot write such a value as `{media}`: it is sent as JSON"),
            "Describe a string or a file instead, or set `contentType: application/json`.",
        );
    }

    /// Returns whether a value of the schema, or an item of a list, may be an object or a list, which has no text.
    pub(super) fn is_structured(&self, schema: &Value) -> bool {
        let one = resolve(self.doc, schema).get("items").unwrap_or(schema);
        unions::is_structured(self.doc, one) || unions::is_any(self.doc, one)
    }
}

/// Returns whether a media type is JSON.
pub(super) fn is_json(media: &str) -> bool {
    !media.contains(',') && !media.contains('*') && kind(media, &Value::Null) == MediaKind::Json
}

/// Returns whether JSON is of a media type or range.
pub(super) fn accepts_json(media: &str) -> bool {
    is_json(media) || ["*/*", "application/*"].contains(&media)
}

fn field(name: &str, style: ParameterStyle) -> FormField {
    FormField {
        name: name.to_owned(),
        style,
        explode: style.default_explode(),
        allow_reserved: false,
        json: false,
    }
}
