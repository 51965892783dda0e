//! The words of the language.

use crate::trusted_twin::rule::error::Fault;
use crate::trusted_twin::rule::literal::shorten;
use crate::trusted_twin::rule::text;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Symbol,
    Text,
    /// `r"…"`.
    RawText,
    /// `b"…"`, and whether the versions to 4.5 and those from 5.0 take its content.
    Bytes {
        old: bool,
        new: bool,
    },
    Datetime,
    Timedelta,
    /// A number, a boolean, `inf` or `nan`: what no key can follow.
    Scalar,
    Null,
    Operator(Operator),
    Not,
    In,
    For,
    If,
    OpenParenthesis,
    CloseParenthesis,
    /// `[` or `&[`.
    OpenBracket {
        safe: bool,
    },
    CloseBracket,
    OpenBrace,
    CloseBrace,
    /// `.` or `&.`.
    Dot,
    Comma,
    Colon,
    Question,
    Comment,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Coalesce,
    /// `==` and `!=`.
    Equal,
    /// The other comparisons.
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Add,
    Subtract,
    Multiply,
    Power,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The words of a text, the last one [`Kind::End`], and what is wrong after the last one, if
/// something is: it counts only if all before it is right.
pub(super) fn lex(text: &str) -> (Vec<Token>, Option<Fault>) {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut fault = None;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        if matches!(first, ' ' | '\t' | '\n') {
            at += 1;
            continue;
        }
        let spaced = at == 0 || text[..at].ends_with([' ', '\t', '\n']);
        match word(rest, first, spaced) {
            Ok((kind, length)) => {
                tokens.push(Token {
                    kind,
                    start: at,
                    end: at + length,
                });
                at += length;
            }
            Err(wrong) => {
                fault = Some(Fault {
                    offset: at + wrong.offset,
                    ..wrong
                });
                break;
            }
        }
    }
    tokens.push(Token {
        kind: Kind::End,
        start: at,
        end: at,
    });
    (tokens, fault)
}

/// The first word of a text, and its length. `first` is its first character; `spaced` says that white
/// space is before it.
fn word(rest: &str, first: char, spaced: bool) -> Result<(Kind, usize), Fault> {
    if let Some(found) = text::literal(rest)? {
        return Ok(found);
    }
    if let Some(length) = symbol(rest) {
        return named(&rest[..length]).map(|kind| (kind, length));
    }
    if let Some(length) = number(rest)? {
        return Ok((Kind::Scalar, length));
    }
    let symbol_follows =
        |at: usize| rest[at..].starts_with(|next: char| next == '_' || next.is_ascii_alphabetic());
    if !spaced && rest.starts_with("&.") && symbol_follows(2) {
        return Ok((Kind::Dot, 2));
    }
    if !spaced && rest.starts_with('.') && symbol_follows(1) {
        return Ok((Kind::Dot, 1));
    }
    if !spaced && rest.starts_with("&[") {
        return Ok((Kind::OpenBracket { safe: true }, 2));
    }
    if rest.starts_with('#') {
        // A comment is the last that there is; one line end may follow.
        let comment = rest.strip_suffix('\n').unwrap_or(rest);
        return match comment.find('\n') {
            None => Ok((Kind::Comment, comment.len())),
            Some(_) => Err(Fault::new(
                0,
                "a comment ends the rule: nothing may follow it",
            )),
        };
    }
    sign(rest).ok_or_else(|| stray(first))
}

