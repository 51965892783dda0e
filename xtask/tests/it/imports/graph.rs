//! Which file of a crate uses items of which other file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, UseTree, Visibility};

/// Macros whose input is generated code, which says nothing about the file it stands in.
const QUOTING: [&str; 3] = ["quote", "quote_spanned", "parse_quote"];

/// The files of a crate and the items that they use of each other.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// Paths relative to the crate's `src`.
    pub(crate) files: Vec<String>,
    /// From a file to a file, with the paths that lead there.
    pub(crate) edges: BTreeMap<(usize, usize), BTreeSet<String>>,
}

impl Graph {
    /// Reads the crate whose sources are in `src`. `library` is its name in paths.
    pub(crate) fn read(src: &Path, library: &str) -> Self {
        let mut read = |path: &Path| std::fs::read_to_string(path).ok();
        let roots = ["lib.rs", "main.rs"].map(|name| src.join(name));
        Self::build(src, &roots, library, &mut read)
    }

    /// The same, with the files given as (path, text).
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files: HashMap<PathBuf, &str> = files
            .iter()
            .map(|(path, text)| (PathBuf::from(path), *text))
            .collect();
        let mut read = |path: &Path| files.get(path).map(|text| (*text).to_owned());
        let roots = ["lib.rs", "main.rs"].map(PathBuf::from);
        Self::build(Path::new(""), &roots, "own", &mut read)
    }

    fn build(
        src: &Path,
        roots: &[PathBuf],
        library: &str,
        read: &mut dyn FnMut(&Path) -> Option<String>,
    ) -> Self {
        let mut builder = Builder {
            src,
            read,
            library,
            modules: Vec::new(),
            files: Vec::new(),
            macros: HashMap::new(),
            library_root: None,
        };
        for root in roots {
            if let Some(text) = (builder.read)(root) {
                let directory = root.parent().unwrap_or(src).to_owned();
                let module = builder.file(root, &text, None, &directory);
                builder.library_root.get_or_insert(module);
            }
        }
        builder.graph()
    }

    /// Removes the imports of some files.
    pub(crate) fn forget(&mut self, is_forgotten: impl Fn(&str) -> bool) {
        let files = &self.files;
        self.edges
            .retain(|(from, _), _| !is_forgotten(&files[*from]));
    }

    /// The shortest cycles, each at most once, shortest first.
    pub(crate) fn cycles(&self) -> Vec<Vec<usize>> {
        let mut next = vec![Vec::new(); self.files.len()];
        for (from, to) in self.edges.keys() {
            next[*from].push(*to);
        }
        let mut found = BTreeSet::new();
        for (from, to) in self.edges.keys() {
            if let Some(mut cycle) = shortest(&next, *to, *from) {
                let first = (0..cycle.len()).min_by_key(|i| cycle[*i]).unwrap_or(0);
                cycle.rotate_left(first);
                found.insert((cycle.len(), cycle));
            }
        }
        found.into_iter().map(|(_, cycle)| cycle).collect()
    }

    /// A cycle as text: each edge with the paths that make it.
    pub(crate) fn describe(&self, cycle: &[usize]) -> String {
        let mut text = String::new();
        for (i, from) in cycle.iter().enumerate() {
            let to = cycle[(i + 1) % cycle.len()];
            let all = &self.edges[&(*from, to)];
            // A name after its import says nothing new.
            let is_short = |path: &str| all.iter().any(|p| p.ends_with(&format!("::{path}")));
            let paths = all
                .iter()
                .map(String::as_str)
                .filter(|path| !is_short(path));
            let paths: Vec<&str> = paths.collect();
            text += &format!(
                "  {} -> {}: {}\n",
                self.files[*from],
                self.files[to],
                paths.join(", ")
            );
        }
        text
    }
}

fn shortest(next: &[Vec<usize>], from: usize, to: usize) -> Option<Vec<usize>> {
    let mut previous = HashMap::from([(from, from)]);
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        if at == to {
            let mut path = vec![at];
            let mut at = at;
            while at != from {
                at = previous[&at];
                path.push(at);
            }
            path.reverse();
            return Some(path);
        }
        for step in &next[at] {
            if !previous.contains_key(step) {
                previous.insert(*step, at);
                queue.push_back(*step);
            }
        }
    }
    None
}

/// A module: a file, or a block within one.
struct Module {
    file: usize,
    parent: Option<usize>,
    root: usize,
    children: HashMap<String, usize>,
    items: HashSet<String>,
    uses: HashMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    content: Vec<Item>,
}

