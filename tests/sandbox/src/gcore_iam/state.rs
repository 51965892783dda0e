//! The state of IAM beyond the users that it shares with the Cloud API.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::email::Email;
use super::groups::Group;
use super::jwt::jwt;
use super::time;
use crate::gcore::Directory;
use crate::random;
use crate::secret::Secret;
use crate::seed::{ApiTokenSeed, Timestamp, UserSeed};

/// The lifetimes of access and refresh tokens in seconds, as the vendor documents them.
const ACCESS_LIFETIME: u64 = 3600;
const REFRESH_LIFETIME: u64 = 24 * 3600;

/// The caller of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity {
    /// The owner of the credential.
    pub(crate) user: i64,
    /// The account of the credential.
    pub(super) client: i64,
    /// The API token and its group; none after a login.
    pub(crate) token: Option<i64>,
    pub(super) group: Option<Group>,
}

#[derive(Debug)]
pub(crate) struct IamState {
    /// Company names by account.
    pub(super) accounts: BTreeMap<i64, String>,
    pub(super) people: BTreeMap<i64, Person>,
    pub(super) tokens: BTreeMap<i64, ApiToken>,
    sessions: BTreeMap<Secret, LoginSession>,
    pub(super) logins: Vec<Login>,
    pub(super) emails: Vec<Email>,
}

#[derive(Debug)]
pub(super) struct Person {
    pub(super) email: String,
    pub(super) name: Option<String>,
    pub(super) lang: String,
    pub(super) phone: Option<String>,
    pub(super) company: String,
    pub(super) activated: bool,
    pub(super) auth_types: Vec<String>,
    /// The user's group in each account.
    pub(super) groups: BTreeMap<i64, Group>,
    pub(super) password: Option<Secret>,
    /// The second factor code, if logins require one.
    pub(super) second_factor: Option<Secret>,
}

#[derive(Debug)]
pub(super) struct ApiToken {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) created: u64,
    /// As given, and in milliseconds since 1970.
    pub(super) expires: Option<(String, u64)>,
    pub(super) used: Option<u64>,
    pub(super) user: i64,
    pub(super) client: i64,
    pub(super) group: Group,
    pub(super) deleted: bool,
    pub(super) text: Secret,
}

#[derive(Debug)]
struct LoginSession {
    user: i64,
    client: i64,
    access: bool,
    expires: u64,
}

#[derive(Debug)]
pub(super) struct Login {
    pub(super) user: i64,
    pub(super) client: i64,
    pub(super) at: u64,
    pub(super) user_agent: String,
    pub(super) is_successful: bool,
}

impl IamState {
    /// Creates an account with its administrator, whose API key this is.
    pub(super) fn new(key: &str, client: i64, administrator: i64, now: u64) -> Self {
        let mut person = Person::new(String::new());
        person.password = Some(Secret::new(random::secret(20)));
        let mut state = Self {
            accounts: BTreeMap::from([(client, "Sandbox".to_owned())]),
            people: BTreeMap::from([(administrator, person)]),
            tokens: BTreeMap::new(),
            sessions: BTreeMap::new(),
            logins: Vec::new(),
            emails: Vec::new(),
        };
        let id = key.split('$').next().and_then(|id| id.parse().ok());
        let token = ApiToken {
            name: "Sandbox".to_owned(),
            description: None,
            created: now,
            expires: None,
            used: None,
            user: administrator,
            client,
            group: Group::ADMINISTRATORS,
            deleted: false,
            text: Secret::new(key),
        };
        state.tokens.insert(id.unwrap_or(1), token);
        state
    }

    /// Adds a user of the account or replaces an existing one, whose password, second factor and groups
    /// stay if the seed has none. The fields that the Cloud API has too come from there.
    pub(crate) fn add_person(&mut self, id: i64, user: &UserSeed, client: i64) {
        let mut person = Person::new(String::new());
        if let Some(before) = self.people.remove(&id) {
            person.groups = before.groups;
            person.password = before.password;
            person.second_factor = before.second_factor;
        }
        if let Some(group) = user.group {
            person.groups.insert(client, group);
        }
        person.password = user.password.clone().or(person.password);
        person.second_factor = user.second_factor.clone().or(person.second_factor);
        person.lang = user.lang.clone().unwrap_or(person.lang);
        person.phone.clone_from(&user.phone);
        person.company = user.company.clone().unwrap_or_default();
        self.people.insert(id, person);
    }

