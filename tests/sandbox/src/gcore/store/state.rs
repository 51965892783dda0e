//! The state of the Gcore Cloud API.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::audit_log::AuditLog;
use super::item::{Item, item};
use super::quotas::Quotas;
use super::subscriptions::Subscriptions;
use super::tasks::Tasks;
use crate::clock::Clock;
use crate::random::secret;

#[derive(Debug)]
pub(in crate::gcore) struct CloudState {
    /// The account, which the vendor calls a client.
    pub(in crate::gcore) client: i64,
    /// The owner of the API key.
    pub(in crate::gcore) caller: i64,
    pub(in crate::gcore) users: BTreeMap<i64, Item>,
    /// Includes deleted projects.
    pub(in crate::gcore) projects: BTreeMap<i64, Item>,
    pub(in crate::gcore) regions: BTreeMap<i64, Item>,
    pub(in crate::gcore) assignments: BTreeMap<i64, Item>,
    pub(in crate::gcore) tasks: Tasks,
    pub(in crate::gcore) quotas: Quotas,
    pub(in crate::gcore) audit: AuditLog,
    pub(in crate::gcore) subscriptions: Subscriptions,
    pub(in crate::gcore) clock: Clock,
    last_id: i64,
}

impl CloudState {
    /// Creates an account with only its administrator.
    pub(in crate::gcore) fn empty() -> Self {
        let mut state = Self {
            client: 8,
            caller: 1,
            users: BTreeMap::new(),
            projects: BTreeMap::new(),
            regions: BTreeMap::new(),
            assignments: BTreeMap::new(),
            tasks: Tasks::default(),
            quotas: Quotas::default(),
            audit: AuditLog::default(),
            subscriptions: Subscriptions::default(),
            clock: Clock::default(),
            last_id: 1000,
        };
        state.add_user(1, "Administrator", true);
        state
    }

    /// Creates the default state: two users, two projects, three regions and no assignment.
    pub(in crate::gcore) fn seeded() -> Self {
        let mut state = Self::empty();
        state.add_user(777, "Ada", false);
        state.add_user(778, "Grace", false);
        state.add_project(100, "default");
        if let Some(project) = state.projects.get_mut(&100) {
            project.insert("is_default".into(), true.into());
        }
        state.add_project(200, "project-200");
        state.seed_regions();
        state
    }

    pub(in crate::gcore) fn new_key() -> String {
        // The vendor's older tokens have the form `id$secret`, which clients must accept.
        format!("1${}", secret(64))
    }

    pub(in crate::gcore) fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// Reserves an id that a test chose.
    pub(in crate::gcore) fn reserve_id(&mut self, id: i64) {
        self.last_id = self.last_id.max(id);
    }

    pub(in crate::gcore) fn now(&mut self) -> Value {
        self.clock.now_rfc3339().into()
    }

    pub(in crate::gcore) fn add_user(&mut self, id: i64, name: &str, is_admin: bool) {
        let user = item(json!({
            "id": id,
            "name": name,
            "email": format!("user{id}@example.com"),
            "activated": true,
            "is_admin": is_admin,
        }));
        self.users.insert(id, user);
    }

    pub(in crate::gcore) fn add_project(&mut self, id: i64, name: &str) {
        let project = item(json!({
            "id": id,
            "client_id": self.client,
            "name": name,
            "description": null,
            "is_default": false,
            "state": "ACTIVE",
            "created_at": self.now(),
            "deleted_at": null,
            "task_id": null,
        }));
        self.projects.insert(id, project);
        self.reserve_id(id);
    }

    pub(in crate::gcore) fn seed_regions(&mut self) {
        for (id, name, country, zone) in [
            (10, "Luxembourg", "LU", "EMEA"),
            (20, "Singapore", "SG", "APAC"),
            (30, "Santa Clara", "US", "AMERICAS"),
        ] {
            self.add_region(id, name);
            if let Some(region) = self.regions.get_mut(&id) {
                region.insert("country".into(), country.into());
                region.insert("zone".into(), zone.into());
            }
        }
    }

    pub(in crate::gcore) fn add_region(&mut self, id: i64, name: &str) {
        let now = self.now();
        let slug = name.to_lowercase().replace(' ', "-");
        let mut region = item(json!({
            "id": id,
            "display_name": name,
            "slug": format!("{slug}-1"),
            "keystone_name": format!("{name}-1"),
            "keystone_id": id,
            "state": "ACTIVE",
            "country": "LU",
            "zone": "EMEA",
            "coordinates": { "latitude": "49.61", "longitude": "6.13" },
            "access_level": "core",
            "endpoint_type": "public",
            "external_network_id": null,
            "vlan_physical_network": "vlan",
            "metrics_database_id": null,
            "ddos_endpoint_id": null,
            "available_volume_types": ["standard", "ssd_hiiops"],
            "file_share_types": ["standard"],
            "task_id": null,
            "created_on": now,
            "created_at": now,
        }));
        for (flag, has) in [
            ("has_ai", false),
            ("has_ai_gpu", false),
            ("has_baremetal", true),
            ("has_basic_vm", true),
            ("has_dbaas", true),
            ("has_ddos", true),
            ("has_k8s", true),
            ("has_kvm", true),
            ("has_sfs", true),
        ] {
            region.insert(flag.into(), has.into());
        }
        self.regions.insert(id, region);
        self.reserve_id(id);
    }
}
