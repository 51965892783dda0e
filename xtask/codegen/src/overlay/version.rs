//! The versions of overlays, and their fields.

use serde_json::Value;

/// A version. Patch versions do not differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V1_0,
    V1_1,
    V1_2,
}

impl Version {
    /// Returns the version of an overlay, or `None` if it is unknown.
    pub(super) fn of(overlay: &Value) -> Option<Self> {
        let (minor, patch) = overlay
            .get("overlay")?
            .as_str()?
            .strip_prefix("1.")?
            .split_once('.')?;
        if patch.is_empty() || !patch.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        match minor {
            "0" => Some(Self::V1_0),
            "1" => Some(Self::V1_1),
            "2" => Some(Self::V1_2),
            _ => None,
        }
    }

    /// Returns the fields of an overlay.
    pub(super) fn overlay_fields(self) -> &'static [&'static str] {
        match self {
            Self::V1_0 | Self::V1_1 => &["overlay", "info", "extends", "actions"],
            Self::V1_2 => &[
                "overlay",
                "$self",
                "info",
                "extends",
                "actions",
                "components",
            ],
        }
    }

    /// Returns the fields of an action.
    pub(super) fn action_fields(self) -> &'static [&'static str] {
        match self {
            Self::V1_0 => &["target", "description", "update", "remove"],
            Self::V1_1 | Self::V1_2 => &["target", "description", "update", "copy", "remove"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn other_versions_are_unknown() {
        let version = |version: Value| Version::of(&json!({"overlay": version}));
        assert_eq!(version(json!("1.0.0")), Some(Version::V1_0));
        assert_eq!(version(json!("1.1.12")), Some(Version::V1_1));
        assert_eq!(version(json!("1.2.0")), Some(Version::V1_2));
        for unknown in [
            json!("1.3.0"),
            json!("1.10.0"),
            json!("2.0.0"),
            json!("1.0"),
            json!("1.0."),
            json!("1.0.x"),
            json!("1.0.0.0"),
            json!("v1.0.0"),
            json!(1.0),
            json!(null),
        ] {
            assert_eq!(version(unknown.clone()), None, "{unknown}");
        }
    }
}
