//! The bytes that are percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::operation::Parameter;

/// All bytes but the unreserved characters of RFC 3986.
pub(crate) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The same without the reserved characters that have no meaning in a query.
pub(super) const ENCODED_UNLESS_RESERVED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// The same without the reserved characters that have no meaning in a path.
pub(super) const ENCODED_IN_PATH_UNLESS_RESERVED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The same without the brackets of `name[key]`.
pub(super) const ENCODED_UNLESS_BRACKET: &AsciiSet = &ENCODED.remove(b'[').remove(b']');

/// All bytes that a cookie must not contain, and the percent sign.
pub(crate) const ENCODED_IN_COOKIE: &AsciiSet = &percent_encoding::CONTROLS
    .add(b'%')
    .add(b' ')
    .add(b'"')
    .add(b',')
    .add(b';')
    .add(b'\\');

/// The same for the name of a cookie.
pub(super) const ENCODED_IN_COOKIE_NAME: &AsciiSet = &ENCODED_IN_COOKIE.add(b'=');

/// The encoder of most texts.
pub(super) const PLAIN: Encoder = Encoder::all(ENCODED);

/// How a text is encoded.
#[derive(Clone, Copy)]
pub(super) struct Encoder {
    /// The bytes that are encoded.
    set: &'static AsciiSet,
    /// Whether percent-encoded bytes stay as they are.
    keeps_encoded: bool,
}

impl Encoder {
    /// Encodes all bytes of a set.
    pub(super) const fn all(set: &'static AsciiSet) -> Self {
        Self {
            set,
            keeps_encoded: false,
        }
    }

    /// Encodes as a parameter says. `reserved` is the set without the reserved characters.
    pub(super) fn of(
        parameter: &Parameter,
        set: &'static AsciiSet,
        reserved: &'static AsciiSet,
    ) -> Self {
        match parameter.allow_reserved {
            true => Self {
                set: reserved,
                keeps_encoded: true,
            },
            false => Self::all(set),
        }
    }
}

/// Appends an encoded text.
pub(super) fn encode(out: &mut String, text: &str, encoder: Encoder) {
    let mut rest = text;
    while encoder.keeps_encoded
        && let Some((before, after)) = rest.split_once('%')
    {
        out.extend(utf8_percent_encode(before, encoder.set));
        let is_byte = |hex: &&str| hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        out.push_str(match after.get(..2).filter(is_byte) {
            Some(_) => "%",
            None => "%25",
        });
        rest = after;
    }
    out.extend(utf8_percent_encode(rest, encoder.set));
}
