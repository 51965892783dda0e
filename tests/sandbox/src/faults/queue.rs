//! The queue of pending faults.

use std::collections::VecDeque;

use super::{Fault, FaultPlan, RandomFaults, Times};
use crate::document::matches_template;

/// The pending faults of one server.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue {
    pending: VecDeque<Fault>,
    random: Option<(RandomFaults, fastrand::Rng)>,
}

impl FaultQueue {
    /// Adds a valid plan. Ignores its connection fault.
    pub(crate) fn add(&mut self, plan: FaultPlan) {
        self.pending.extend(plan.faults);
        if let Some(random) = plan.random {
            let rng = fastrand::Rng::with_seed(random.seed);
            self.random = Some((random, rng));
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Returns the pending faults.
    pub(crate) fn plan(&self) -> FaultPlan {
        FaultPlan {
            faults: self.pending.iter().cloned().collect(),
            random: self.random.as_ref().map(|(random, _)| random.clone()),
            connections: None,
        }
    }

    /// Removes and returns the fault for a request.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let index = self
            .pending
            .iter()
            .position(|fault| matches(fault, method, path));
        match index {
            Some(index) => self.take_at(index),
            None => self.take_random(method, path),
        }
    }

    fn take_at(&mut self, index: usize) -> Option<Fault> {
        let fault = self.pending.get_mut(index)?;
        match &mut fault.times {
            Times::Count(count) if *count <= 1 => self.pending.remove(index),
            Times::Count(count) => {
                *count -= 1;
                Some(fault.clone())
            }
            Times::Always => Some(fault.clone()),
        }
    }

    fn take_random(&mut self, method: &str, path: &str) -> Option<Fault> {
        let (random, rng) = self.random.as_mut()?;
        // The random numbers are drawn even if no fault matches, so that a decision depends only on
        // the seed and the number of earlier requests.
        let is_hit = rng.f64() < random.probability;
        let choice = rng.f64();
        let matching: Vec<_> = random
            .faults
            .iter()
            .filter(|fault| matches(fault, method, path))
            .collect();
        if !is_hit || matching.is_empty() {
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
    let method_matches = fault
        .method
        .as_ref()
        .is_none_or(|expected| expected.eq_ignore_ascii_case(method));
    let path_matches = fault.path.as_ref().is_none_or(|expected| {
        expected.strip_suffix('*').map_or_else(
            || matches_template(expected, path),
            |start| path.starts_with(start),
        )
    });
    method_matches && path_matches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(queue: &mut FaultQueue, requests: &[(&str, &str)]) -> Vec<u16> {
        requests
            .iter()
            .map(|(method, path)| match queue.take(method, path) {
                Some(fault) => fault.response.map_or(1, |response| response.status),
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
        let take_random = |seed| {
            let mut queue = FaultQueue::default();
            let random = RandomFaults {
                seed,
                probability: 0.3,
                faults: vec![Fault::status(500), Fault::status(503).method("GET")],
            };
            queue.add(random.into());
            statuses(&mut queue, &[("GET", "/roles"); 1000])
        };
        assert_eq!(take_random(1), take_random(1));
        assert_ne!(take_random(1), take_random(2));
        let count = |status| {
            take_random(1)
                .iter()
                .filter(|other| **other == status)
                .count()
        };
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
