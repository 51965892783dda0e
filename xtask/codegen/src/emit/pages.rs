//! The methods that read a list page by page.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Item, Type, parse_quote};

use super::context::EmitContext;
use crate::ir::{PageProperty, Pagination, PaginationStyle, ReadPage};
use crate::syntax;

/// Returns the item that defines the methods of the request of a list whose pages are a `body`.
pub(super) fn methods(
    context: &EmitContext<'_>,
    pagination: &Pagination,
    body: &Type,
) -> Option<Item> {
    let builder = &context.builder;
    let item = context.ty(&pagination.item)?;
    let value = pagination_value(pagination);
    let read = read(&pagination.read)?;
    let block = parse_quote! {
        impl #builder {
            const PAGINATION: Pagination = #value;

            fn read(body: #body) -> Result<PageContent<#item>> {
                #read
            }
        }
    };
    Some(syntax::macro_call("list", &[block]))
}

/// Returns the expression of the `Pagination`.
fn pagination_value(pagination: &Pagination) -> TokenStream {
    let start = Literal::usize_unsuffixed(pagination.start);
    let items = &pagination.items;
    let limit = pagination.default_limit.map(|(parameter, limit)| {
        let parameter = Literal::usize_unsuffixed(parameter);
        let limit = Literal::u64_unsuffixed(limit);
        quote!(#parameter, #limit)
    });
    let constructor = match pagination.style {
        PaginationStyle::Offset => quote!(by_offset),
        PaginationStyle::Cursor => quote!(by_cursor),
        PaginationStyle::Until => {
            return quote!(::rolekit_runtime::Pagination::by_time(#start, #items, #limit));
        }
    };
    let limit = limit.map(|limit| quote!(.default_limit(#limit)));
    quote!(::rolekit_runtime::Pagination::#constructor(#start, #items) #limit)
}

/// Returns the expression that gets the parts of a page from its body.
fn read(read: &ReadPage) -> Option<TokenStream> {
    let (items, count, cursor) = match read {
        ReadPage::Function(path) => {
            let path: syn::Path = syn::parse_str(path).ok()?;
            return Some(quote!(#path(body)));
        }
        ReadPage::Properties {
            items,
            count,
            cursor,
        } => (items, count, cursor),
    };
    let items = match items {
        None => quote!(body),
        Some(items) if items.optional => {
            let field = format_ident!("{}", items.field);
            quote!(body.#field.into_iter().flatten())
        }
        Some(items) => {
            let field = format_ident!("{}", items.field);
            quote!(body.#field)
        }
    };
    let part = |property: &PageProperty| {
        let field = format_ident!("{}", property.field);
        if property.optional {
            quote!(body.#field)
        } else {
            quote!(Some(body.#field))
        }
    };
    let count = count.as_ref().map(|count| {
        let value = part(count);
        quote!(.with_count(#value))
    });
    let cursor = cursor.as_ref().map(|cursor| {
        let value = part(cursor);
        quote!(.with_cursor(#value))
    });
    Some(quote!(Ok(::rolekit_runtime::PageContent::new(#items) #count #cursor)))
}

#[cfg(test)]
mod tests {
    use super::{pagination_value, read};
    use crate::ir::{Pagination, PaginationStyle, ReadPage};

    #[test]
    fn a_list_that_goes_backwards_in_time_always_has_a_size() {
        let pagination = Pagination {
            style: PaginationStyle::Until,
            start: 4,
            default_limit: Some((5, 99)),
            item: "s0".to_owned(),
            items: String::new(),
            read: ReadPage::Function("crate::pages::values".to_owned()),
        };
        assert_eq!(
            pagination_value(&pagination).to_string(),
            ":: rolekit_runtime :: Pagination :: by_time (4 , \"\" , 5 , 99)",
        );
        assert_eq!(
            read(&pagination.read).unwrap().to_string(),
            "crate :: pages :: values (body)",
        );
    }
}
