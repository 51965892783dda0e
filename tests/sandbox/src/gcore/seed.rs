//! Adding seeds to the Gcore server.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::app::GcoreApp;
use super::assignments::Grant;
use super::store::{CloudState, item};
use crate::gcore_iam::is_email_address;
use crate::lock;
use crate::random::{secret, uuid};
use crate::seed::{
    ApiTokenSeed, AssignmentSeed, Checker, GcoreSeed, InvalidSeed, ProjectSeed, RegionSeed,
    SeededApiToken, SeededGcore, SshKeySeed, UserSeed,
};

impl GcoreApp {
    /// Checks a seed against itself and the state.
    pub(crate) fn check_seed(&self, seed: &GcoreSeed) -> Result<(), InvalidSeed> {
        let (iam, directory) = self.lock_iam();
        let mut users = Checker::new("gcore.users");
        let mut emails = BTreeSet::new();
        for (index, user) in seed.users.iter().enumerate() {
            users.require_unique(index, "id", user.id.as_ref())?;
            if let Some(email) = &user.email {
                let is_taken = match iam.find_by_email(email) {
                    Some(other) => Some(other) != user.id,
                    None => false,
                };
                if !is_email_address(email) {
                    return Err(users.error(index, "email", "not an email address"));
                }
                if is_taken || !emails.insert(email.to_lowercase()) {
                    return Err(users.error(index, "email", "another user has this address"));
                }
            }
        }
        let mut names = BTreeSet::new();
        let mut projects = Checker::new("gcore.projects");
        for (index, project) in seed.projects.iter().enumerate() {
            projects.require_unique(index, "id", project.id.as_ref())?;
            let Some(name) = &project.name else { continue };
            let is_taken = directory.state.live_projects().any(|(id, other)| {
                Some(*id) != project.id && other.get("name").and_then(Value::as_str) == Some(name)
            });
            if is_taken || !names.insert(name) {
                let problem = format!("another project has the name {name:?}");
                return Err(projects.error(index, "name", &problem));
            }
        }
        let mut regions = Checker::new("gcore.regions");
        for (index, region) in seed.regions.iter().enumerate() {
            regions.require_unique(index, "id", region.id.as_ref())?;
            let is_country =
                |text: &String| text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
            if let Some(country) = region.country.as_ref().filter(|text| !is_country(text)) {
                let problem = format!("must be two letters, got {country:?}");
                return Err(regions.error(index, "country", &problem));
            }
        }
        let is_project =
            |id: i64| projects.contains(&id) || directory.state.projects.contains_key(&id);
        let is_user = |id: i64| users.contains(&id) || directory.state.users.contains_key(&id);
        let mut assignments = Checker::new("gcore.assignments");
        for (index, assignment) in seed.assignments.iter().enumerate() {
            assignments.require_unique(index, "id", assignment.id.as_ref())?;
            if !is_user(assignment.user_id) {
                let problem = format!("there is no user {}", assignment.user_id);
                return Err(assignments.error(index, "user_id", &problem));
            }
            if let Some(id) = assignment.project_id
                && !is_project(id)
            {
                let problem = format!("there is no project {id}");
                return Err(assignments.error(index, "project_id", &problem));
            }
        }
        let ssh_keys = Checker::<String>::new("gcore.ssh_keys");
        for (index, key) in seed.ssh_keys.iter().enumerate() {
            if !is_project(key.project_id) {
                let problem = format!("there is no project {}", key.project_id);
                return Err(ssh_keys.error(index, "project_id", &problem));
            }
        }
        let mut tokens = Checker::new("gcore.tokens");
        for (index, token) in seed.tokens.iter().enumerate() {
            tokens.require_unique(index, "id", token.id.as_ref())?;
            tokens.require_sendable(index, "secret", token.secret.as_ref())?;
            if token
                .id
                .is_some_and(|id| self.key.starts_with(&format!("{id}$")))
            {
                return Err(tokens.error(index, "id", "this is the id of the sandbox's API key"));
            }
            if !is_user(token.user_id) {
                let problem = format!("there is no user {}", token.user_id);
                return Err(tokens.error(index, "user_id", &problem));
            }
        }
        Ok(())
    }

