//! Merges unions with other schemas: one alternative per alternative of each union.

use serde_json::{Value, json};

use super::alternative::{Alternative, common_tag};
use super::schemas::{MergedSchema, SchemaObject, distinct, is_object, needs_merging};
use super::{AllOfMerger, DEPTH};
use crate::extension_keys;
use crate::normalise::alternatives::named;

/// Maximum number of alternatives that a product of unions may have.
const ALTERNATIVES: usize = 64;
impl AllOfMerger<'_> {
    /// Merges `base` into each alternative.
    pub(super) fn alternatives(
        &mut self,
        base: SchemaObject,
        unions: &[MergedSchema],
        at: &str,
    ) -> SchemaObject {
        let base = Alternative::of(base);
        let mut is_any_of = false;
        let mut all = match self.product(base, unions, &mut is_any_of, at) {
            Ok(all) if all.is_empty() => {
                return self
                    .report_impossible(at, "the alternatives contain nothing but themselves");
            }
            Ok(all) => all,
            Err(reason) => return self.report_impossible(at, &reason),
        };
        if let [_] = all.as_slice()
            && let Some(only) = all.pop()
        {
            return only.into_schema(false);
        }
        let tag = common_tag(&all).map(str::to_owned);
        if tag.is_none() {
            all.iter_mut().for_each(Alternative::pin);
        }
        let is_tagged = tag.is_some();
        let all = all.into_iter().map(|one| one.into_schema(is_tagged));
        let mut whole = SchemaObject::new();
        whole.insert("oneOf".to_owned(), json!(distinct(all.collect())));
        whole.extend(tag.map(|tag| (extension_keys::TAG.to_owned(), json!(tag))));
        if is_any_of {
            whole.insert(extension_keys::ANY_OF.to_owned(), json!(true));
        }
        whole
    }

    /// Returns `base` merged with one alternative of each union, or why no value is in any of them.
    fn product(
        &mut self,
        base: Alternative,
        unions: &[MergedSchema],
        is_any_of: &mut bool,
        at: &str,
    ) -> Result<Vec<Alternative>, String> {
        if self.nesting == DEPTH {
            self.report.unsupported(
                "all-of",
                at,
                "alternatives contain themselves: any value is accepted",
                "Write the schema without `allOf` in an overlay.",
            );
            return Ok(vec![Alternative::default()]);
        }
        let count = unions
            .iter()
            .map(|union| listed(union).count())
            .product::<usize>();
        if count > ALTERNATIVES {
            return Ok(vec![self.too_many(base, unions, count, at)]);
        }
        self.nesting += 1;
        let mut out = Ok(vec![base]);
        for union in unions {
            out = out.and_then(|lefts| self.each_alternative(&lefts, union, is_any_of, at));
        }
        self.nesting -= 1;
        out
    }

    /// Returns `base` with room for the fields of too many alternatives.
    fn too_many(
        &mut self,
        base: Alternative,
        unions: &[MergedSchema],
        count: usize,
        at: &str,
    ) -> Alternative {
        let target = |schema| named(schema, self.schemas)?.as_object();
        let listed = unions.iter().filter_map(|union| union.schema.get("oneOf"));
        let mut listed = listed.filter_map(Value::as_array).flatten();
        let mut base = base;
        if base.schema.is_empty() && listed.all(|schema| target(schema).is_some_and(is_object)) {
            base.schema.insert("type".to_owned(), json!("object"));
        }
        let (out, result) = if is_object(&base.schema) {
            let open = base.schema.entry("additionalProperties");
            open.or_insert(json!({}));
            (base, "their fields are in `extra`")
        } else {
            (Alternative::default(), "any value is accepted")
        };
        self.report.unsupported(
            "all-of",
            at,
            format!("{count} alternatives, which is too many: {result}"),
            "Write the alternatives in one `oneOf` in an overlay.",
        );
        out
    }

    /// Merges each schema of `lefts` with each alternative of a union.
    fn each_alternative(
        &mut self,
        lefts: &[Alternative],
        union: &MergedSchema,
        is_any_of: &mut bool,
        at: &str,
    ) -> Result<Vec<Alternative>, String> {
        *is_any_of |= union.schema.get(extension_keys::ANY_OF) == Some(&json!(true));
        let mut out = Vec::new();
        let mut excluded = Vec::new();
        let expanded = self.expanding.len();
        self.expanding.extend(union.name.clone());
        for left in lefts {
            for alternative in listed(union) {
                let left = left.with_marks(alternative, &union.schema);
                match self.alternative(left, alternative.clone(), union, is_any_of, at) {
                    Ok(merged) => out.extend(merged),
                    Err(reason) => excluded.push(reason),
                }
            }
        }
        self.expanding.truncate(expanded);
        let count = excluded.len();
        if let Some(reason) = excluded.pop() {
            if out.is_empty() {
                return Err(reason);
            }
            self.report.note(
                "all-of",
                at,
                format!("alternatives that no value can be are removed: {count}, as {reason}"),
            );
        }
        Ok(out)
    }

    /// Merges `left` with one alternative of a union: with each of its alternatives, if it is a union itself.
    fn alternative(
        &mut self,
        left: Alternative,
        alternative: SchemaObject,
        union: &MergedSchema,
        is_any_of: &mut bool,
        at: &str,
    ) -> Result<Vec<Alternative>, String> {
        let schema = if needs_merging(&alternative) {
            self.flatten(alternative, &union.from)
        } else {
            alternative
        };
        let part = self.resolve(MergedSchema {
            schema,
            name: None,
            from: union.from.clone(),
        });
        if part.schema.contains_key("oneOf") {
            // A union that contains itself has the same alternatives again.
            return match part
                .name
                .as_ref()
                .is_some_and(|name| self.expanding.contains(name))
            {
                true => Ok(Vec::new()),
                false => self.product(left, &[part], is_any_of, at),
            };
        }
        let schema = self.intersect_part(left.schema.clone(), &part, at)?;
        Ok(vec![left.merged(schema, &part)])
    }
}

/// Returns the alternatives of a union.
fn listed(union: &MergedSchema) -> impl Iterator<Item = &SchemaObject> {
    let list = union.schema.get("oneOf").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_object)
}
