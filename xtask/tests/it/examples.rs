//! Each public method of a face stands in an example that runs.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, ReturnType, Signature, Type, Visibility};

use crate::face::{self, Source, type_name};

/// A public method, or a public function.
struct Method {
    path: String,
    /// Its type, if it is a method.
    of: Option<String>,
    name: String,
    /// Whether it sends something, or gives what sends something once it is awaited or read.
    sends: bool,
    /// What its own examples call.
    shown: BTreeSet<String>,
}

impl Method {
    fn new(source: &Source, of: Option<String>, name: String) -> Self {
        Self {
            path: source.path.clone(),
            of,
            name,
            sends: false,
            shown: BTreeSet::new(),
        }
    }

    fn written(
        source: &Source,
        of: Option<String>,
        signature: &Signature,
        attributes: &[Attribute],
        requests: &BTreeSet<String>,
    ) -> Self {
        Self {
            sends: sends(signature, requests),
            shown: calls(&source.path, &examples(docs(attributes).lines())),
            ..Self::new(source, of, signature.ident.to_string())
        }
    }
}

/// What there is to say against the examples of a face.
fn missing(sources: &[Source]) -> Vec<String> {
    let methods = methods(sources);
    let mut types_with: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    for method in &methods {
        let types = types_with.entry(&method.name).or_default();
        types.insert(method.of.as_deref());
    }
    let mut shown = BTreeSet::new();
    let mut shown_in: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        let lines = source.text.lines().filter_map(|line| {
            let line = line.trim_start();
            line.strip_prefix("///").or(line.strip_prefix("//!"))
        });
        let calls = calls(&source.path, &examples(lines));
        shown.extend(calls.iter().cloned());
        let module = shown_in.entry(module(&source.path)).or_default();
        module.extend(calls);
    }
    let mut found = Vec::new();
    for method in &methods {
        // A name that several types have tells whose it is by where it stands. A client gives what
        // the rest of the face is about.
        let is_of_client = method.of.as_deref() == Some("Client");
        let alone = is_of_client || types_with[method.name.as_str()].len() == 1;
        let there = if alone {
            &shown
        } else {
            &shown_in[module(&method.path)]
        };
        let of = method.of.as_ref().map(|of| format!("{of}::"));
        let name = format!("{}{}", of.unwrap_or_default(), method.name);
        if method.sends && !method.shown.contains(&method.name) {
            found.push(format!(
                "{}: `{name}` sends something, and its own example does not show it",
                method.path
            ));
        } else if !there.contains(&method.name) {
            found.push(format!("{}: `{name}` is in no example", method.path));
        }
    }
    found
}

/// The part of the face that a file is of: `tasks` for `tasks/wait.rs` and for `tasks.rs`.
fn module(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or(path)
}

fn methods(sources: &[Source]) -> Vec<Method> {
    let requests = requests(sources);
    let mut methods = Vec::new();
    for source in sources {
        for item in &source.items {
            match item {
                Item::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                    methods.push(Method::written(
                        source,
                        None,
                        &function.sig,
                        &function.attrs,
                        &requests,
                    ));
                }
                Item::Impl(block) if block.trait_.is_none() => {
                    for item in &block.items {
                        if let ImplItem::Fn(function) = item
                            && matches!(function.vis, Visibility::Public(_))
                        {
                            methods.push(Method::written(
                                source,
                                type_name(&block.self_ty),
                                &function.sig,
                                &function.attrs,
                                &requests,
                            ));
                        }
                    }
                }
                Item::Macro(definition) => {
                    let Some(name) = &definition.ident else {
                        continue;
                    };
                    let uses = source.items.iter().filter_map(|item| match item {
                        Item::Macro(used) if used.mac.path.is_ident(name) => Some(&used.mac.tokens),
                        _ => None,
                    });
                    let uses: Vec<&TokenStream> = uses.collect();
                    for name in defined(&definition.mac.tokens, &uses) {
                        let of = format!("{}!", definition.ident.to_token_stream());
                        methods.push(Method::new(source, Some(of), name));
                    }
                }
                _ => {}
            }
        }
    }
    methods
}