    /// Adds a seed without checking it.
    pub(crate) fn add_seed(&self, seed: &GcoreSeed) -> SeededGcore {
        // Ids in the seed are reserved first, so that none is given to an item without one.
        {
            let mut state = lock(&self.state);
            let ids = (seed.users.iter().map(|user| user.id))
                .chain(seed.projects.iter().map(|project| project.id))
                .chain(seed.regions.iter().map(|region| region.id))
                .chain(seed.assignments.iter().map(|assignment| assignment.id))
                .chain(seed.tokens.iter().map(|token| token.id));
            ids.flatten().for_each(|id| state.reserve_id(id));
        }
        let state = || lock(&self.state);
        let add_project = |project| state().add_project(project);
        let add_region = |region| state().add_region(region);
        let add_assignment = |assignment| state().add_assignment(assignment);
        let add_ssh_key = |key| state().add_ssh_key(key);
        SeededGcore {
            users: seed.users.iter().map(|user| self.add_user(user)).collect(),
            projects: seed.projects.iter().map(add_project).collect(),
            regions: seed.regions.iter().map(add_region).collect(),
            assignments: seed.assignments.iter().map(add_assignment).collect(),
            ssh_keys: seed.ssh_keys.iter().map(add_ssh_key).collect(),
            tokens: seed
                .tokens
                .iter()
                .map(|token| self.add_token(token))
                .collect(),
        }
    }

    /// Adds a user to the Cloud API and IAM.
    pub(super) fn add_user(&self, user: &UserSeed) -> i64 {
        let (mut iam, mut directory) = self.lock_iam();
        let id = directory.state.add_user(user);
        iam.add_person(id, user, directory.client());
        iam.sync_from(&directory);
        id
    }

    /// Adds an API token.
    pub(crate) fn add_token(&self, token: &ApiTokenSeed) -> SeededApiToken {
        let (mut iam, mut directory) = self.lock_iam();
        let id = token.id.unwrap_or_else(|| directory.next_id());
        let now = directory.now_ms();
        let token = iam.add_token(id, token, directory.client(), now);
        SeededApiToken { id, token }
    }
}

impl CloudState {
    pub(in crate::gcore) fn add_user(&mut self, user: &UserSeed) -> i64 {
        let id = user.id.unwrap_or_else(|| self.next_id());
        let email = user.email.clone();
        let fields = item(json!({
            "id": id,
            "name": user.name,
            "email": email.unwrap_or_else(|| format!("user{id}@example.com")),
            "activated": user.activated,
            "is_admin": user.is_admin,
        }));
        self.users.insert(id, fields);
        self.reserve_id(id);
        id
    }

    pub(in crate::gcore) fn add_project(&mut self, project: &ProjectSeed) -> i64 {
        let id = project.id.unwrap_or_else(|| self.next_id());
        let name = project.name.clone();
        let fields = item(json!({
            "id": id,
            "client_id": self.client,
            "name": name.unwrap_or_else(|| format!("project-{id}")),
            "description": project.description,
            "is_default": project.is_default,
            "state": project.state.as_deref().unwrap_or("ACTIVE"),
            "created_at": self.now(),
            "deleted_at": null,
            "task_id": null,
        }));
        self.projects.insert(id, fields);
        self.reserve_id(id);
        id
    }

    pub(in crate::gcore) fn add_region(&mut self, region: &RegionSeed) -> i64 {
        let id = region.id.unwrap_or_else(|| self.next_id());
        let now = self.now();
        let name = &region.display_name;
        let slug = name.to_lowercase().replace(' ', "-");
        let mut fields = item(json!({
            "id": id,
            "display_name": name,
            "slug": format!("{slug}-1"),
            "keystone_name": format!("{name}-1"),
            "keystone_id": id,
            "state": "ACTIVE",
            "country": region.country.as_deref().unwrap_or("LU"),
            "zone": region.zone.as_deref().unwrap_or("EMEA"),
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
            fields.insert(flag.into(), has.into());
        }
        self.regions.insert(id, fields);
        self.reserve_id(id);
        id
    }

    pub(in crate::gcore) fn add_assignment(&mut self, assignment: &AssignmentSeed) -> i64 {
        let grant = Grant {
            user: assignment.user_id,
            role: assignment.role.clone(),
            client: self.client,
            project: assignment.project_id,
        };
        self.assign(assignment.id, &grant, self.caller)
    }

    fn add_ssh_key(&mut self, key: &SshKeySeed) -> String {
        let id = uuid();
        let fingerprint = fastrand::u128(..).to_be_bytes();
        let public_key = key.public_key.clone();
        let fields = item(json!({
            "id": id,
            "project_id": key.project_id,
            "name": key.name,
            // The constant part encodes the type of the key and its length.
            "public_key": public_key.unwrap_or_else(|| {
                format!("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA{} {}", secret(42), key.name)
            }),
            "fingerprint": fingerprint.map(|byte| format!("{byte:02x}")).join(":"),
            "shared_in_project": true,
            "state": "ACTIVE",
            "created_at": self.now(),
        }));
        self.ssh_keys.push(fields);
        id
    }
}