struct Builder<'a> {
    src: &'a Path,
    read: &'a mut dyn FnMut(&Path) -> Option<String>,
    library: &'a str,
    modules: Vec<Module>,
    files: Vec<String>,
    macros: HashMap<String, usize>,
    library_root: Option<usize>,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Target {
    Item(usize),
    Module(usize),
    /// An item of another crate.
    External,
}

impl Builder<'_> {
    /// Adds the file `path`, whose child modules are below `directory`.
    fn file(&mut self, path: &Path, text: &str, parent: Option<usize>, directory: &Path) -> usize {
        let name = path.strip_prefix(self.src).unwrap_or(path);
        self.files.push(name.display().to_string());
        let parsed = syn::parse_file(text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        self.module(self.files.len() - 1, parsed.items, parent, directory)
    }

    fn module(
        &mut self,
        file: usize,
        content: Vec<Item>,
        parent: Option<usize>,
        directory: &Path,
    ) -> usize {
        let id = self.modules.len();
        let root = parent.map_or(id, |parent| self.modules[parent].root);
        self.modules.push(Module {
            file,
            parent,
            root,
            children: HashMap::new(),
            items: HashSet::new(),
            uses: HashMap::new(),
            globs: Vec::new(),
            content: Vec::new(),
        });
        let mut remaining = Vec::new();
        for item in content {
            if is_test(attributes(&item)) {
                continue;
            }
            match item {
                Item::Mod(item) => {
                    let name = item.ident.to_string();
                    let below = directory.join(&name);
                    let child = match item.content {
                        Some((_, items)) => Some(self.module(file, items, Some(id), &below)),
                        None => self.child(&item.attrs, &name, id, directory),
                    };
                    if let Some(child) = child {
                        self.modules[id].children.insert(name, child);
                    }
                }
                item => {
                    if let Item::Macro(item) = &item
                        && let Some(name) = &item.ident
                    {
                        self.macros.insert(name.to_string(), file);
                    }
                    if let Some(name) = name(&item) {
                        self.modules[id].items.insert(name);
                    }
                    remaining.push(item);
                }
            }
        }
        let mut uses = Uses(Vec::new());
        remaining.iter().for_each(|item| uses.visit_item(item));
        for leaf in uses.0 {
            match leaf.name {
                Some(name) => {
                    self.modules[id].uses.insert(name, leaf.path);
                }
                None if self.modules[id].globs.contains(&leaf.path) => {}
                None => self.modules[id].globs.push(leaf.path),
            }
        }
        self.modules[id].content = remaining;
        id
    }

    /// The module of `mod name;`, if its file is there.
    fn child(
        &mut self,
        attributes: &[syn::Attribute],
        name: &str,
        parent: usize,
        directory: &Path,
    ) -> Option<usize> {
        let below = directory.join(name);
        let path = attributes.iter().find_map(|a| match &a.meta {
            syn::Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(directory.join(text.value())),
                _ => None,
            },
            _ => None,
        });
        let candidates = match path {
            Some(path) => vec![path],
            None => vec![directory.join(format!("{name}.rs")), below.join("mod.rs")],
        };
        for path in candidates {
            if let Some(text) = (self.read)(&path) {
                return Some(self.file(&path, &text, Some(parent), &below));
            }
        }
        None
    }

    fn graph(self) -> Graph {
        let mut edges: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
        for (id, module) in self.modules.iter().enumerate() {
            let mut paths = Paths(Vec::new());
            module
                .content
                .iter()
                .for_each(|item| paths.visit_item(item));
            for path in paths.0 {
                let target = match self.resolve(id, &path.segments, 0) {
                    None if path.is_macro && path.segments.len() == 1 => {
                        self.macros.get(&path.segments[0]).map(|f| Target::Item(*f))
                    }
                    target => target,
                };
                if let Some(Target::Item(file)) = target
                    && file != module.file
                {
                    let names = edges.entry((module.file, file)).or_default();
                    names.insert(path.segments.join("::"));
                }
            }
        }
        Graph {
            files: self.files,
            edges,
        }
    }

    /// What `path`, written in `module`, leads to.
    fn resolve(&self, module: usize, path: &[String], depth: usize) -> Option<Target> {
        if depth > 20 {
            return None;
        }
        let (first, rest) = path.split_first()?;
        let this = &self.modules[module];
        match first.as_str() {
            "crate" => self.descend(this.root, rest, depth),
            "self" => self.descend(module, rest, depth),
            "super" => {
                let mut rest = rest;
                let mut at = this.parent?;
                while rest.first().is_some_and(|s| s == "super") {
                    at = self.modules[at].parent?;
                    rest = &rest[1..];
                }
                self.descend(at, rest, depth)
            }
            first if first == self.library && this.root != self.library_root? => {
                self.descend(self.library_root?, rest, depth)
            }
            _ => self.look_up(module, path, depth),
        }
    }

    /// What `path` leads to from within `module`. An item that is not found there was made by a
    /// macro, so that it is the module's own.
    fn descend(&self, module: usize, path: &[String], depth: usize) -> Option<Target> {
        if path.is_empty() {
            return Some(Target::Module(module));
        }
        let own = Some(Target::Item(self.modules[module].file));
        self.look_up(module, path, depth).or(own)
    }

    fn look_up(&self, module: usize, path: &[String], depth: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        let this = &self.modules[module];
        let child = this.children.get(first);
        if let Some(child) = child.filter(|_| !rest.is_empty()) {
            return self.descend(*child, rest, depth + 1);
        }
        if this.items.contains(first) {
            return Some(Target::Item(this.file));
        }
        if let Some(child) = child {
            return Some(Target::Module(*child));
        }
        if let Some(import) = this.uses.get(first) {
            if import.first() == Some(first) && import.len() == 1 {
                return Some(Target::External);
            }
            let full: Vec<String> = import.iter().chain(rest).cloned().collect();
            let target = self.resolve(module, &full, depth + 1);
            return Some(target.unwrap_or(Target::External));
        }
        // The path of a glob begins with a name that no other glob brings in.
        let is_known = |name: &String| {
            ["crate", "self", "super", self.library].contains(&name.as_str())
                || this.children.contains_key(name)
                || this.uses.contains_key(name)
        };
        this.globs
            .iter()
            .filter(|glob| glob.first().is_some_and(is_known))
            .find_map(|glob| match self.resolve(module, glob, depth + 1)? {
                Target::Module(other) if other != module => self.look_up(other, path, depth + 1),
                _ => None,
            })
    }
}

fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Const(i) => &i.attrs,
        Item::Enum(i) => &i.attrs,
        Item::Fn(i) => &i.attrs,
        Item::Impl(i) => &i.attrs,
        Item::Macro(i) => &i.attrs,
        Item::Mod(i) => &i.attrs,
        Item::Static(i) => &i.attrs,
        Item::Struct(i) => &i.attrs,
        Item::Trait(i) => &i.attrs,
        Item::Type(i) => &i.attrs,
        Item::Use(i) => &i.attrs,
        _ => &[],
    }
}

/// Whether the item is compiled for tests only.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|a| match &a.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(i) => &i.ident,
        Item::Enum(i) => &i.ident,
        Item::Fn(i) => &i.sig.ident,
        Item::Macro(i) => i.ident.as_ref()?,
        Item::Static(i) => &i.ident,
        Item::Struct(i) => &i.ident,
        Item::Trait(i) => &i.ident,
        Item::Type(i) => &i.ident,
        Item::Union(i) => &i.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// One name that a `use` brings in; without a name for `*`.
struct Leaf {
    path: Vec<String>,
    name: Option<String>,
}

fn leaves(tree: &UseTree, path: &mut Vec<String>, out: &mut Vec<Leaf>) {
    let leaf = |path: &[String], last: Option<&syn::Ident>, name: Option<&syn::Ident>| {
        let mut path = path.to_vec();
        let mut name = name.map(ToString::to_string);
        match last {
            Some(last) if last == "self" && name.as_deref() == Some("self") => {
                name = path.last().cloned();
            }
            Some(last) => path.push(last.to_string()),
            None => {}
        }
        Leaf { path, name }
    };
    match tree {
        UseTree::Path(tree) => {
            path.push(tree.ident.to_string());
            leaves(&tree.tree, path, out);
            path.pop();
        }
        UseTree::Name(tree) => out.push(leaf(path, Some(&tree.ident), Some(&tree.ident))),
        UseTree::Rename(tree) => out.push(leaf(path, Some(&tree.ident), Some(&tree.rename))),
        UseTree::Glob(_) => out.push(leaf(path, None, None)),
        UseTree::Group(tree) => tree.items.iter().for_each(|tree| leaves(tree, path, out)),
    }
}

/// Collects what `use` brings in, in functions too.
struct Uses(Vec<Leaf>);

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        leaves(&item.tree, &mut Vec::new(), &mut self.0);
    }

    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}
}

struct Found {
    segments: Vec<String>,
    is_macro: bool,
}

/// Collects the paths that a module writes.
struct Paths(Vec<Found>);

