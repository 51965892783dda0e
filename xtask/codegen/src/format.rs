//! Stage `format`: prints a syntax tree as `rustfmt` does.

use std::io::Write;
use std::process::{Command, Stdio};

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Item};

use crate::{invisible, syntax};

/// Prints `file`, in edition 2024, after `header`.
///
/// # Errors
/// Fails if `rustfmt` cannot be run or reports an error.
pub fn format(file: &syn::File, header: &str) -> Result<String, String> {
    let mut file = file.clone();
    MarkCalls.visit_file_mut(&mut file);
    let code = invisible::escape(&prettyplease::unparse(&file));
    let mut text = spaced(&format!("{header}\n{code}"));
    // Long lines may take more than one round to settle.
    for _ in 0..4 {
        let next = rustfmt(&text)?;
        if next == text {
            return Ok(macro_calls(&text));
        }
        text = next;
    }
    Err("rustfmt changes its own output again and again".to_owned())
}

/// Writes the marked modules as calls of the macros of the runtime that have their names, because
/// `rustfmt` does not format the content of macros.
fn macro_calls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_start() == syntax::MACRO_CALL
            && let Some(module) = lines.next()
        {
            let call = module.replacen("mod ", "::rolekit_runtime::", 1);
            out += &call.replacen(" {", "! {", 1);
        } else {
            out += line;
        }
        out.push('\n');
    }
    out
}

/// Turns what is printed as the call of a macro into a marked module: marked enums, and calls that are
/// there already.
struct MarkCalls;

impl VisitMut for MarkCalls {
    fn visit_item_mut(&mut self, item: &mut Item) {
        visit_mut::visit_item_mut(self, item);
        match item {
            Item::Enum(marked) if marked.attrs.contains(&syntax::string_enum_marker()) => {
                // What the macro adds to the enum exists under the same conditions.
                let is_cfg = |attr: &mut Attribute| attr.path().is_ident("cfg");
                let cfgs = marked.attrs.extract_if(.., is_cfg).collect();
                marked
                    .attrs
                    .retain(|attr| *attr != syntax::string_enum_marker());
                *item = call("string_enum", std::slice::from_ref(item), cfgs);
            }
            Item::Macro(call) => {
                let path = &call.mac.path.segments;
                if let (true, Some(name), Ok(content)) = (
                    path.first()
                        .is_some_and(|first| first.ident == "rolekit_runtime"),
                    path.last(),
                    call.mac.parse_body::<syn::File>(),
                ) {
                    let attrs = call.attrs.clone();
                    *item = self::call(&name.ident.to_string(), &content.items, attrs);
                }
            }
            _ => {}
        }
    }
}

fn call(name: &str, items: &[Item], attrs: Vec<Attribute>) -> Item {
    let mut item = syntax::macro_call(name, items);
    if let Item::Mod(module) = &mut item {
        module.attrs.splice(0..0, attrs);
    }
    item
}

/// Runs the installed `rustfmt` on `text`.
///
/// # Errors
/// Fails if `rustfmt` cannot be run or reports an error.
pub fn rustfmt(text: &str) -> Result<String, String> {
    let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    let mut child = Command::new(program)
        .args(["--edition", "2024", "--emit", "stdout", "--quiet"])
        // A rustfmt.toml of the caller must not change the output.
        .args(["--config", "newline_style=Unix"])
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("rustfmt could not be run: {e}"))?;
    let mut stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(stdin) = &mut stdin {
                // A write that fails shows in what rustfmt says.
                let _ = stdin.write_all(text.as_bytes());
            }
        });
        child.wait_with_output()
    })
    .map_err(|e| format!("rustfmt could not be run: {e}"))?;
    if !output.status.success() {
        return Err(format!(
            "rustfmt: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    String::from_utf8(output.stdout).map_err(|e| e.to_string())
}

/// Puts an empty line between items, which the printer leaves out.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(next) = lines.peek() else {
            break;
        };
        let depth = |line: &str| line.len() - line.trim_start().len();
        let starts = next.trim_start();
        let closes = line.trim() == "}"
            && depth(line) <= 8
            && depth(next) == depth(line)
            && !starts.starts_with(['}', '.', ')', '?'])
            && !starts.starts_with("else");
        let after_use = line.trim_start().starts_with("use ") && !starts.starts_with("use ");
        let is_item = [
            "///", "#[", "pub ", "pub(", "fn ", "impl", "mod ", "const ", "static ",
        ]
        .iter()
        .any(|word| starts.starts_with(word));
        if (closes && is_item) || (after_use && !starts.is_empty()) {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_a_fixed_point_of_rustfmt() {
        let file = syn::parse_quote! {
            pub struct A { pub b : u8 }
            impl A { pub fn c(&self)->u8{self.b} /** D */ pub fn e(&self) {} }
        };
        let text = format(&file, "// Header.").unwrap();
        assert!(text.starts_with("// Header.\n"), "{text}");
        assert!(text.contains("}\n\nimpl A {"), "{text}");
        assert!(text.contains("    }\n\n    /"), "{text}");
        assert_eq!(rustfmt(&text).unwrap(), text);
    }
}
