//! Adding seeds to both servers.

use std::sync::Arc;

use crate::seed::{InvalidSeed, Seed, Seeded};
use crate::{gcore, trusted_twin};

/// Adds seeds to both servers.
#[derive(Debug, Clone)]
pub(crate) struct Seeder {
    gcore: Arc<gcore::GcoreApp>,
    trusted_twin: Arc<trusted_twin::TwinApp>,
}

impl Seeder {
    pub(crate) fn new(
        gcore: Arc<gcore::GcoreApp>,
        trusted_twin: Arc<trusted_twin::TwinApp>,
    ) -> Self {
        Self {
            gcore,
            trusted_twin,
        }
    }

    /// Adds a seed, all or nothing.
    pub(crate) fn add(&self, seed: &Seed) -> Result<Seeded, InvalidSeed> {
        self.gcore.check_seed(&seed.gcore)?;
        self.trusted_twin.check_seed(&seed.trusted_twin)?;
        Ok(Seeded {
            gcore: self.gcore.add_seed(&seed.gcore),
            trusted_twin: self.trusted_twin.add_seed(&seed.trusted_twin),
        })
    }
}
