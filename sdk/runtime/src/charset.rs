//! Decodes texts from the charsets that need no library.

use crate::decode_error::DecodeError;

/// The characters of windows-1252 from 0x80 to 0x9f. Unassigned bytes are those of ISO-8859-1, as the
/// Encoding standard specifies.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Decodes a text from the charset that a media type names. Defaults to UTF-8.
pub(crate) fn decode(bytes: &[u8], content_type: &str) -> Result<String, DecodeError> {
    let charset = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    });
    match charset.as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(DecodeError::new(format!(
                "the text is not valid UTF-8 (byte {})",
                error.valid_up_to() + 1,
            ))),
        },
        Some("iso-8859-1" | "iso_8859-1" | "latin1") => {
            Ok(bytes.iter().copied().map(char::from).collect())
        }
        Some("windows-1252" | "cp1252") => {
            let decode = |byte: &u8| match byte {
                0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
                _ => char::from(*byte),
            };
            Ok(bytes.iter().map(decode).collect())
        }
        // The name is in the content type of the error.
        Some(_) => Err(DecodeError::new(
            "unsupported charset; expected UTF-8, US-ASCII, ISO-8859-1 or windows-1252",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_text_is_decoded_from_its_charset() {
        for (charset, bytes, text) in [
            ("", "café €".as_bytes(), "café €"),
            ("; charset=UTF-8", "café €".as_bytes(), "café €"),
            ("; q=1;charset=\"us-ascii\"", b"cafe", "cafe"),
            ("; charset=ISO-8859-1", b"caf\xe9 \x80", "café \u{80}"),
            (
                "; Charset=windows-1252",
                b"caf\xe9 \x80\x9f\x81",
                "café €Ÿ\u{81}",
            ),
        ] {
            let media_type = format!("text/plain{charset}");
            assert_eq!(decode(bytes, &media_type).unwrap(), text, "{media_type}");
        }
        for (media_type, message) in [
            ("text/plain", "not valid UTF-8 (byte 4)"),
            ("text/plain; charset=utf-16", "unsupported charset"),
        ] {
            let error = decode(b"caf\xe9", media_type).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