/// Operators and brackets, longer ones before those that they begin with.
fn sign(rest: &str) -> Option<(Kind, usize)> {
    const SIGNS: [(&str, Kind); 32] = [
        ("=~~", Kind::Operator(Operator::Compare)),
        ("!~~", Kind::Operator(Operator::Compare)),
        ("=~", Kind::Operator(Operator::Compare)),
        ("!~", Kind::Operator(Operator::Compare)),
        ("==", Kind::Operator(Operator::Equal)),
        ("!=", Kind::Operator(Operator::Equal)),
        ("<=", Kind::Operator(Operator::Compare)),
        (">=", Kind::Operator(Operator::Compare)),
        ("<<", Kind::Operator(Operator::Shift)),
        (">>", Kind::Operator(Operator::Shift)),
        ("<", Kind::Operator(Operator::Compare)),
        (">", Kind::Operator(Operator::Compare)),
        ("**", Kind::Operator(Operator::Power)),
        ("*", Kind::Operator(Operator::Multiply)),
        ("//", Kind::Operator(Operator::Multiply)),
        ("/", Kind::Operator(Operator::Multiply)),
        ("%", Kind::Operator(Operator::Multiply)),
        ("+", Kind::Operator(Operator::Add)),
        ("-", Kind::Operator(Operator::Subtract)),
        ("&", Kind::Operator(Operator::BitAnd)),
        ("|", Kind::Operator(Operator::BitOr)),
        ("^", Kind::Operator(Operator::BitXor)),
        ("??", Kind::Operator(Operator::Coalesce)),
        ("?", Kind::Question),
        (":", Kind::Colon),
        (",", Kind::Comma),
        ("(", Kind::OpenParenthesis),
        (")", Kind::CloseParenthesis),
        ("[", Kind::OpenBracket { safe: false }),
        ("]", Kind::CloseBracket),
        ("{", Kind::OpenBrace),
        ("}", Kind::CloseBrace),
    ];
    SIGNS
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))
        .map(|(sign, kind)| (kind, sign.len()))
}

fn named(name: &str) -> Result<Kind, Fault> {
    Ok(match name {
        "true" | "false" | "inf" | "nan" => Kind::Scalar,
        "null" => Kind::Null,
        "and" => Kind::Operator(Operator::And),
        "or" => Kind::Operator(Operator::Or),
        "not" => Kind::Not,
        "in" => Kind::In,
        "for" => Kind::For,
        "if" => Kind::If,
        "elif" | "else" | "while" => {
            return Err(Fault::new(
                0,
                format!("`{name}` is reserved; a choice is written `condition ? this : that`"),
            ));
        }
        _ => Kind::Symbol,
    })
}

/// The length of the name of a variable that the text begins with.
fn symbol(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix('$').unwrap_or(rest);
    if !name.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic()) {
        return None;
    }
    let length = name
        .find(|next: char| next != '_' && !next.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    Some(rest.len() - name.len() + length)
}

/// The length of the number that the text begins with.
fn number(rest: &str) -> Result<Option<usize>, Fault> {
    for (prefix, radix) in [("0b", 2), ("0o", 8), ("0x", 16)] {
        if let Some(digits) = rest.strip_prefix(prefix) {
            let length = count(digits, |digit| digit.is_digit(radix));
            if length > 0 {
                return Ok(Some(2 + length));
            }
        }
    }
    let digit = |next: char| next.is_ascii_digit();
    let whole = count(rest, digit);
    let mut length = whole;
    if let Some(fraction) = rest[length..].strip_prefix('.') {
        length += 1 + count(fraction, digit);
    }
    // Either side of the point may be empty, not both.
    if whole == 0 && length < 2 {
        return Ok(None);
    }
    if whole > 1 && rest.starts_with('0') {
        return Err(Fault::new(0, "a number has no zeros before it"));
    }
    if let Some(exponent) = rest[length..].strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let digits = count(&exponent[sign..], digit);
        if digits > 0 {
            length += 1 + sign + digits;
        }
    }
    Ok(Some(length))
}

fn count(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|next| !of(next)).unwrap_or(text.len())
}

/// A character that begins no word: what it may have been meant to be.
fn stray(first: char) -> Fault {
    let message = match first {
        '=' => "`=` is no operator: `==` compares".to_owned(),
        '!' => "`!` is no operator: `not` negates".to_owned(),
        '"' | '\'' => "the text that begins here does not end on this line".to_owned(),
        '\u{2018}'..='\u{201f}' | '`' | '´' | '«' | '»' => {
            format!("`{first}` is no quote here: a text stands between `\"` or `'`")
        }
        '\r' => "a carriage return is no white space here: lines end with a line feed".to_owned(),
        '.' | '&' => "a key follows a point at once, without a space on either side".to_owned(),
        '$' => "`$` is the beginning of a name".to_owned(),
        _ if first.is_whitespace() => format!(
            "the character U+{:04X} is no white space here: use a space",
            u32::from(first),
        ),
        _ => format!(
            "the character `{}` has no meaning here",
            shorten(&first.to_string())
        ),
    };
    Fault::new(0, message)
}
