//! What stands between quotes.

use crate::trusted_twin::rule::error::Fault;
use crate::trusted_twin::rule::lexer::Kind;

/// The literal between quotes that a text begins with, and its length. None if there is none, or if
/// it does not end.
pub(super) fn literal(rest: &str) -> Result<Option<(Kind, usize)>, Fault> {
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
        Some('r') => Kind::RawText,
        _ => text(content).map_err(|fault| Fault {
            offset: fault.offset + rest.len() - quoted.len() + 1,
            ..fault
        })?,
    };
    Ok(Some((kind, rest.len() - quoted.len() + content.len() + 2)))
}

/// What is between the quote at the beginning and the next one of its kind on that line.
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

/// Finds the first escape that `wrong` says is wrong: it gets what follows the backslash.
fn find_escape(content: &str, wrong: impl Fn(&str) -> bool) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = content[at..].find('\\') {
        let escape = at + found;
        let rest = &content[escape + 1..];
        if wrong(rest) {
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

/// An ordinary text: an escape that is not known stays as it is, but one that is must be whole.
fn text(content: &str) -> Result<Kind, Fault> {
    let wrong = find_escape(content, |rest| match rest.as_bytes().first() {
        Some(b'x') => hexadecimal(&rest[1..], 2).is_none(),
        Some(b'u') => hexadecimal(&rest[1..], 4).is_none(),
        Some(b'U') => hexadecimal(&rest[1..], 8).is_none_or(|point| point > 0x0010_ffff),
        // Which names there are is Unicode's to say.
        Some(b'N') => rest[1..]
            .strip_prefix('{')
            .and_then(|name| name.split_once('}'))
            .is_none_or(|(name, _)| name.is_empty()),
        _ => false,
    });
    match wrong {
        None => Ok(Kind::Text),
        Some(at) => Err(Fault::new(
            at,
            "this escape is not whole: `\\x` has two digits, `\\u` four, `\\U` eight, `\\N` a name \
             in braces; a backslash is written `\\\\`",
        )),
    }
}

/// Bytes. Older versions read them as Python does, newer ones their own way.
fn bytes(content: &str) -> Result<Kind, Fault> {
    let old = content.is_ascii()
        && !content.contains(['\0', '\r'])
        && find_escape(content, |rest| {
            rest.starts_with('x') && hexadecimal(&rest[1..], 2).is_none()
        })
        .is_none();
    let new = !without_escapes(content).contains(|next| next > '\u{ff}')
        && find_escape(content, |rest| match rest.chars().next() {
            Some('\\' | 't' | 'n' | 'r' | '"' | '\'') => false,
            Some('x') => hexadecimal(&rest[1..], 2).is_none(),
            Some(next) => matches!(next, ' '..='~'),
            None => true,
        })
        .is_none();
    if old || new {
        Ok(Kind::Bytes { old, new })
    } else {
        Err(Fault::new(
            0,
            "these bytes hold an escape or a character that they cannot",
        ))
    }
}

fn without_escapes(content: &str) -> String {
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

/// A date, of which only the year is looked at.
fn datetime(content: &str) -> Result<Kind, Fault> {
    let year = content.get(..4).unwrap_or_default();
    if year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit()) {
        Ok(Kind::Datetime)
    } else {
        Err(Fault::new(
            0,
            "a date begins with four digits, as in `d\"2024-05-31\"`",
        ))
    }
}

/// A length of time: `P`, weeks and days, then `T`, hours, minutes and seconds.
fn timedelta(content: &str) -> Result<Kind, Fault> {
    let rest = content
        .strip_prefix('P')
        .filter(|rest| !rest.is_empty())
        .map(|rest| parts(rest, &['W', 'D']))
        .map(|rest| match rest.strip_prefix('T') {
            Some(time) => parts(time, &['H', 'M', 'S']),
            None => rest,
        });
    match rest {
        Some("") => Ok(Kind::Timedelta),
        _ => Err(Fault::new(
            0,
            "a length of time is written as in `t\"P1DT12H\"`",
        )),
    }
}

/// What is left after numbers with these units, each of which may be missing.
fn parts<'a>(mut rest: &'a str, units: &[char]) -> &'a str {
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
