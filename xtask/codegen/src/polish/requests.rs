//! In the SDK the runtime builds the request and makes the call, and a method is no `async fn`: it says
//! what goes into the request, and hands back the call.
//!
//! A state machine for each operation was a sixth of what the SDK takes to build again.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, Ident, Lit, Pat, ReturnType, Stmt, Token, parse_quote};

use super::{operations, tree};
use crate::diagnostic::Report;

pub(super) fn run(file: &mut syn::File, report: &mut Report) {
    for method in tree::methods(file) {
        let Some(block) = Parts::of(&method.block.stmts).map(Parts::block) else {
            report.error(
                "generator",
                "",
                format!(
                    "the method `{}` has not the request and the call that are looked for",
                    method.sig.ident
                ),
                "The generator's version has changed: look through the passes of `polish`.",
            );
            continue;
        };
        method.block = block;
        method.sig.asyncness = None;
        if let ReturnType::Type(_, ty) = &mut method.sig.output {
            **ty = parse_quote!(impl Future<Output = #ty> + Send);
        }
    }
    file.items.retain(|item| !asserts_hooks(item));
}

/// What a method of the generator says of its request and its answer.
struct Parts {
    /// The values that are filled into the path.
    path: Vec<Expr>,
    /// The statements that put parameters into headers.
    headers: Vec<Stmt>,
    /// What the request is called, which is otherwise where a parameter has the name.
    request: Ident,
    /// What goes into the request besides.
    changes: Vec<Stmt>,
    /// The constant of the operation.
    operation: Ident,
    /// How the answer is read.
    read: Ident,
}

impl Parts {
    fn of(stmts: &[Stmt]) -> Option<Self> {
        let path = stmts.iter().find_map(path)?;
        let (request, built) = stmts.iter().find_map(built)?;
        let mut headers: Vec<Stmt> = stmts
            .iter()
            .filter(|stmt| mentions(stmt, "header_map . append"))
            .cloned()
            .collect();
        for stmt in &mut headers {
            Headers(&request).visit_stmt_mut(stmt);
        }
        Some(Self {
            path,
            headers,
            changes: changes(&request, &built)?,
            operation: stmts.iter().find_map(operation)?,
            read: read(stmts.last()?)?,
            request,
        })
    }

    fn block(self) -> syn::Block {
        let Self {
            path,
            headers,
            request,
            changes,
            operation,
            read,
        } = self;
        let begun: Expr = parse_quote! {
            self.inner.request(&self.client, &endpoints::#operation, &[#(#path),*])
        };
        if headers.is_empty() && changes.is_empty() {
            return parse_quote!({ #begun.#read() });
        }
        parse_quote!({
            let mut #request = #begun;
            #(#changes)*
            #(#headers)*
            #request.#read()
        })
    }
}

/// The arguments of a macro.
type Arguments = Punctuated<Expr, Token![,]>;

/// `let url = format!("{}/a/{}", self.baseurl, path_segment("name", value)?);`
fn path(stmt: &Stmt) -> Option<Vec<Expr>> {
    let Expr::Macro(made) = initial(stmt)? else {
        return None;
    };
    let parts = made.mac.parse_body_with(Arguments::parse_terminated).ok()?;
    let mut parts = parts.into_iter();
    let (_template, base) = (parts.next()?, parts.next()?);
    if base != parse_quote!(self.baseurl) {
        return None;
    }
    parts.map(|part| value(&part)).collect()
}

/// A value of a path: what is made a text of is handed over itself.
fn value(segment: &Expr) -> Option<Expr> {
    let Expr::Try(segment) = segment else {
        return None;
    };
    let Expr::Call(segment) = &*segment.expr else {
        return None;
    };
    let value = segment.args.iter().nth(1)?;
    if let Expr::Reference(text) = value
        && let Expr::MethodCall(text) = &*text.expr
        && text.method == "to_string"
    {
        let of = &text.receiver;
        return Some(parse_quote!(&#of));
    }
    Some(parse_quote!(&#value))
}

/// `let request = self.client.get(url)….build()?;`: its name, and the calls from `get` to `build`.
fn built(stmt: &Stmt) -> Option<(Ident, Vec<ExprMethodCall>)> {
    let Expr::Try(built) = initial(stmt)? else {
        return None;
    };
    let mut calls = Vec::new();
    let mut rest = &*built.expr;
    loop {
        match rest {
            Expr::MethodCall(call) => {
                calls.push(call.clone());
                rest = &call.receiver;
            }
            Expr::Try(inner) => rest = &inner.expr,
            Expr::Field(client) if tree::same(client, &quote::quote!(self.client)) => break,
            _ => return None,
        }
    }
    let Stmt::Local(local) = stmt else {
        return None;
    };
    let Pat::Ident(name) = &local.pat else {
        return None;
    };
    calls.reverse();
    (calls.last()?.method == "build").then(|| (name.ident.clone(), calls))
}

/// What is done to a request, as the runtime's builder has it.
fn changes(request: &Ident, calls: &[ExprMethodCall]) -> Option<Vec<Stmt>> {
    let mut changes = Vec::new();
    let mut query: Vec<Expr> = Vec::new();
    // The first is the HTTP method, the last `build`.
    for call in calls.get(1..calls.len().checked_sub(1)?)? {
        let argument = call.args.first()?;
        match call.method.to_string().as_str() {
            "header" if mentions(argument, "ACCEPT") => {
                let content_type = constant(call.args.iter().nth(1)?)?;
                changes.push(parse_quote!(#request.accept(#content_type);));
            }
            "query" => {
                let Expr::Reference(parameter) = argument else {
                    return None;
                };
                let Expr::Call(parameter) = &*parameter.expr else {
                    return None;
                };
                let (name, value) = (parameter.args.first()?, parameter.args.iter().nth(1)?);
                query.push(parse_quote!((#name, #value)));
            }
            // They are put into the request itself.
            "headers" => {}
            "json" => changes.push(parse_quote!(#request.json(#argument);)),
            "form_urlencoded" => changes.push(parse_quote!(#request.form_urlencoded(#argument);)),
            _ => return None,
        }
    }
    if !query.is_empty() {
        changes.push(parse_quote!(#request.query(&[#(#query),*]);));
    }
    Some(changes)
}

/// The text of `HeaderValue::from_static("text")`.
fn constant(value: &Expr) -> Option<Lit> {
    let Expr::Call(value) = value else {
        return None;
    };
    match value.args.first()? {
        Expr::Lit(text) => Some(text.lit.clone()),
        _ => None,
    }
}

/// `header_map.append("name", value.try_into()?)` puts the header into the request itself.
struct Headers<'a>(&'a Ident);

impl VisitMut for Headers<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::MethodCall(call) = expr
            && call.method == "append"
            && let (Some(name), Some(Expr::Try(value))) =
                (call.args.first(), call.args.iter().nth(1))
            && let Expr::MethodCall(value) = &*value.expr
            && value.method == "try_into"
        {
            let (request, text) = (self.0, &value.receiver);
            let owned = mentions(text, "to_string");
            let text: Expr = if owned {
                parse_quote!(&#text)
            } else {
                parse_quote!(#text)
            };
            *expr = parse_quote!(#request.header(#name, #text));
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

/// `let info = OperationInfo { operation_id: "name" };`
fn operation(stmt: &Stmt) -> Option<Ident> {
    let Expr::Struct(info) = initial(stmt)? else {
        return None;
    };
    let Expr::Lit(id) = &info.fields.first()?.expr else {
        return None;
    };
    let Lit::Str(id) = &id.lit else {
        return None;
    };
    info.path
        .is_ident("OperationInfo")
        .then(|| operations::constant(&id.value()))
}

/// The match of the answer's status at the end: one arm for success, one for what is left.
fn read(stmt: &Stmt) -> Option<Ident> {
    let Stmt::Expr(Expr::Match(answers), None) = stmt else {
        return None;
    };
    let [success, _] = answers.arms.as_slice() else {
        return None;
    };
    let ways = [
        (":: decode (", parse_quote!(decode)),
        ("ResponseValue :: empty", parse_quote!(empty)),
        ("ResponseValue :: stream", parse_quote!(stream)),
    ];
    ways.into_iter()
        .find_map(|(text, way)| mentions(&success.body, text).then_some(way))
}

/// What a variable begins with.
fn initial(stmt: &Stmt) -> Option<&Expr> {
    match stmt {
        Stmt::Local(local) => Some(&local.init.as_ref()?.expr),
        _ => None,
    }
}

/// Whether a text stands in a piece of syntax.
fn mentions(tokens: &impl ToTokens, text: &str) -> bool {
    tokens.to_token_stream().to_string().contains(text)
}

/// The generator's check that a client has hooks, which this one needs no more.
fn asserts_hooks(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Const(item) if mentions(item, "assert_client_hooks"))
}