/// The public functions that a macro defines. Where it takes their names, each word that it is given
/// is one.
fn defined(definition: &TokenStream, uses: &[&TokenStream]) -> Vec<String> {
    let mut names = Vec::new();
    let mut before: Vec<String> = Vec::new();
    for token in definition.clone() {
        if let TokenTree::Group(group) = &token {
            names.extend(defined(&group.stream(), uses));
        }
        if let TokenTree::Ident(ident) = &token {
            let given = before.ends_with(&["$".to_owned()]);
            let words = before.strip_suffix(&["$".to_owned()]).unwrap_or(&before);
            let is_function = words.last().is_some_and(|word| word == "fn")
                && words.iter().rev().skip(1).take(3).any(|word| word == "pub");
            if is_function && given {
                let words = uses.iter().flat_map(|used| (*used).clone());
                names.extend(words.filter_map(|token| match token {
                    TokenTree::Ident(ident) => Some(ident.to_string()),
                    _ => None,
                }));
            } else if is_function {
                names.push(ident.to_string());
            }
        }
        before.push(token.to_string());
    }
    names
}

/// The types of what is sent once it is awaited or read.
fn requests(sources: &[Source]) -> BTreeSet<String> {
    let mut requests: BTreeSet<String> = ["Bulk", "List"].map(str::to_owned).into();
    for item in sources.iter().flat_map(|source| &source.items) {
        match item {
            Item::Type(alias) if type_name(&alias.ty).is_some_and(|name| name == "List") => {
                requests.insert(alias.ident.to_string());
            }
            Item::Struct(item)
                if item.attrs.iter().any(|attribute| {
                    let text = attribute.to_token_stream().to_string();
                    text.contains("must_use") && text.contains("nothing is sent")
                }) =>
            {
                requests.insert(item.ident.to_string());
            }
            Item::Impl(block) => {
                let path = block.trait_.as_ref().and_then(|(path, _)| {
                    let last = path.segments.last()?;
                    Some(last.ident.to_string())
                });
                if matches!(path.as_deref(), Some("Future" | "IntoFuture" | "Stream")) {
                    requests.extend(type_name(&block.self_ty));
                }
            }
            _ => {}
        }
    }
    requests
}

fn sends(signature: &Signature, requests: &BTreeSet<String>) -> bool {
    let ReturnType::Type(_, ty) = &signature.output else {
        return signature.asyncness.is_some();
    };
    signature.asyncness.is_some()
        || matches!(**ty, Type::ImplTrait(_)) && {
            let text = ty.to_token_stream().to_string();
            text.contains("Future") || text.contains("Stream")
        }
        || type_name(ty).is_some_and(|name| requests.contains(&name))
}

/// The documentation that some attributes hold.
fn docs(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        if let Meta::NameValue(meta) = &attribute.meta
            && meta.path.is_ident("doc")
            && let Expr::Lit(literal) = &meta.value
            && let Lit::Str(line) = &literal.lit
        {
            text.push_str(&line.value());
            text.push('\n');
        }
    }
    text
}

/// What is to be seen of the examples that are compiled and run.
fn examples<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut examples = Vec::new();
    // The block that is open, and whether it runs.
    let mut open: Option<(bool, String)> = None;
    for line in lines.map(str::trim) {
        if let Some(kind) = line.strip_prefix("```") {
            open = match open.take() {
                None => Some((matches!(kind.trim(), "" | "rust"), String::new())),
                Some((runs, text)) => {
                    examples.extend(runs.then_some(text));
                    None
                }
            };
        } else if let Some((_, text)) = &mut open
            && line != "#"
            && !line.starts_with("# ")
        {
            text.push_str(line);
            text.push('\n');
        }
    }
    examples
}

/// The names of what examples call.
fn calls(path: &str, examples: &[String]) -> BTreeSet<String> {
    let mut calls = BTreeSet::new();
    for example in examples {
        let tokens: TokenStream = example
            .parse()
            .unwrap_or_else(|error| panic!("{path}: {error} in what is to be seen of:\n{example}"));
        called(tokens, &mut calls);
    }
    calls
}

