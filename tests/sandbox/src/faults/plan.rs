//! A plan of faults, and whether it can be carried out.

use serde::{Deserialize, Serialize};

use super::error::InvalidFaultPlan;
use super::fault::Fault;

/// What is to go wrong on one API's port.
///
/// A plan is added to what is there: its faults stand behind the ones that wait, its random faults
/// take the place of the earlier ones.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaultPlan {
    /// Faults of single requests, in the order in which they are used up.
    pub faults: Vec<Fault>,
    /// Faults that strike at random where none of the above does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub random: Option<RandomFaults>,
    /// A fault of connections, which begins at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connections: Option<ConnectionFault>,
}

/// Faults that strike at random, reproducibly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomFaults {
    /// The same seed gives the same decisions.
    pub seed: u64,
    /// How likely a request is hit, from 0 to 1.
    pub probability: f64,
    /// One of those that match the request is taken. Their `times` do not count.
    pub faults: Vec<Fault>,
}

/// A fault of connections, before there is a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ConnectionFault {
    /// New connections are refused.
    Refuse {
        /// For so many milliseconds; `None` is until the faults are cleared. Over HTTP a number is
        /// needed: a closed port cannot be told to open.
        #[serde(default)]
        ms: Option<u64>,
    },
    /// New connections are reset as soon as they are accepted.
    Reset {
        /// How many.
        count: u64,
    },
}

impl FaultPlan {
    /// Whether it can be carried out.
    ///
    /// # Errors
    ///
    /// When a method, path, status or header is none, a fault hits 0 times, or a probability is not
    /// from 0 to 1.
    pub fn check(&self) -> Result<(), InvalidFaultPlan> {
        let random = self.random.as_ref();
        if let Some(RandomFaults { probability, .. }) = random
            && !(0.0..=1.0).contains(probability)
        {
            let problem = format!("the probability {probability} is not from 0 to 1");
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

    use super::super::{CannedResponse, Framing};
    use super::*;

    fn read(json: &str) -> Result<FaultPlan, String> {
        let plan: FaultPlan = serde_json::from_str(json).map_err(|error| error.to_string())?;
        plan.check().map_err(|error| error.to_string())?;
        Ok(plan)
    }

    #[test]
    fn every_kind_round_trips_through_json() {
        let answer = CannedResponse::new(200)
            .header("set-cookie", "a=1")
            .header("set-cookie", "b=2")
            .bytes(*b"\x1f\x8b\xff");
        let plan = FaultPlan {
            faults: vec![
                Fault::respond(answer).always(),
                Fault::status(204),
                Fault::respond(CannedResponse::new(200).json(serde_json::json!({}))),
                Fault::redirect(307, "http://127.0.0.1:1/"),
                Fault::delay(Duration::from_secs(1)).after(),
                Fault::hang().method("GET").path("/roles*"),
                Fault::reset().times(3),
                Fault::delay_body(1, Duration::from_millis(5)),
                Fault::reset_body(2).before(),
                Fault::truncate(3, Framing::Close),
                Fault::content_length(4),
                Fault::endless(),
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
            (r#"{"faults": [{}]}"#, "missing field `do`"),
            (
                r#"{"faults": [{"do": {"kind": "sing"}}]}"#,
                "unknown variant `sing`",
            ),
            (
                r#"{"faults": [{"do": {"kind": "reset", "ms": 1}}]}"#,
                "unknown field `ms`",
            ),
            (
                r#"{"faults": [{"do": {"kind": "status", "status": 503, "retry": 1}}]}"#,
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
                "0 times",
            ),
            (
                r#"{"faults": [{"path": "roles", "do": {"kind": "reset"}}]}"#,
                "no / before",
            ),
            (
                r#"{"faults": [{"method": "a b", "do": {"kind": "reset"}}]}"#,
                "no method",
            ),
            (
                r#"{"faults": [{"do": {"kind": "status", "status": 100}}]}"#,
                "status 100",
            ),
            (
                r#"{"faults": [{"do": {"kind": "status", "status": 200, "headers": {"a b": ""}}}]}"#,
                "header",
            ),
            (
                r#"{"random": {"seed": 1, "probability": 2, "faults": []}}"#,
                "from 0 to 1",
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
