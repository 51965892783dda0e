//! Adding seeds to the Trusted Twin server.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::app::TwinApp;
use super::roles::DEFAULT_NAME;
use super::store::{TwinState, UserToken};
use crate::lock;
use crate::secret::Secret;
use crate::seed::{
    Checker, InvalidSeed, RoleSeed, RulesSeed, SeededTrustedTwin, SeededTwinUser, TrustedTwinSeed,
    TwinUserSeed, UserTokenSeed,
};

impl TwinApp {
    /// Checks a seed against itself and the state.
    pub(crate) fn check_seed(&self, seed: &TrustedTwinSeed) -> Result<(), InvalidSeed> {
        let state = lock(&self.state);
        let mut roles = Checker::new("trusted_twin.roles");
        for (index, role) in seed.roles.iter().enumerate() {
            require_uuid(&mut roles, index, role.uuid.as_ref())?;
        }
        let mut users = Checker::new("trusted_twin.users");
        for (index, user) in seed.users.iter().enumerate() {
            require_uuid(&mut users, index, user.uuid.as_ref())?;
            if !roles.contains(&user.role) && !state.roles.contains_key(&user.role) {
                let problem = format!("there is no role {}", user.role);
                return Err(users.error(index, "role", &problem));
            }
            if let Some(secret) = &user.secret {
                users.require_sendable(index, "secret.value", secret.value.as_ref())?;
                require_time(&users, index, "secret.validity_ts", secret.validity_ts)?;
            }
        }
        let mut tokens = Checker::<String>::new("trusted_twin.tokens");
        for (index, token) in seed.tokens.iter().enumerate() {
            tokens.require_sendable(index, "token", token.token.as_ref())?;
            let text = token.token.as_ref().map(|token| token.expose().to_owned());
            if text.is_some_and(|text| !tokens.insert(text)) {
                return Err(tokens.error(index, "token", "two items have this token"));
            }
            if !users.contains(&token.user) && !state.users.contains_key(&token.user) {
                let problem = format!("there is no user {}", token.user);
                return Err(tokens.error(index, "user", &problem));
            }
            for (option_index, option) in token.options.iter().enumerate() {
                if !["create", "refresh"].contains(&option.as_str()) {
                    let field = format!("options[{option_index}]");
                    let problem = format!("unknown option {option:?}: must be create or refresh");
                    return Err(tokens.error(index, &field, &problem));
                }
            }
            require_time(&tokens, index, "validity_ts", token.validity_ts)?;
        }
        Ok(())
    }

    /// Adds a seed without checking it.
    pub(crate) fn add_seed(&self, seed: &TrustedTwinSeed) -> SeededTrustedTwin {
        let mut state = lock(&self.state);
        SeededTrustedTwin {
            roles: seed
                .roles
                .iter()
                .map(|role| state.seed_role(role))
                .collect(),
            users: seed
                .users
                .iter()
                .map(|user| state.seed_user(user))
                .collect(),
            tokens: seed
                .tokens
                .iter()
                .map(|token| state.seed_token(token))
                .collect(),
        }
    }
}

fn require_uuid(
    checker: &mut Checker<String>,
    index: usize,
    uuid: Option<&String>,
) -> Result<(), InvalidSeed> {
    if let Some(uuid) = uuid
        && Uuid::parse_str(uuid)
            .map(|parsed| parsed.to_string())
            .as_ref()
            != Ok(uuid)
    {
        let problem = format!("{uuid:?} is not a UUID in lower case with hyphens");
        return Err(checker.error(index, "uuid", &problem));
    }
    checker.require_unique(index, "uuid", uuid)
}

fn require_time(
    checker: &Checker<String>,
    index: usize,
    field: &str,
    time: Option<f64>,
) -> Result<(), InvalidSeed> {
    match time {
        Some(time) if !time.is_finite() => {
            let problem = format!("must be seconds since 1970, got {time}");
            Err(checker.error(index, field, &problem))
        }
        _ => Ok(()),
    }
}

impl TwinState {
    pub(super) fn seed_role(&mut self, seed: &RoleSeed) -> String {
        let name = seed.name.as_deref().unwrap_or(DEFAULT_NAME).to_owned();
        let rules = seed.rules.as_ref().map(render_rules);
        let mut role = self.add_role(name, seed.statement.clone(), rules);
        if let Some(uuid) = &seed.uuid {
            self.roles.remove(&role.uuid);
            role.uuid.clone_from(uuid);
            self.roles.insert(uuid.clone(), role.clone());
        }
        role.uuid
    }

    pub(super) fn seed_user(&mut self, seed: &TwinUserSeed) -> SeededTwinUser {
        let generated = self.add_user(&seed.role).uuid.clone();
        let uuid = seed.uuid.clone().unwrap_or_else(|| generated.clone());
        if let Some(mut user) = self.users.remove(&generated) {
            user.uuid.clone_from(&uuid);
            user.name = seed.name.as_deref().map(Value::from);
            user.description = seed.description.clone().map(Value::Object);
            user.activity = seed.activity.as_ref().map(|tables| json!(tables));
            self.users.insert(uuid.clone(), user);
        }
        let mut secret = None;
        if let Some(secret_seed) = &seed.secret {
            let created = self.replace_secret(&uuid, secret_seed.validity_ts);
            let value = secret_seed
                .value
                .clone()
                .or(created.map(|created| created.value));
            if let (Some(value), Some(stored)) = (
                &value,
                self.users
                    .get_mut(&uuid)
                    .and_then(|user| user.secret.as_mut()),
            ) {
                stored.value = value.clone();
            }
            secret = value;
        }
        SeededTwinUser { uuid, secret }
    }

    fn seed_token(&mut self, seed: &UserTokenSeed) -> Secret {
        let token = UserToken {
            user: seed.user.clone(),
            options: seed.options.clone(),
            validity_ts: seed.validity_ts,
            secret_dict: seed.secret_dict.clone().map(Value::Object),
        };
        match &seed.token {
            Some(text) => {
                self.tokens.insert(text.expose().to_owned(), token);
                text.clone()
            }
            None => Secret::new(self.store_token(token)),
        }
    }
}

fn render_rules(rules: &RulesSeed) -> Map<String, Value> {
    [
        ("twin", &rules.twin),
        ("entry", &rules.entry),
        ("identity", &rules.identity),
    ]
    .into_iter()
    .map(|(key, rule)| (key.to_owned(), json!(rule)))
    .collect()
}
