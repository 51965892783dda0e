//! The types of the resources, each with the methods of its operations, and the client.

use quote::{format_ident, quote};
use syn::{ImplItemFn, Item, parse_quote};

use super::context::docs;
use super::features;
use crate::ir::{Ir, Operation, Resource};

/// The items of the resources and of the client.
pub(super) struct EmittedResources {
    /// The items of the module `resources`.
    pub(super) own: Vec<Item>,
    /// The methods of the client.
    pub(super) client: Vec<Item>,
}

/// Returns the resources with these methods.
pub(super) fn write(ir: &Ir, methods: Vec<(&Operation, ImplItemFn)>) -> EmittedResources {
    let mut own: Vec<Item> = Vec::new();
    let mut accessors: Vec<ImplItemFn> = Vec::new();
    for resource in &ir.resources {
        let methods = of(&methods, Some(&resource.accessor));
        if methods.is_empty() {
            continue;
        }
        let name = format_ident!("{}", resource.type_name);
        let accessor = format_ident!("{}", resource.accessor);
        let link = format!("Obtained from [`Client::{accessor}`](super::Client::{accessor}).");
        let doc = docs(about(resource).lines().chain(["", link.as_str()]));
        let cfg = features::cfg(resource.feature.as_deref());
        own.push(parse_quote! {
            #(#doc)*
            #cfg
            #[derive(Clone, Debug)]
            pub struct #name {
                inner: ::rolekit_runtime::Client,
            }
        });
        own.push(parse_quote! {
            #cfg
            impl #name {
                pub(super) fn new(inner: ::rolekit_runtime::Client) -> Self {
                    Self { inner }
                }

                /// Returns the runtime's client, which sends the requests.
                pub fn runtime(&self) -> &::rolekit_runtime::Client {
                    &self.inner
                }

                #(#methods)*
            }
        });
        let title = docs([first_paragraph(resource).as_str()]);
        accessors.push(parse_quote! {
            #(#title)*
            #cfg
            pub fn #accessor(&self) -> resources::#name {
                resources::#name::new(self.inner.clone())
            }
        });
    }
    let others = of(&methods, None);
    let mut client: Vec<Item> = Vec::new();
    if !accessors.is_empty() {
        client.push(parse_quote! {
            impl Client {
                #(#accessors)*
            }
        });
    }
    if !others.is_empty() {
        let heading = (!accessors.is_empty()).then(|| quote!(#[doc = " # Other operations"]));
        client.push(parse_quote! {
            #heading
            impl Client {
                #(#others)*
            }
        });
    }
    EmittedResources { own, client }
}

/// Returns the methods of a resource, or those of the client.
fn of<'a>(
    methods: &'a [(&Operation, ImplItemFn)],
    accessor: Option<&String>,
) -> Vec<&'a ImplItemFn> {
    let own = methods
        .iter()
        .filter(|(o, _)| o.resource.as_ref() == accessor);
    own.map(|(_, method)| method).collect()
}

fn about(resource: &Resource) -> String {
    match resource.description.as_str() {
        "" => first_paragraph(resource),
        description => description.to_owned(),
    }
}

fn first_paragraph(resource: &Resource) -> String {
    match resource.description.split("\n\n").next() {
        None | Some("") => format!("Operations: {}.", resource.title),
        Some(paragraph) => paragraph.replace('\n', " "),
    }
}
