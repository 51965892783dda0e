//! Compares security schemes, and those that operations require.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use super::changes::Changes;
use super::model::{Model, OperationSignature};
use super::verdict::ChangeKind;
use crate::ir::{ApiKeyLocation, SecurityAlternative, SecurityScheme, SecuritySchemeKind};

/// From the old to the new name of a renamed scheme.
pub(super) type Renames<'a> = BTreeMap<&'a str, &'a str>;

/// Compares the security schemes. Returns those that were renamed.
pub(super) fn compare_schemes<'a>(
    old: &'a Model,
    new: &'a Model,
    out: &mut Changes,
) -> Renames<'a> {
    let (old, new) = (&old.security, &new.security);
    let find = |all: &'a [SecurityScheme], id: &str| all.iter().find(|scheme| scheme.id == id);
    let only_in = |here: &'a [SecurityScheme], there: &'a [SecurityScheme]| {
        let mut schemes: Vec<&'a SecurityScheme> = here.iter().collect();
        schemes.retain(|scheme| find(there, &scheme.id).is_none());
        schemes
    };
    let (removed, mut added) = (only_in(old, new), only_in(new, old));
    let mut renames = Renames::new();
    for scheme in &removed {
        let mut alike = removed.iter().filter(|other| other.kind == scheme.kind);
        let is_unique = alike.nth(1).is_none();
        let same: Vec<usize> = (0..added.len())
            .filter(|i| added[*i].kind == scheme.kind)
            .collect();
        if let ([to], true) = (same.as_slice(), is_unique) {
            let to = added.remove(*to);
            renames.insert(&scheme.id, &to.id);
            let message = format!("security scheme `{}` was renamed to `{}`", scheme.id, to.id);
            out.push(ChangeKind::SecuritySchemeRenamed, &to.id, None, message);
        } else {
            let message = format!("security scheme `{}` was removed", scheme.id);
            out.push(ChangeKind::SecuritySchemeRemoved, &scheme.id, None, message);
        }
    }
    for scheme in added {
        let message = format!(
            "security scheme `{}` was added ({})",
            scheme.id,
            describe(&scheme.kind)
        );
        out.push(ChangeKind::SecuritySchemeAdded, &scheme.id, None, message);
    }
    for before in old {
        let Some(after) = find(new, &before.id) else {
            continue;
        };
        if before.kind == after.kind {
            continue;
        }
        let message = format!(
            "security scheme `{}` is {} (was {})",
            after.id,
            describe(&after.kind),
            describe(&before.kind)
        );
        let kind = match takes_same_credential(&before.kind, &after.kind) {
            true => ChangeKind::Security,
            false => ChangeKind::SecuritySchemeKind,
        };
        out.push(kind, &after.id, None, message);
    }
    let first = |all: &'a [SecurityScheme]| {
        let mut schemes = all.iter().filter(|scheme| scheme.is_in_request());
        schemes.next().map(|scheme| scheme.id.as_str())
    };
    if let (Some(before), Some(after)) = (first(old), first(new))
        && renames.get(before).copied().unwrap_or(before) != after
    {
        let message = format!("the first security scheme is `{after}` (was `{before}`)");
        out.push(ChangeKind::SecuritySchemeOrder, after, None, message);
    }
    renames
}

/// Returns whether a caller can set the same text as the credential of both kinds.
fn takes_same_credential(old: &SecuritySchemeKind, new: &SecuritySchemeKind) -> bool {
    let is_token = |kind: &SecuritySchemeKind| {
        use SecuritySchemeKind::{Bearer, OAuth2, OpenIdConnect};
        matches!(kind, Bearer | OAuth2 | OpenIdConnect)
    };
    discriminant(old) == discriminant(new) || (is_token(old) && is_token(new))
}

