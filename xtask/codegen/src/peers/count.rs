//! Counts the operations in the code of a client.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Expr, FnArg, ImplItem, Type, Visibility};

use super::Generator;

/// Suffixes of methods that send an operation and return its response in another form.
const FORMS: [&str; 6] = [
    "_binary_",
    "_json_status_",
    "_json_stream",
    "_status_",
    "_stream",
    "_text",
];

/// Returns the numbers of operations and lines of the client below `folder`. `described`, the number of
/// operations in the document, is the maximum.
pub(super) fn operations(
    generator: Generator,
    folder: &Path,
    described: usize,
) -> Result<(usize, usize), String> {
    let mut found = Found::default();
    let mut lines = 0;
    for path in sources(folder)? {
        let text = std::fs::read_to_string(&path).map_err(|e| e.to_string())?;
        lines += text.lines().count();
        let file = syn::parse_file(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        found.visit_file(&file);
    }
    let operations = match generator {
        Generator::Rolekit => found.descriptors.len(),
        _ => count(&found.methods, described),
    };
    // A client may have methods beyond the operations of the document.
    Ok((operations.min(described), lines))
}

/// Returns the number of methods, without those that read another form of a response if there are more than
/// operations.
fn count(methods: &BTreeSet<String>, described: usize) -> usize {
    let is_form = |name: &&String| {
        methods.iter().any(|other| {
            let rest = name.strip_prefix(other.as_str()).unwrap_or("");
            FORMS.iter().any(|form| rest.starts_with(form))
        })
    };
    match methods.len() > described {
        true => methods.len() - methods.iter().filter(is_form).count(),
        false => methods.len(),
    }
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut out = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| e.to_string())? {
            let path = entry.map_err(|e| e.to_string())?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push(path);
            }
        }
    }
    Ok(out)
}

#[derive(Default)]
struct Found {
    /// The public async methods of clients.
    methods: BTreeSet<String>,
    /// The ids in the descriptors of this project.
    descriptors: BTreeSet<String>,
}

impl Visit<'_> for Found {
    fn visit_item_impl(&mut self, block: &syn::ItemImpl) {
        let is_client = match &*block.self_ty {
            Type::Path(ty) => ty.path.segments.last().is_some_and(|last| {
                ["Client", "HttpClient"].contains(&last.ident.to_string().as_str())
            }),
            _ => false,
        };
        if is_client && block.trait_.is_none() {
            let methods = block.items.iter().filter_map(|item| match item {
                ImplItem::Fn(method) => Some(method),
                _ => None,
            });
            let methods = methods.filter(|method| {
                matches!(method.vis, Visibility::Public(_))
                    && method.sig.asyncness.is_some()
                    && matches!(method.sig.inputs.first(), Some(FnArg::Receiver(_)))
            });
            self.methods
                .extend(methods.map(|method| method.sig.ident.to_string()));
        }
        visit::visit_item_impl(self, block);
    }

    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        let is_descriptor = matches!(&*call.func, Expr::Path(path)
            if path.path.segments.iter().map(|s| s.ident.to_string()).eq(["Operation", "new"]));
        let texts: Vec<String> = call.args.iter().filter_map(crate::syntax::text).collect();
        if let (true, [id, _, _]) = (is_descriptor, texts.as_slice()) {
            self.descriptors.insert(id.clone());
        }
        visit::visit_expr_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Visit as _, count};

    #[test]
    fn public_async_methods_of_clients_and_descriptors_are_counted() {
        let file: syn::File = syn::parse_quote! {
            impl Client {
                pub fn new() -> Self { Self }
                pub async fn list(&self) {}
                async fn send(&self) {}
            }
            impl Other { pub async fn get(&self) {} }
            impl Clone for Client { fn clone(&self) -> Self { Self } }
            static A: Operation = Operation::new("list", "GET", "/a").idempotent();
            static B: Operation = Operation::new("list", "GET", "/a");
        };
        let mut found = Found::default();
        found.visit_file(&file);
        assert_eq!((found.methods.len(), found.descriptors.len()), (1, 1));
    }

    #[test]
    fn other_forms_of_a_response_are_no_operations() {
        let methods = [
            "get_a",
            "get_a_text",
            "get_b",
            "get_b_json_status_202",
            "get_text",
        ];
        let methods = methods.map(str::to_owned).into();
        assert_eq!((count(&methods, 3), count(&methods, 5)), (3, 5));
    }
}
