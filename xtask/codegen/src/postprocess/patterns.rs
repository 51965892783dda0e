//! Patterns are checked by the runtime.

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ItemStatic, LitStr, parse_quote};

use super::context::Context;

pub(super) fn run(context: &mut Context<'_>) {
    for item in &mut context.items {
        Patterns.visit_item_mut(item);
    }
}

struct Patterns;

impl VisitMut for Patterns {
    /// `static PATTERN: LazyLock<Regex> = …;` becomes a static of the runtime's type.
    fn visit_item_static_mut(&mut self, item: &mut ItemStatic) {
        let mut found = Literal(None);
        found.visit_expr(&item.expr);
        if item.ident == "PATTERN"
            && let Some(pattern) = found.0
        {
            *item = parse_quote! {
                static PATTERN: ::rolekit_runtime::Pattern =
                    ::rolekit_runtime::Pattern::new(#pattern);
            };
        }
    }

    /// `PATTERN.find(value).is_none()` becomes `!PATTERN.is_match(value)`.
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(is_none) = &*expr
            && is_none.method == "is_none"
            && let Expr::MethodCall(find) = &*is_none.receiver
            && find.method == "find"
            && matches!(&*find.receiver, Expr::Path(path) if path.path.is_ident("PATTERN"))
        {
            let (pattern, value) = (&find.receiver, &find.args);
            *expr = parse_quote!(!#pattern.is_match(#value));
        }
    }
}

/// The first string literal of an expression.
struct Literal(Option<LitStr>);

impl Visit<'_> for Literal {
    fn visit_lit_str(&mut self, literal: &LitStr) {
        self.0.get_or_insert_with(|| literal.clone());
        visit::visit_lit_str(self, literal);
    }
}
