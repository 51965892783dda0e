//! A syntax tree becomes text that `rustfmt` leaves as it is.

use std::io::Write;
use std::process::{Command, Stdio};

/// Prints `file`, which is in `edition` 2024, under `header`.
///
/// # Errors
/// What `rustfmt` said, or why it could not be run.
pub fn format(file: &syn::File, header: &str) -> Result<String, String> {
    let mut text = spaced(&format!("{header}\n{}", prettyplease::unparse(file)));
    // Long lines may take more than one round to settle.
    for _ in 0..4 {
        let next = rustfmt(&text)?;
        if next == text {
            return Ok(text);
        }
        text = next;
    }
    Err("rustfmt changes its own output again and again".to_owned())
}

/// The installed `rustfmt` on `text`.
///
/// # Errors
/// What it said, or why it could not be run.
pub fn rustfmt(text: &str) -> Result<String, String> {
    let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    let mut child = Command::new(program)
        .args(["--edition", "2024", "--emit", "stdout", "--quiet"])
        // A rustfmt.toml of whoever calls must not change the bytes.
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
        // A macro's call is an item like the others.
        let called = line.trim_start().ends_with(");") && depth(line) == 4 && depth(next) == 4;
        let after_use = line.starts_with("use ") && !next.starts_with("use ");
        let is_item = ["///", "#[", "pub ", "fn ", "impl", "const ", "static "]
            .iter()
            .any(|word| starts.starts_with(word));
        if ((closes || called) && is_item) || (after_use && !starts.is_empty()) {
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
