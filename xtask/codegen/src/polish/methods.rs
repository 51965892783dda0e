//! Methods answer with the runtime's error, and the runtime builds paths and reads answers.

use std::collections::BTreeSet;

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, GenericArgument, PathArguments, ReturnType, Type, parse_quote};

use super::calls::Calls;
use super::tree;
use crate::diagnostic::Report;
use crate::plan::Plan;
use crate::target::Target;

pub(super) fn run(
    file: &mut syn::File,
    plan: &Plan,
    calls: &Calls,
    target: Target,
    report: &mut Report,
) {
    let support = &target.support();
    for method in tree::methods(file) {
        let name = method.sig.ident.to_string();
        let Some(operation) = plan.operations.iter().find(|o| o.name == name) else {
            report.error(
                "generator",
                "",
                format!("the generator made a method `{name}` of no operation"),
                "Report it, with the document.",
            );
            continue;
        };
        let refused = calls.refused.get(&name);
        own_error(&mut method.sig.output, support, refused.map(|r| &r.ty));
        let parameters = operation.path_parameters();
        let mut rewrite = Rewrite {
            support,
            secrets: secrets(&method.sig, plan),
            target,
            refused: refused.and_then(|r| r.read.as_ref()),
            parameters: parameters.iter(),
            answers: 0,
        };
        rewrite.visit_block_mut(&mut method.block);
        if rewrite.parameters.next().is_some() || rewrite.answers == 0 {
            report.error(
                "generator",
                "",
                format!("the method `{name}` has not the shape that is looked for"),
                "The generator's version has changed: look through the passes of `polish`.",
            );
        }
    }
}

/// `Result<ResponseValue<T>, Error<()>>` with the runtime's error.
fn own_error(output: &mut ReturnType, support: &syn::Path, body: Option<&Type>) {
    let ReturnType::Type(_, ty) = output else {
        return;
    };
    let Type::Path(path) = &mut **ty else {
        return;
    };
    let Some(last) = path.path.segments.last_mut() else {
        return;
    };
    if let PathArguments::AngleBracketed(args) = &mut last.arguments
        && let Some(error @ GenericArgument::Type(_)) = args.args.iter_mut().nth(1)
    {
        *error = match body {
            Some(body) => parse_quote!(#support::Error<#body>),
            None => parse_quote!(#support::Error),
        };
    }
}

/// The arguments that are secrets.
fn secrets(signature: &syn::Signature, plan: &Plan) -> BTreeSet<String> {
    let types: Vec<String> = plan
        .own_types
        .iter()
        .filter(|own| own.secret)
        .map(|own| own.path.replace("::", " :: "))
        .collect();
    let is_secret = |ty: &Type| {
        let written = quote::quote!(#ty).to_string();
        types.iter().any(|secret| written.contains(secret))
    };
    let arguments = signature.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(argument) if is_secret(&argument.ty) => {
            let name = &argument.pat;
            Some(quote::quote!(#name).to_string())
        }
        _ => None,
    });
    arguments.collect()
}

struct Rewrite<'a> {
    support: &'a syn::Path,
    /// What holds a secret, by name.
    secrets: BTreeSet<String>,
    target: Target,
    /// How the body of a refusal is read.
    refused: Option<&'a Expr>,
    /// The names of the path's parameters that are still to come.
    parameters: std::slice::Iter<'a, &'a str>,
    /// How many kinds of answer were found.
    answers: usize,
}

impl Rewrite<'_> {
    /// `secret.to_string()` as the text that is sent: a secret has no other.
    fn exposed(&self, expr: &Expr) -> Option<Expr> {
        let Expr::MethodCall(call) = expr else {
            return None;
        };
        let holder = &call.receiver;
        let known = self.secrets.contains(&quote::quote!(#holder).to_string());
        (known && call.method == "to_string").then(|| parse_quote!(#holder.expose()))
    }

    /// The one secret of `if let Some(value) = secret`, by the name that it has inside.
    fn bound(&self, condition: &Expr) -> Option<String> {
        let Expr::Let(condition) = condition else {
            return None;
        };
        let (syn::Pat::TupleStruct(some), of) = (&*condition.pat, &condition.expr) else {
            return None;
        };
        let value = some.elems.first()?;
        let known = self.secrets.contains(&quote::quote!(#of).to_string());
        known.then(|| quote::quote!(#value).to_string())
    }
}

impl VisitMut for Rewrite<'_> {
    fn visit_expr_if_mut(&mut self, expr: &mut syn::ExprIf) {
        let bound = self.bound(&expr.cond);
        let new = bound.filter(|name| self.secrets.insert(name.clone()));
        visit_mut::visit_expr_if_mut(self, expr);
        if let Some(name) = new {
            self.secrets.remove(&name);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let support = self.support;
        if let Some(text) = self.exposed(expr) {
            *expr = text;
            return;
        }
        match expr {
            Expr::Call(call) => {
                let callee = &call.func;
                let callee = quote::quote!(#callee).to_string().replace(' ', "");
                match callee.as_str() {
                    "encode_path" => {
                        if let (Some(value), Some(name)) =
                            (call.args.first(), self.parameters.next())
                        {
                            let text = match value {
                                Expr::Reference(value) => self.exposed(&value.expr),
                                _ => None,
                            };
                            let value = text.as_ref().unwrap_or(value);
                            *expr = parse_quote!(#support::path_segment(#name, #value)?);
                            return;
                        }
                    }
                    "ResponseValue::from_response" => {
                        *call.func = parse_quote!(#support::decode);
                    }
                    "Error::UnexpectedResponse" => {
                        self.answers += 1;
                        if let Some(response) = call.args.first() {
                            *expr = self.target.unexpected(response, self.refused);
                            return;
                        }
                    }
                    _ => {}
                }
            }
            // The type of the error is not inferred any more.
            Expr::MethodCall(call)
                if (call.method == "pre" || call.method == "post")
                    && tree::same(&call.receiver, &quote::quote!(self)) =>
            {
                call.turbofish = Some(parse_quote!(::<()>));
            }
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        // The path is built in a `format!`, whose arguments are tokens until they are parsed.
        if !mac.path.is_ident("format") {
            return;
        }
        type Arguments = syn::punctuated::Punctuated<Expr, syn::Token![,]>;
        if let Ok(mut arguments) = mac.parse_body_with(Arguments::parse_terminated) {
            for argument in &mut arguments {
                self.visit_expr_mut(argument);
            }
            let arguments = arguments.iter();
            mac.tokens = quote::quote!(#(#arguments),*);
        }
    }
}
