//! Splits the text of a rule into tokens.

use crate::literal::truncate;
use crate::parse_error::ParseError;
use crate::quoted;
use crate::token::{Operator, Token, TokenKind};

/// Returns the tokens of a text, the last one [`TokenKind::End`], and the error that stopped the
/// lexer, if any. The caller reports that error only if the tokens before it parse.
pub(crate) fn tokenize(text: &str) -> (Vec<Token>, Option<ParseError>) {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut error = None;
    while let Some(rest) = text.get(start..)
        && let Some(first) = rest.chars().next()
    {
        if matches!(first, ' ' | '\t' | '\n') {
            start += 1;
            continue;
        }
        let after_space = start == 0 || text[..start].ends_with([' ', '\t', '\n']);
        match next_token(rest, first, after_space) {
            Ok((kind, length)) => {
                let end = start + length;
                tokens.push(Token { kind, start, end });
                start = end;
            }
            Err(failure) => {
                error = Some(failure.shift(start));
                break;
            }
        }
    }
    tokens.push(Token {
        kind: TokenKind::End,
        start,
        end: start,
    });
    (tokens, error)
}

/// Returns whether two texts differ at most in white space between tokens. A text that the lexer cannot
/// split, such as one with an unterminated string, is the same only as itself.
///
/// ```
/// use trusted_twin_rules::is_same_rule;
///
/// assert!(is_same_rule("TWIN.open  == true", "TWIN.open==true"));
/// assert!(!is_same_rule("TWIN.open == true", "TWIN.open == 'true'"));
/// ```
pub fn is_same_rule(one: &str, other: &str) -> bool {
    fn split(text: &str) -> Option<Vec<(TokenKind, &str)>> {
        let (tokens, error) = tokenize(text);
        error.is_none().then(|| {
            tokens
                .into_iter()
                .map(|token| (token.kind, token.text(text)))
                .collect()
        })
    }
    one == other || split(one).is_some_and(|tokens| split(other) == Some(tokens))
}

/// Returns the kind and the length of the first token of `rest`, which begins with `first`.
fn next_token(
    rest: &str,
    first: char,
    after_space: bool,
) -> Result<(TokenKind, usize), ParseError> {
    if let Some(found) = quoted::literal(rest)? {
        return Ok(found);
    }
    if let Some(length) = symbol_length(rest) {
        return classify_name(&rest[..length]).map(|kind| (kind, length));
    }
    if let Some(length) = number_length(rest)? {
        return Ok((TokenKind::Scalar, length));
    }
    let symbol_follows =
        |at: usize| rest[at..].starts_with(|next: char| next == '_' || next.is_ascii_alphabetic());
    if !after_space && rest.starts_with("&.") && symbol_follows(2) {
        return Ok((TokenKind::Dot, 2));
    }
    if !after_space && rest.starts_with('.') && symbol_follows(1) {
        return Ok((TokenKind::Dot, 1));
    }
    if !after_space && rest.starts_with("&[") {
        return Ok((TokenKind::OpenBracket { safe: true }, 2));
    }
    if rest.starts_with('#') {
        // A comment may end in one line feed; nothing may follow it.
        let comment = rest.strip_suffix('\n').unwrap_or(rest);
        return match comment.find('\n') {
            None => Ok((TokenKind::Comment, comment.len())),
            Some(_) => Err(ParseError::new(
                0,
                "a comment must be the last part of a rule",
            )),
        };
    }
    punctuation(rest).ok_or_else(|| unexpected_character(first))
}