impl Paths {
    fn tokens(&mut self, tokens: TokenStream) {
        let mut segments: Vec<String> = Vec::new();
        let mut colons = 0;
        let end = |segments: &mut Vec<String>, found: &mut Vec<Found>, is_macro: bool| {
            let segments = std::mem::take(segments);
            if segments.len() > 1 || (is_macro && segments.len() == 1) {
                found.push(Found { segments, is_macro });
            }
        };
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        end(&mut segments, &mut self.0, false);
                    }
                    segments.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                token => {
                    let bang = matches!(&token, TokenTree::Punct(p) if p.as_char() == '!');
                    end(&mut segments, &mut self.0, bang);
                    colons = 0;
                    if let TokenTree::Group(group) = token {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        end(&mut segments, &mut self.0, false);
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !matches!(item.vis, Visibility::Inherited) {
            return;
        }
        let mut found = Vec::new();
        leaves(&item.tree, &mut Vec::new(), &mut found);
        for leaf in found.into_iter().filter(|leaf| leaf.name.is_some()) {
            self.0.push(Found {
                segments: leaf.path,
                is_macro: false,
            });
        }
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let segments = path.segments.iter().map(|s| s.ident.to_string()).collect();
            self.0.push(Found {
                segments,
                is_macro: false,
            });
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        let segments: Vec<String> = item
            .path
            .segments
            .iter()
            .map(|s| s.ident.to_string())
            .collect();
        let quoting = segments
            .last()
            .is_some_and(|s| QUOTING.contains(&s.as_str()));
        self.0.push(Found {
            segments,
            is_macro: true,
        });
        if !quoting {
            self.tokens(item.tokens.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(files: &[(&str, &str)]) -> Vec<String> {
        let graph = Graph::of(files);
        let name = |i: usize| graph.files[i].trim_end_matches(".rs").to_owned();
        let edges = graph.edges.keys();
        edges
            .map(|(a, b)| format!("{}->{}", name(*a), name(*b)))
            .collect()
    }

    #[test]
    fn imports_and_paths_are_edges() {
        let root = ("lib.rs", "mod a; mod b;");
        for used in [
            "use crate::b::X;",
            "use super::b::{Y as Z, X};",
            "use crate::b; fn f() { b::f() }",
            "fn f() -> crate::b::X { g() }",
            "fn f() { use crate::b::X; }",
            "fn f() { vec![crate::b::X::new()] }",
            "use crate::b::*; fn f(x: X) {}",
        ] {
            let found = edges(&[root, ("a.rs", used), ("b.rs", "pub struct X;")]);
            assert_eq!(found, ["a->b"], "{used}");
        }
    }

    #[test]
    fn modules_reexports_tests_and_generated_code_are_no_edges() {
        let root = ("lib.rs", "mod a; mod b; pub use a::X;");
        for other in [
            "pub use crate::b::X;",
            "use crate::b;",
            "#[cfg(test)] mod tests { use crate::b::X; }",
            "#[cfg(test)] use crate::b::X;",
            "fn f() { quote!(crate::b::X) }",
            "use reqwest::X; fn f(x: X) {}",
        ] {
            let found = edges(&[root, ("a.rs", other), ("b.rs", "pub struct X;")]);
            assert!(found.is_empty(), "{other}: {found:?}");
        }
    }

    #[test]
    fn reexports_lead_to_the_file_that_defines_the_item() {
        let found = edges(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::X;"),
            ("b/mod.rs", "mod c; pub use c::*;"),
            ("b/c.rs", "pub struct X;"),
        ]);
        assert_eq!(found, ["a->b/c"]);
    }

    #[test]
    fn macros_are_items_and_make_items() {
        let found = edges(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "macro_rules! m { () => { $crate::b::f() } }"),
            ("b.rs", "m!{Made}"),
            ("main.rs", "use own::b::Made;"),
        ]);
        assert_eq!(found, ["a->b", "b->a", "main->b"]);
    }

    #[test]
    fn cycles_are_found_shortest_first() {
        let graph = Graph::of(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::B; struct A;"),
            ("b.rs", "use crate::c::C; struct B;"),
            ("c.rs", "use crate::a::A; use crate::b::B; struct C;"),
        ]);
        let cycles: Vec<String> = graph.cycles().iter().map(|c| graph.describe(c)).collect();
        assert_eq!(
            cycles,
            [
                "  b.rs -> c.rs: crate::c::C\n  c.rs -> b.rs: crate::b::B\n",
                "  a.rs -> b.rs: crate::b::B\n  b.rs -> c.rs: crate::c::C\n  \
                 c.rs -> a.rs: crate::a::A\n",
            ]
        );
    }
}
