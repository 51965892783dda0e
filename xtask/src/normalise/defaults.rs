//! A default in a request body is the service's: a field that nobody touched is not sent.

use serde_json::Value;

use super::reach::Reach;
use crate::diagnostic::Report;
use crate::pointer::{join, schema_name};
use crate::walk::{self, Role};

pub(super) fn drop(doc: &mut Value, reach: &Reach, report: &mut Report) {
    walk::roots_mut(doc, &mut |role, schema, at| {
        let sent = match role {
            Role::Component => {
                schema_name(&format!("#{at}")).is_some_and(|name| reach.body.contains(&name))
            }
            Role::Parameter | Role::Request => true,
            Role::Response => false,
        };
        if !sent {
            return;
        }
        walk::deep_mut(schema, at, &mut |schema, at| {
            let Some(map) = schema.as_object_mut() else {
                return;
            };
            if map.shift_remove("default").is_some() {
                report.note(
                    "default",
                    &join(at, "default"),
                    "left to the service, so that what the caller leaves out is not sent",
                );
            }
        });
    });
}
