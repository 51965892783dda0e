//! Fault plans and their validation.

use serde::{Deserialize, Serialize};

use super::error::InvalidFaultPlan;
use super::fault::Fault;

/// The faults to inject into one server.
///
/// A plan extends the current one: its faults are queued after those that are pending, and its
/// random faults replace the earlier ones.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaultPlan {
    /// Faults of single requests, in the order of use.
    pub faults: Vec<Fault>,
    /// Random faults for requests that no queued fault matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub random: Option<RandomFaults>,
    /// A connection fault, which takes effect immediately.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connections: Option<ConnectionFault>,
}

/// Reproducible random faults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomFaults {
    /// The seed. The same seed gives the same decisions.
    pub seed: u64,
    /// The probability that a request is affected, from 0 to 1.
    pub probability: f64,
    /// The faults, of which one that matches the request is chosen. `times` is ignored.
    pub faults: Vec<Fault>,
}

/// A fault of connections, before any request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ConnectionFault {
    /// Refuses new connections.
    Refuse {
        /// The duration in milliseconds, or `None` until faults are cleared. Required over HTTP,
        /// where a closed port cannot be reached to open it again.
        #[serde(default)]
        ms: Option<u64>,
    },
    /// Resets new connections as soon as they are accepted.
    Reset {
        /// How many connections.
        count: u64,
    },
}

impl FaultPlan {
    /// Validates the plan.
    ///
    /// # Errors
    ///
    /// Fails if a method, path, status or header is invalid, `times` is 0, or a probability is not
    /// between 0 and 1.
    pub fn check(&self) -> Result<(), InvalidFaultPlan> {
        let random = self.random.as_ref();
        if let Some(RandomFaults { probability, .. }) = random
            && !(0.0..=1.0).contains(probability)
        {
            let problem = format!("probability must be between 0 and 1, got {probability}");
            return Err(InvalidFaultPlan(problem));
        }
        let random = random.map_or(&[][..], |random| &random.faults);
        self.faults.iter().chain(random).try_for_each(Fault::check)
    }
}

impl From<Fault> for FaultPlan {
    fn from(fault: Fault) -> Self {
        vec![fault].into()
    }
}

impl From<Vec<Fault>> for FaultPlan {
    fn from(faults: Vec<Fault>) -> Self {
        Self {
            faults,
            ..Self::default()
        }
    }
}

impl<const N: usize> From<[Fault; N]> for FaultPlan {
    fn from(faults: [Fault; N]) -> Self {
        Vec::from(faults).into()
    }
}

impl From<RandomFaults> for FaultPlan {
    fn from(random: RandomFaults) -> Self {
        Self {
            random: Some(random),
            ..Self::default()
        }
    }
}

impl From<ConnectionFault> for FaultPlan {
    fn from(fault: ConnectionFault) -> Self {
        Self {
            connections: Some(fault),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{CannedResponse, Framing, GzipForm, JsonEdit};
    use super::*;

    fn read(json: &str) -> Result<FaultPlan, String> {
        let plan: FaultPlan = serde_json::from_str(json).map_err(|error| error.to_string())?;
        plan.check().map_err(|error| error.to_string())?;
        Ok(plan)
    }

    #[test]
    fn every_kind_round_trips_through_json() {
        let response = CannedResponse::new(200)
            .header("set-cookie", "a=1")
            .header("set-cookie", "b=2")
            .bytes(*b"\x1f\x8b\xff");
        let plan = FaultPlan {
            faults: vec![
                Fault::respond(response).always(),
                Fault::status(204),
                Fault::respond(CannedResponse::new(200).json(serde_json::json!({}))),
                Fault::redirect(307, "http://127.0.0.1:1/"),
                Fault::delay(Duration::from_secs(1)).after(),
                Fault::hang().method("GET").path("/roles*"),
                Fault::reset().times(3),
                Fault::delay_body(1, Duration::from_millis(5)),
                Fault::hang_body(1).with_response(CannedResponse::new(403).vendor()),
                Fault::reset_body(2).before(),
                Fault::truncate(3, Framing::Close),
                Fault::content_length(4),
                Fault::endless(),
                Fault::pad(5).with_response(CannedResponse::new(502).nginx()),
                Fault::gzip(GzipForm::TwoMembers),
                Fault::json(JsonEdit::LoneSurrogate),
                Fault::respond(CannedResponse::new(503).envoy()).after(),
            ],
            random: Some(RandomFaults {
                seed: u64::MAX,
                probability: 0.25,
                faults: vec![Fault::reset()],
            }),
            connections: Some(ConnectionFault::Reset { count: 2 }),
        };
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(read(&json).unwrap(), plan);
    }

    #[test]
    fn reports_what_is_invalid() {
        for (json, expected) in [
            (r#"{"fault": []}"#, "unknown field `fault`"),
            (r#"{"faults": [{}]}"#, "needs `response`, `do` or both"),
            (
                r#"{"faults": [{"do": {"kind": "sing"}}]}"#,
                "unknown variant `sing`",
            ),
            (
                r#"{"faults": [{"do": {"kind": "reset", "ms": 1}}]}"#,
                "unknown field `ms`",
            ),
            (
                r#"{"faults": [{"response": {"status": 503, "retry": 1}}]}"#,
                "unknown field `retry`",
            ),
            (
                r#"{"faults": [{"do": {"kind": "delay"}}]}"#,
                "missing field `ms`",
            ),
            (
                r#"{"faults": [{"times": "often", "do": {"kind": "reset"}}]}"#,
                "a number or \"always\"",
            ),
            (
                r#"{"faults": [{"times": 0, "do": {"kind": "reset"}}]}"#,
                "at least 1",
            ),
            (
                r#"{"faults": [{"path": "roles", "do": {"kind": "reset"}}]}"#,
                "must begin with /",
            ),
            (
                r#"{"faults": [{"method": "a b", "do": {"kind": "reset"}}]}"#,
                "invalid method",
            ),
            (
                r#"{"faults": [{"response": {"status": 100}}]}"#,
                "status 100",
            ),
            (
                r#"{"faults": [{"response": {"status": 503, "body": "squid"}}]}"#,
                "unknown variant `squid`",
            ),
            (
                r#"{"faults": [{"response": {"status": 503}, "do": {"kind": "reset"}}]}"#,
                "reset sends no response",
            ),
            (
                r#"{"faults": [{"do": {"kind": "gzip", "form": "brotli"}}]}"#,
                "unknown variant `brotli`",
            ),
            (
                r#"{"faults": [{"response": {"status": 200, "headers": {"a b": ""}}}]}"#,
                "header",
            ),
            (
                r#"{"random": {"seed": 1, "probability": 2, "faults": []}}"#,
                "between 0 and 1",
            ),
            (
                r#"{"connections": {"kind": "refuse", "s": 1}}"#,
                "unknown field `s`",
            ),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.contains(expected), "{json}: {error}");
        }
    }
}