    /// Adds an API token and returns its text. If there is no such user, the token is deleted from the
    /// start.
    pub(crate) fn add_token(
        &mut self,
        id: i64,
        seed: &ApiTokenSeed,
        client: i64,
        now: u64,
    ) -> Secret {
        let secret = match &seed.secret {
            Some(secret) => secret.expose().to_owned(),
            None => random::secret(64),
        };
        let text = Secret::new(format!("{id}${secret}"));
        let owner = self.people.get(&seed.user_id);
        let own = owner.and_then(|person| person.groups.get(&client).copied());
        let token = ApiToken {
            name: seed.name.clone().unwrap_or_else(|| format!("Token {id}")),
            description: seed.description.clone(),
            created: seed.created.as_ref().map_or(now, Timestamp::as_millis),
            expires: seed
                .exp_date
                .as_ref()
                .map(|time| (time.as_str().to_owned(), time.as_millis())),
            used: seed.last_usage.as_ref().map(Timestamp::as_millis),
            user: seed.user_id,
            client,
            group: seed.group.or(own).unwrap_or(Group::USERS),
            deleted: seed.deleted || own.is_none(),
            text: text.clone(),
        };
        self.tokens.insert(id, token);
        text
    }

    /// Updates IAM's users from those of the Cloud API.
    pub(crate) fn sync_from(&mut self, directory: &Directory<'_>) {
        let client = directory.client();
        let mut there = BTreeSet::new();
        for entry in directory.users() {
            there.insert(entry.id);
            let person = self
                .people
                .entry(entry.id)
                .or_insert_with(|| Person::new(String::new()));
            person.email = entry.email;
            person.name = (!entry.name.is_empty()).then_some(entry.name);
            person.activated = entry.activated;
            person.groups.entry(client).or_insert(if entry.is_admin {
                Group::ADMINISTRATORS
            } else {
                Group::USERS
            });
        }
        self.people.retain(|id, person| {
            if !there.contains(id) {
                person.groups.remove(&client);
            }
            !person.groups.is_empty()
        });
    }

    /// Writes a user to the Cloud API, if the user belongs to its account.
    pub(super) fn sync_to(&self, id: i64, directory: &mut Directory<'_>) {
        if let Some(person) = self.people.get(&id)
            && person.groups.contains_key(&directory.client())
        {
            let name = person.name.as_deref().unwrap_or_default();
            directory.update_user(id, name, &person.email, person.activated);
        }
    }

    /// Returns the identity of a credential, given as scheme and text.
    pub(crate) fn identify(&self, (scheme, text): (&str, &str), now: u64) -> Option<Identity> {
        if scheme.eq_ignore_ascii_case("apikey") {
            let id = text.split(['$', '_']).next()?.parse().ok()?;
            let token = self.tokens.get(&id)?;
            return (token.text.expose() == text && !token.is_deleted(now)).then_some(Identity {
                user: token.user,
                client: token.client,
                token: Some(id),
                group: Some(token.group),
            });
        }
        let session = self.sessions.get(text)?;
        let right = scheme.eq_ignore_ascii_case("bearer") && session.access;
        (right && session.expires > now).then_some(Identity {
            user: session.user,
            client: session.client,
            token: None,
            group: None,
        })
    }

    /// Records that a token was used.
    pub(crate) fn record_use(&mut self, token: i64, now: u64) {
        if let Some(token) = self.tokens.get_mut(&token) {
            token.used = Some(now);
        }
    }

    /// Returns the caller's group in an account, or `None` if the caller does not belong to it.
    pub(super) fn group(&self, caller: &Identity, client: i64) -> Option<Group> {
        let own = self
            .people
            .get(&caller.user)?
            .groups
            .get(&client)
            .copied()?;
        match caller.group {
            // A token never has more permissions than its owner.
            Some(group) if caller.client == client => {
                Some(if group.exceeds(own) { own } else { group })
            }
            Some(_) => None,
            None => Some(own),
        }
    }

    pub(crate) fn find_by_email(&self, email: &str) -> Option<i64> {
        self.people
            .iter()
            .find(|(_, person)| person.email.eq_ignore_ascii_case(email))
            .map(|(id, _)| *id)
    }

    /// Returns whether a user has a valid token for an account.
    pub(super) fn has_tokens(&self, user: i64, client: i64, now: u64) -> bool {
        self.tokens
            .values()
            .any(|token| token.user == user && token.client == client && !token.is_deleted(now))
    }

    /// Removes a user from an account, and deletes the user if no account is left.
    pub(super) fn revoke(&mut self, user: i64, client: i64, directory: &mut Directory<'_>) {
        if let Some(person) = self.people.get_mut(&user) {
            person.groups.remove(&client);
            if person.groups.is_empty() {
                self.people.remove(&user);
            }
        }
        self.sessions
            .retain(|_, session| session.user != user || session.client != client);
        if client == directory.client() {
            directory.remove_user(user);
        }
    }

