//! Quoted literals: strings, raw strings, bytes, datetimes and timedeltas.

use crate::parse_error::ParseError;
use crate::token::TokenKind;

/// Returns the kind and the length of the quoted literal at the beginning of `rest`; `None` if
/// there is none, or if it is unterminated.
pub(crate) fn literal(rest: &str) -> Result<Option<(TokenKind, usize)>, ParseError> {
    let prefix = rest
        .chars()
        .next()
        .filter(|first| matches!(first, 'b' | 'd' | 't' | 'r' | 's'));
    let quoted = &rest[usize::from(prefix.is_some())..];
    let Some(content) = between_quotes(quoted) else {
        return Ok(None);
    };
    let kind = match prefix {
        Some('b') => bytes(content)?,
        Some('d') => datetime(content)?,
        Some('t') => timedelta(content)?,
        Some('r') => TokenKind::RawString,
        _ => string(content).map_err(|error| error.shift(rest.len() - quoted.len() + 1))?,
    };
    Ok(Some((kind, rest.len() - quoted.len() + content.len() + 2)))
}

/// Returns the text between the quote at the beginning and the matching one on the same line.
fn between_quotes(quoted: &str) -> Option<&str> {
    let quote = quoted
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))?;
    let content = &quoted[1..];
    let mut characters = content.char_indices();
    while let Some((at, next)) = characters.next() {
        match next {
            '\n' => return None,
            '\\' => match characters.next() {
                None | Some((_, '\n')) => return None,
                Some(_) => {}
            },
            _ if next == quote => return Some(&content[..at]),
            _ => {}
        }
    }
    None
}

/// Returns the offset of the first invalid escape. `is_invalid` gets the text after the backslash.
fn find_escape(content: &str, is_invalid: impl Fn(&str) -> bool) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = content[at..].find('\\') {
        let escape = at + found;
        let rest = &content[escape + 1..];
        if is_invalid(rest) {
            return Some(escape);
        }
        at = escape + 1 + rest.chars().next().map_or(0, char::len_utf8);
    }
    None
}

fn hexadecimal(rest: &str, digits: usize) -> Option<u32> {
    let number = rest.get(..digits)?;
    number
        .bytes()
        .all(|digit| digit.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(number, 16).ok())?
}

/// Checks a string. Unknown escapes are kept as they are; known ones must be complete.
fn string(content: &str) -> Result<TokenKind, ParseError> {
    let invalid = find_escape(content, |rest| match rest.as_bytes().first() {
        Some(b'x') => hexadecimal(&rest[1..], 2).is_none(),
        Some(b'u') => hexadecimal(&rest[1..], 4).is_none(),
        Some(b'U') => hexadecimal(&rest[1..], 8).is_none_or(|point| point > 0x0010_ffff),
        // The names are Unicode's and are not checked.
        Some(b'N') => rest[1..]
            .strip_prefix('{')
            .and_then(|name| name.split_once('}'))
            .is_none_or(|(name, _)| name.is_empty()),
        _ => false,
    });
    match invalid {
        None => Ok(TokenKind::String),
        Some(at) => Err(ParseError::new(
            at,
            "incomplete escape: `\\x` takes two hexadecimal digits, `\\u` four, `\\U` eight, `\\N` a \
             name in braces; write a backslash as `\\\\`",
        )),
    }
}

/// Checks bytes. Versions up to 4.5 read the escapes of Python, later ones define their own.
fn bytes(content: &str) -> Result<TokenKind, ParseError> {
    let up_to_4 = content.is_ascii()
        && !content.contains(['\0', '\r'])
        && find_escape(content, |rest| {
            rest.starts_with('x') && hexadecimal(&rest[1..], 2).is_none()
        })
        .is_none();
    let from_5 = !strip_escapes(content).contains(|next| next > '\u{ff}')
        && find_escape(content, |rest| match rest.chars().next() {
            Some('\\' | 't' | 'n' | 'r' | '"' | '\'') => false,
            Some('x') => hexadecimal(&rest[1..], 2).is_none(),
            Some(next) => matches!(next, ' '..='~'),
            None => true,
        })
        .is_none();
    if up_to_4 || from_5 {
        Ok(TokenKind::Bytes { up_to_4, from_5 })
    } else {
        Err(ParseError::new(
            0,
            "invalid escape or character in a bytes literal",
        ))
    }
}

fn strip_escapes(content: &str) -> String {
    let mut plain = String::new();
    let mut characters = content.chars();
    while let Some(next) = characters.next() {
        if next == '\\' {
            characters.next();
        } else {
            plain.push(next);
        }
    }
    plain
}

/// Checks a datetime: only the year.
fn datetime(content: &str) -> Result<TokenKind, ParseError> {
    let year = content.get(..4).unwrap_or_default();
    if year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit()) {
        Ok(TokenKind::Datetime)
    } else {
        Err(ParseError::new(
            0,
            "a datetime literal must begin with a four-digit year, as in `d\"2024-05-31\"`",
        ))
    }
}

/// Checks a timedelta: `P`, weeks and days, then `T`, hours, minutes and seconds.
fn timedelta(content: &str) -> Result<TokenKind, ParseError> {
    let rest = content
        .strip_prefix('P')
        .filter(|rest| !rest.is_empty())
        .map(|rest| skip_units(rest, &['W', 'D']))
        .map(|rest| match rest.strip_prefix('T') {
            Some(time) => skip_units(time, &['H', 'M', 'S']),
            None => rest,
        });
    match rest {
        Some("") => Ok(TokenKind::Timedelta),
        _ => Err(ParseError::new(
            0,
            "a timedelta literal must be an ISO 8601 duration, as in `t\"P1DT12H\"`",
        )),
    }
}

/// Skips numbers with these units, each of which is optional, and returns the rest.
fn skip_units<'a>(mut rest: &'a str, units: &[char]) -> &'a str {
    let digits = |text: &str| {
        text.find(|next: char| !next.is_ascii_digit())
            .unwrap_or(text.len())
    };
    for unit in units {
        let mut length = digits(rest);
        if length == 0 {
            continue;
        }
        if let Some(fraction) = rest[length..].strip_prefix(['.', ',']) {
            match digits(fraction) {
                0 => continue,
                more => length += 1 + more,
            }
        }
        if let Some(after) = rest[length..].strip_prefix(*unit) {
            rest = after;
        }
    }
    rest
}
