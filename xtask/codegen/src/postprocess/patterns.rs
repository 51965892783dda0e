//! Patterns are checked by the runtime.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Path, parse_quote};

use super::Context;

pub(super) fn run(context: &mut Context<'_>) {
    for item in &mut context.items {
        Patterns.visit_item_mut(item);
    }
}

struct Patterns;

impl VisitMut for Patterns {
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

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let names = path.segments.iter().map(|segment| &segment.ident);
        if names.clone().take(2).eq(["regress", "Regex"]) {
            let rest: Vec<_> = names.skip(2).collect();
            *path = parse_quote!(::rolekit_runtime::Pattern #(::#rest)*);
        }
    }
}