/// Finds `.name(`, `name(`, also with type arguments, and `path::name` where it is no call but given
/// to one.
fn called(tokens: TokenStream, calls: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => called(group.stream(), calls),
            TokenTree::Ident(name) => {
                let mut next = at + 1;
                if is(next, ':') && is(next + 1, ':') && is(next + 2, '<') {
                    while next < tokens.len() && !is(next, '>') {
                        next += 1;
                    }
                    next += 1;
                }
                let is_called = matches!(
                    tokens.get(next),
                    Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis
                );
                let is_in_path = at > 1 && is(at - 1, ':') && is(at - 2, ':');
                let is_last = next >= tokens.len() || is(next, ',');
                if is_called || is_in_path && is_last {
                    calls.insert(name.to_string());
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn each_method_of_a_face_stands_in_an_example_that_runs() {
    let mut found = Vec::new();
    for face in face::FACES {
        let sources = face::read(face);
        assert!(methods(&sources).len() > 50, "{face}");
        let missing = missing(&sources);
        found.extend(missing.into_iter().map(|line| format!("{face}/{line}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What is missing in a file with this documentation and this code after it.
fn missing_in(docs: &str, code: &str) -> Vec<String> {
    let docs: String = docs.lines().map(|line| format!("/// {line}\n")).collect();
    missing(&[Source::new("a.rs", &format!("{docs}{code}"))])
}

const SETTER: &str = "pub struct A; impl A { pub fn set(self) -> Self { self } }";

#[test]
fn only_what_is_to_be_seen_and_runs_is_an_example() {
    for shown in [
        "```\na.set();\n```",
        "```rust\nassert!(b(a.set()));\n```",
        "```\nlet a = A::set(a);\n```",
        "```\nlet a = a.map(A::set);\n```",
        "```\nlet a = a.set::<B>();\n```",
    ] {
        assert_eq!(missing_in(shown, SETTER), [""; 0], "{shown}");
    }
    for not_shown in [
        "a.set()",
        "```text\na.set();\n```",
        "```no_run\na.set();\n```",
        "```ignore\na.set();\n```",
        "```\n# a.set();\n```",
        "```\n// a.set();\n```",
        "```\nlet text = \"a.set()\";\n```",
        "```\nuse a::set;\n```",
        "```\nlet b = a.set + a.reset();\n```",
    ] {
        assert_eq!(
            missing_in(not_shown, SETTER),
            ["a.rs: `A::set` is in no example"],
            "{not_shown}"
        );
    }
}

#[test]
fn what_sends_something_has_an_example_of_its_own() {
    let shown = "```\na.get().await?;\n```";
    for method in [
        "pub async fn get(&self) {}",
        "pub fn get(&self) -> ListThings { List::new() }",
        "pub fn get(&self) -> Bulk<u8, u8> { Bulk::new() }",
        "pub fn get(&self) -> Later { Later }",
        "pub fn get(&self) -> impl Stream<Item = u8> { empty() }",
    ] {
        let code = |docs: &str| {
            format!(
                "pub struct A; type ListThings = List<Things>; \
                 impl IntoFuture for Later {{ type Output = (); }} \
                 impl A {{\n{docs}\n{method}\n}}"
            )
        };
        assert_eq!(
            missing_in(shown, &code("")),
            ["a.rs: `A::get` sends something, and its own example does not show it"],
        );
        let own = "/// ```\n/// a.get().await?;\n/// ```";
        assert_eq!(missing_in("", &code(own)), [""; 0]);
    }
}

#[test]
fn a_name_that_two_types_have_is_shown_where_its_type_is() {
    let shown = format!("/// ```\n/// a.set();\n/// ```\n{SETTER}");
    let sources = |second: &str| [Source::new("a.rs", &shown), Source::new("b.rs", second)];
    assert_eq!(
        missing(&sources(&SETTER.replace('A', "B"))),
        ["b.rs: `B::set` is in no example"]
    );
    let other = SETTER.replace('A', "B").replace("set", "put");
    assert_eq!(
        missing(&sources(&other)),
        ["b.rs: `B::put` is in no example"]
    );
}

#[test]
fn functions_that_macros_define_are_found_and_those_of_tests_are_not() {
    let code = "macro_rules! both { ($($name:ident $text:literal)*) => { impl A {$( \
                pub fn $name() {} )* pub const fn third() {} fn fourth() {} } } } \
                both! { first \"1\" second \"2\" } \
                #[cfg(test)] mod tests { impl A { pub fn fifth() {} } }";
    assert_eq!(
        missing_in("", code),
        ["first", "second", "third"].map(|name| format!("a.rs: `both!::{name}` is in no example"))
    );
}
