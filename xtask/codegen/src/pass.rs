//! Passes: the steps of a stage, in the order in which they run.

/// A step of a stage. `R` is the type of its function, `F` that of facts.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "tests check names, needs and gives")
)]
pub(crate) struct Pass<R, F: 'static> {
    /// The name, unique within its stage.
    pub(crate) name: &'static str,
    /// The facts that it needs, established by earlier passes.
    pub(crate) needs: &'static [F],
    /// The facts that it establishes.
    pub(crate) gives: &'static [F],
    /// Runs the pass.
    pub(crate) run: R,
}

/// Checks the order of `passes`: each has a unique name, no fact is established twice, and every
/// needed fact is established by an earlier pass.
#[cfg(test)]
pub(crate) fn check<R, F: PartialEq + std::fmt::Debug>(
    passes: &[Pass<R, F>],
) -> Result<(), String> {
    let mut known: Vec<&F> = Vec::new();
    for (i, pass) in passes.iter().enumerate() {
        let name = pass.name;
        if passes[..i].iter().any(|other| other.name == name) {
            return Err(format!("`{name}` is listed twice"));
        }
        if let Some(need) = pass.needs.iter().find(|need| !known.contains(need)) {
            return Err(format!(
                "`{name}` needs {need:?}, which no earlier pass gives"
            ));
        }
        for fact in pass.gives {
            if known.contains(&fact) {
                return Err(format!("`{name}` gives {fact:?} a second time"));
            }
            known.push(fact);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn pass(name: &'static str, needs: &'static [u8], gives: &'static [u8]) -> Pass<(), u8> {
        Pass {
            name,
            needs,
            gives,
            run: (),
        }
    }

    #[test]
    fn a_wrong_order_is_found() {
        let first = || pass("first", &[], &[1]);
        assert_eq!(check(&[first(), pass("second", &[1], &[])]), Ok(()));
        for passes in [
            [pass("second", &[1], &[]), first()],
            [first(), first()],
            [first(), pass("second", &[], &[1])],
        ] {
            assert!(check(&passes).is_err());
        }
    }
}
