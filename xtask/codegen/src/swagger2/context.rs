//! What the conversion of a part needs to know of the document.

use serde_json::Value;

use super::references::Moves;
use crate::diagnostic::Report;
use crate::pointer::join;

/// The media type of bodies, unless the document says.
const DEFAULT_MEDIA: &str = "application/json";

/// Maximum number of media types of an operation. A schema is copied for each.
const MAX_MEDIA: usize = 64;

/// The document, and what was found so far.
///
/// Diagnostics are reported with pointers into the document before the conversion.
pub(super) struct ConversionContext<'a> {
    pub(super) source: &'a Value,
    pub(super) report: &'a mut Report,
    pub(super) moves: Moves,
}

/// The direction of a body.
#[derive(Clone, Copy)]
pub(super) enum BodyDirection {
    Request,
    Response,
}

impl BodyDirection {
    /// Returns the field with the media types.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Request => "consumes",
            Self::Response => "produces",
        }
    }
}

impl<'a> ConversionContext<'a> {
    pub(super) fn new(source: &'a Value, report: &'a mut Report) -> Self {
        Self {
            source,
            report,
            moves: Moves::default(),
        }
    }

    pub(super) fn finish(self) -> Moves {
        self.moves
    }

    /// Returns the media types that `holder`, an operation or the document, lists.
    pub(super) fn own_media_types(
        &mut self,
        holder: &Value,
        at: &str,
        direction: BodyDirection,
    ) -> Option<Vec<String>> {
        let key = direction.field();
        let list = holder.get(key)?;
        let entries = list.as_array().map_or(&[][..], Vec::as_slice);
        let texts = entries.iter().filter_map(Value::as_str).map(str::trim);
        let mut texts: Vec<String> = texts
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect();
        let is_valid = list.is_array() && texts.len() == entries.len();
        if texts.len() > MAX_MEDIA {
            texts.truncate(MAX_MEDIA);
            self.report.unsupported(
                "media-type",
                &join(at, key),
                format!("more than {MAX_MEDIA} media types: the others are left out"),
                "Remove those that are not used in an overlay.",
            );
        }
        if !is_valid {
            self.report.unsupported(
                "media-type",
                &join(at, key),
                format!("`{key}` is not a list of media types"),
                "Write a list such as `[application/json]`.",
            );
        }
        Some(texts)
    }

    /// Returns the media types of the bodies of an operation.
    pub(super) fn media_types(
        &mut self,
        operation: &Value,
        at: &str,
        direction: BodyDirection,
    ) -> Vec<String> {
        let own = self.own_media_types(operation, at, direction);
        own.unwrap_or_else(|| self.common_media_types(direction))
    }

    /// Returns the media types of operations that list none.
    pub(super) fn common_media_types(&mut self, direction: BodyDirection) -> Vec<String> {
        let source = self.source;
        self.own_media_types(source, "", direction)
            .unwrap_or_default()
    }

    /// Returns the media type of a body for which the document lists none.
    pub(super) fn assumed_media_type(&mut self, at: &str, direction: BodyDirection) -> String {
        let message = format!(
            "no media type in `{}`: assumed to be {DEFAULT_MEDIA}",
            direction.field()
        );
        self.report.note("media-type", at, message);
        DEFAULT_MEDIA.to_owned()
    }
}