    /// Issues an access token and a refresh token.
    pub(super) fn issue_tokens(&mut self, user: i64, client: i64, now: u64) -> Value {
        let mut one = |kind: &str, seconds: u64| {
            let person = self.people.get(&user);
            let text = jwt(&json!({
                "token_type": kind,
                "exp": now / 1000 + seconds,
                "jti": random::uuid(),
                "user_id": user,
                "client_id": client,
                "email": person.map(|person| person.email.as_str()),
            }));
            let session = LoginSession {
                user,
                client,
                access: kind == "access",
                expires: now + seconds * 1000,
            };
            let rendered = Value::from(text.expose());
            self.sessions.insert(text, session);
            rendered
        };
        json!({ "access": one("access", ACCESS_LIFETIME), "refresh": one("refresh", REFRESH_LIFETIME) })
    }

    /// Consumes a refresh token and returns its user and account.
    pub(super) fn consume_refresh_token(&mut self, text: &str, now: u64) -> Option<(i64, i64)> {
        let session = self.sessions.get(text)?;
        let (user, client) = (session.user, session.client);
        let right = !session.access && session.expires > now;
        if !right {
            return None;
        }
        self.sessions.remove(text);
        Some((user, client))
    }

    /// Renders a user, seen from an account.
    pub(super) fn user(&self, id: i64, client: i64) -> Option<Map<String, Value>> {
        let person = self.people.get(&id)?;
        let group = person.groups.get(&client)?;
        let accounts: Vec<_> = person
            .groups
            .iter()
            .map(|(client, group)| {
                json!({
                    "client_id": client,
                    "client_company_name": self.accounts.get(client),
                    "user_roles": [group.id().to_string()],
                    "user_id": id,
                })
            })
            .collect();
        let user = json!({
            "id": id,
            "email": person.email,
            "name": person.name,
            "lang": person.lang,
            "phone": person.phone,
            "company": person.company,
            "reseller": 1,
            "client": client,
            "deleted": false,
            "groups": [group.json()],
            "activated": person.activated,
            "sso_auth": false,
            "two_fa": person.second_factor.is_some(),
            "auth_types": person.auth_types,
            "user_type": "common",
            "is_active": true,
            "client_and_roles": accounts,
        });
        match user {
            Value::Object(user) => Some(user),
            _ => None,
        }
    }

    /// Renders the users of an account, ordered by id.
    pub(super) fn users(&self, client: i64) -> impl Iterator<Item = Map<String, Value>> + '_ {
        let ids = self.user_ids(client);
        ids.filter_map(move |id| self.user(id, client))
    }

    /// Returns the ids of the users of an account, in order.
    pub(super) fn user_ids(&self, client: i64) -> impl Iterator<Item = i64> + '_ {
        let people = self.people.iter();
        let users = people.filter(move |(_, person)| person.groups.contains_key(&client));
        users.map(|(id, _)| *id)
    }

    /// Renders a token without its text.
    pub(super) fn token(&self, id: i64, now: u64) -> Option<Map<String, Value>> {
        let token = self.tokens.get(&id)?;
        let owner = self.people.get(&token.user);
        let rendered = json!({
            "id": id,
            "name": token.name,
            "exp_date": token.expires.as_ref().map(|(text, _)| text),
            "deleted": token.is_deleted(now),
            "expired": token.is_expired(now),
            "created": time::write(token.created),
            "last_usage": token.used.map(time::write),
            "client_user": {
                "deleted": token.is_deleted(now),
                "user_id": token.user,
                "user_name": owner.and_then(|owner| owner.name.as_deref()).unwrap_or_default(),
                "user_email": owner.map(|owner| owner.email.as_str()).unwrap_or_default(),
                "client_id": token.client,
                "role": token.group.json(),
            },
        });
        let Value::Object(mut rendered) = rendered else {
            return None;
        };
        if let Some(description) = &token.description {
            rendered.insert("description".into(), description.as_str().into());
        }
        Some(rendered)
    }
}

impl Person {
    pub(super) fn new(email: String) -> Self {
        Self {
            email,
            name: None,
            lang: "en".to_owned(),
            phone: None,
            company: String::new(),
            activated: false,
            auth_types: vec!["password".to_owned()],
            groups: BTreeMap::new(),
            password: None,
            second_factor: None,
        }
    }

    pub(super) fn has_password(&self, password: &str) -> bool {
        self.password.as_ref().map(Secret::expose) == Some(password)
    }
}

impl ApiToken {
    pub(super) fn is_expired(&self, now: u64) -> bool {
        self.expires.as_ref().is_some_and(|(_, ms)| *ms <= now)
    }

    /// Returns whether the token is deleted. Expiry deletes it.
    pub(super) fn is_deleted(&self, now: u64) -> bool {
        self.deleted || self.is_expired(now)
    }
}