/// Returns the operator or bracket at the beginning of `rest`.
fn punctuation(rest: &str) -> Option<(TokenKind, usize)> {
    // Longer operators come before their prefixes.
    const PUNCTUATION: [(&str, TokenKind); 32] = [
        ("=~~", TokenKind::Operator(Operator::Compare)),
        ("!~~", TokenKind::Operator(Operator::Compare)),
        ("=~", TokenKind::Operator(Operator::Compare)),
        ("!~", TokenKind::Operator(Operator::Compare)),
        ("==", TokenKind::Operator(Operator::Equal)),
        ("!=", TokenKind::Operator(Operator::Equal)),
        ("<=", TokenKind::Operator(Operator::Compare)),
        (">=", TokenKind::Operator(Operator::Compare)),
        ("<<", TokenKind::Operator(Operator::Shift)),
        (">>", TokenKind::Operator(Operator::Shift)),
        ("<", TokenKind::Operator(Operator::Compare)),
        (">", TokenKind::Operator(Operator::Compare)),
        ("**", TokenKind::Operator(Operator::Power)),
        ("*", TokenKind::Operator(Operator::Multiply)),
        ("//", TokenKind::Operator(Operator::Multiply)),
        ("/", TokenKind::Operator(Operator::Multiply)),
        ("%", TokenKind::Operator(Operator::Multiply)),
        ("+", TokenKind::Operator(Operator::Add)),
        ("-", TokenKind::Operator(Operator::Subtract)),
        ("&", TokenKind::Operator(Operator::BitAnd)),
        ("|", TokenKind::Operator(Operator::BitOr)),
        ("^", TokenKind::Operator(Operator::BitXor)),
        ("??", TokenKind::Operator(Operator::Coalesce)),
        ("?", TokenKind::Question),
        (":", TokenKind::Colon),
        (",", TokenKind::Comma),
        ("(", TokenKind::OpenParenthesis),
        (")", TokenKind::CloseParenthesis),
        ("[", TokenKind::OpenBracket { safe: false }),
        ("]", TokenKind::CloseBracket),
        ("{", TokenKind::OpenBrace),
        ("}", TokenKind::CloseBrace),
    ];
    PUNCTUATION
        .into_iter()
        .find(|(text, _)| rest.starts_with(text))
        .map(|(text, kind)| (kind, text.len()))
}

/// Returns the kind of a name: a keyword, a literal or a symbol.
fn classify_name(name: &str) -> Result<TokenKind, ParseError> {
    Ok(match name {
        "true" | "false" | "inf" | "nan" => TokenKind::Scalar,
        "null" => TokenKind::Null,
        "and" => TokenKind::Operator(Operator::And),
        "or" => TokenKind::Operator(Operator::Or),
        "not" => TokenKind::Not,
        "in" => TokenKind::In,
        "for" => TokenKind::For,
        "if" => TokenKind::If,
        "elif" | "else" | "while" => {
            return Err(ParseError::new(
                0,
                format!("`{name}` is reserved; use `condition ? a : b`"),
            ));
        }
        _ => TokenKind::Symbol,
    })
}

/// Returns the length of the symbol at the beginning of `rest`.
fn symbol_length(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix('$').unwrap_or(rest);
    if !name.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic()) {
        return None;
    }
    let length = name
        .find(|next: char| next != '_' && !next.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    Some(rest.len() - name.len() + length)
}

/// Returns the length of the number at the beginning of `rest`.
fn number_length(rest: &str) -> Result<Option<usize>, ParseError> {
    for (prefix, radix) in [("0b", 2), ("0o", 8), ("0x", 16)] {
        if let Some(digits) = rest.strip_prefix(prefix) {
            let length = prefix_length(digits, |digit| digit.is_digit(radix));
            if length > 0 {
                return Ok(Some(2 + length));
            }
        }
    }
    let digit = |next: char| next.is_ascii_digit();
    let whole = prefix_length(rest, digit);
    let mut length = whole;
    if let Some(fraction) = rest[length..].strip_prefix('.') {
        length += 1 + prefix_length(fraction, digit);
    }
    // Digits before or after the point may be absent, but not both.
    if whole == 0 && length < 2 {
        return Ok(None);
    }
    if whole > 1 && rest.starts_with('0') {
        return Err(ParseError::new(0, "numbers must not have leading zeros"));
    }
    if let Some(exponent) = rest[length..].strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let digits = prefix_length(&exponent[sign..], digit);
        if digits > 0 {
            length += 1 + sign + digits;
        }
    }
    Ok(Some(length))
}

fn prefix_length(text: &str, matches: impl Fn(char) -> bool) -> usize {
    text.find(|next| !matches(next)).unwrap_or(text.len())
}

/// Returns the error for a character that begins no token, with a hint for common mistakes.
fn unexpected_character(first: char) -> ParseError {
    let message = match first {
        '=' => "`=` is not an operator; use `==` to compare".to_owned(),
        '!' => "`!` is not an operator; use `not`".to_owned(),
        '"' | '\'' => "unterminated string literal".to_owned(),
        '\u{2018}'..='\u{201f}' | '`' | '´' | '«' | '»' => {
            format!("`{first}` is not a quote character; use `\"` or `'`")
        }
        '\r' => "carriage returns are not allowed; end lines with a line feed".to_owned(),
        '.' => "`.` must be followed by a key, without spaces around it".to_owned(),
        '$' => "`$` must be followed by a name".to_owned(),
        _ if first.is_whitespace() => format!(
            "unexpected white space U+{:04X}; use a space",
            u32::from(first),
        ),
        _ => format!("unexpected character `{}`", truncate(&first.to_string())),
    };
    ParseError::new(0, message)
}