fn describe(kind: &SecuritySchemeKind) -> String {
    match kind {
        SecuritySchemeKind::ApiKey(location, name) => {
            let location = match location {
                ApiKeyLocation::Header => "header",
                ApiKeyLocation::Query => "query parameter",
                ApiKeyLocation::Cookie => "cookie",
            };
            format!("a key in the {location} `{name}`")
        }
        SecuritySchemeKind::Basic => "user name and password".to_owned(),
        SecuritySchemeKind::Bearer => "a bearer token".to_owned(),
        SecuritySchemeKind::Http(word) => format!("a credential with the scheme `{word}`"),
        SecuritySchemeKind::OAuth2 => "a token of OAuth 2".to_owned(),
        SecuritySchemeKind::OpenIdConnect => "a token of OpenID Connect".to_owned(),
        SecuritySchemeKind::MutualTls => "a client certificate".to_owned(),
    }
}

/// Compares the requirements of an operation.
pub(super) fn compare_requirements(
    old: &OperationSignature,
    new: &OperationSignature,
    renames: &Renames<'_>,
    out: &mut Changes,
) {
    let name = &new.name;
    let old_alternatives = alternatives(old.security.as_deref(), renames);
    let new_alternatives = alternatives(new.security.as_deref(), &Renames::new());
    if old_alternatives != new_alternatives {
        // Whoever has the credentials of an old alternative must have those of a new one.
        let is_usable = |before: &BTreeSet<&str>| {
            let mut new = new_alternatives.iter();
            new.any(|after| after.is_subset(before))
        };
        let message = format!(
            "operation `{name}` needs {} (was {})",
            list(&new_alternatives),
            list(&old_alternatives)
        );
        let kind = match old_alternatives.iter().all(is_usable) {
            true => ChangeKind::SecurityAlternatives,
            false => ChangeKind::SecurityRequired,
        };
        out.push(kind, name, None, message);
    }
    let (before, after) = (
        scopes(old.security.as_deref(), renames),
        scopes(new.security.as_deref(), &Renames::new()),
    );
    for (scheme, after) in &after {
        let Some(before) = before.get(scheme).filter(|before| *before != after) else {
            continue;
        };
        let join = |scopes: &BTreeSet<&str>| match scopes.is_empty() {
            true => "no scopes".to_owned(),
            false => {
                let scopes: Vec<String> = scopes.iter().map(|s| format!("`{s}`")).collect();
                format!("the scopes {}", scopes.join(", "))
            }
        };
        let message = format!(
            "operation `{name}` needs {} of `{scheme}` (was {})",
            join(after),
            join(before)
        );
        out.push(ChangeKind::SecurityScopes, name, None, message);
    }
}

/// Returns the ids of the schemes of each alternative. One without ids needs no credential.
fn alternatives<'a>(
    alternatives: Option<&'a [SecurityAlternative]>,
    renames: &Renames<'a>,
) -> Vec<BTreeSet<&'a str>> {
    let ids = |alternative: &'a SecurityAlternative| {
        let ids = alternative.iter().map(|one| renamed(&one.scheme, renames));
        ids.collect()
    };
    match alternatives {
        None | Some([]) => vec![BTreeSet::new()],
        Some(alternatives) => alternatives.iter().map(ids).collect(),
    }
}

/// Returns the scopes of each scheme.
fn scopes<'a>(
    alternatives: Option<&'a [SecurityAlternative]>,
    renames: &Renames<'a>,
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut scopes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in alternatives.into_iter().flatten().flatten() {
        let of_scheme = scopes.entry(renamed(&one.scheme, renames)).or_default();
        of_scheme.extend(one.scopes.iter().map(String::as_str));
    }
    scopes
}

fn renamed<'a>(id: &'a str, renames: &Renames<'a>) -> &'a str {
    renames.get(id).copied().unwrap_or(id)
}

fn list(alternatives: &[BTreeSet<&str>]) -> String {
    let alternatives = alternatives.iter().map(|ids| {
        let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        match ids.is_empty() {
            true => "no credential".to_owned(),
            false => ids.join(" and "),
        }
    });
    alternatives.collect::<Vec<_>>().join(" or ")
}
