//! The queue of pending faults.

use std::collections::VecDeque;

use super::{Fault, FaultPlan, RandomFaults, Times};
use crate::document::matches_template;

/// The pending faults of one server.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue {
    waiting: VecDeque<Fault>,
    random: Option<(RandomFaults, fastrand::Rng)>,
}

impl FaultQueue {
    /// Adds a valid plan. Ignores its connection fault.
    pub(crate) fn add(&mut self, plan: FaultPlan) {
        self.waiting.extend(plan.faults);
        if let Some(random) = plan.random {
            let dice = fastrand::Rng::with_seed(random.seed);
            self.random = Some((random, dice));
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Returns the pending faults.
    pub(crate) fn plan(&self) -> FaultPlan {
        FaultPlan {
            faults: self.waiting.iter().cloned().collect(),
            random: self.random.as_ref().map(|(random, _)| random.clone()),
            connections: None,
        }
    }

    /// Removes and returns the fault for a request.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let place = self
            .waiting
            .iter()
            .position(|fault| matches(fault, method, path));
        match place {
            Some(place) => self.take_at(place),
            None => self.roll(method, path),
        }
    }

    fn take_at(&mut self, place: usize) -> Option<Fault> {
        let fault = self.waiting.get_mut(place)?;
        match &mut fault.times {
            Times::Count(count) if *count <= 1 => self.waiting.remove(place),
            Times::Count(count) => {
                *count -= 1;
                Some(fault.clone())
            }
            Times::Always => Some(fault.clone()),
        }
    }

    fn roll(&mut self, method: &str, path: &str) -> Option<Fault> {
        let (random, dice) = self.random.as_mut()?;
        // The random numbers are drawn even if no fault matches, so that a decision depends only on
        // the seed and the number of earlier requests.
        let strikes = dice.f64() < random.probability;
        let choice = dice.f64();
        let matching: Vec<_> = random
            .faults
            .iter()
            .filter(|fault| matches(fault, method, path))
            .collect();
        if !strikes || matching.is_empty() {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a list of faults is short, and the choice is from 0 to 1"
        )]
        let index = (choice * matching.len() as f64) as usize;
        matching.get(index).map(|fault| (*fault).clone())
    }
}

fn matches(fault: &Fault, method: &str, path: &str) -> bool {
    let right_method = fault
        .method
        .as_ref()
        .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
    let right_path = fault.path.as_ref().is_none_or(|wanted| {
        wanted.strip_suffix('*').map_or_else(
            || matches_template(wanted, path),
            |start| path.starts_with(start),
        )
    });
    right_method && right_path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(queue: &mut FaultQueue, requests: &[(&str, &str)]) -> Vec<u16> {
        requests
            .iter()
            .map(|(method, path)| match queue.take(method, path) {
                Some(fault) => match fault.kind {
                    super::super::FaultKind::Status(answer) => answer.status,
                    _ => 1,
                },
                None => 0,
            })
            .collect()
    }

    #[test]
    fn uses_faults_in_order() {
        let mut queue = FaultQueue::default();
        queue.add([Fault::status(500).times(2), Fault::status(501)].into());
        queue.add(Fault::status(502).into());
        let get = ("GET", "/roles");
        assert_eq!(statuses(&mut queue, &[get; 5]), [500, 500, 501, 502, 0]);
        queue.add(Fault::status(503).always().into());
        assert_eq!(statuses(&mut queue, &[get; 3]), [503; 3]);
        queue.clear();
        assert_eq!(statuses(&mut queue, &[get]), [0]);
    }

    #[test]
    fn faults_wait_for_a_matching_request() {
        let mut queue = FaultQueue::default();
        queue.add(
            [
                Fault::status(500).method("patch").path("/roles/{role}"),
                Fault::status(501).path("/roles"),
                Fault::status(502).path("/cloud/v1*"),
                Fault::status(503).method("DELETE"),
            ]
            .into(),
        );
        let requests = [
            ("GET", "/whoami"),
            ("PATCH", "/roles"),
            ("PATCH", "/roles/"),
            ("PATCH", "/roles/a/b"),
            ("PATCH", "/roles/a"),
            ("GET", "/cloud/v1/users/assignments"),
            ("DELETE", "/roles/a%2Fb"),
        ];
        assert_eq!(
            statuses(&mut queue, &requests),
            [0, 501, 0, 0, 500, 502, 503]
        );
    }

    #[test]
    fn random_faults_depend_on_the_seed_alone() {
        let roll = |seed| {
            let mut queue = FaultQueue::default();
            let random = RandomFaults {
                seed,
                probability: 0.3,
                faults: vec![Fault::status(500), Fault::status(503).method("GET")],
            };
            queue.add(random.into());
            statuses(&mut queue, &[("GET", "/roles"); 1000])
        };
        assert_eq!(roll(1), roll(1));
        assert_ne!(roll(1), roll(2));
        let count = |status| roll(1).iter().filter(|other| **other == status).count();
        assert!((100..200).contains(&count(500)), "{}", count(500));
        assert!((100..200).contains(&count(503)), "{}", count(503));
    }

    #[test]
    fn queued_faults_precede_random_ones() {
        let mut queue = FaultQueue::default();
        queue.add(Fault::status(501).into());
        queue.add(
            RandomFaults {
                seed: 1,
                probability: 1.0,
                faults: vec![Fault::status(500)],
            }
            .into(),
        );
        assert_eq!(statuses(&mut queue, &[("GET", "/"); 3]), [501, 500, 500]);
    }
}
