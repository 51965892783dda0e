//! Reads the current state.
//!
//! The number of calls grows with the number of pages of the lists and, in Trusted Twin, with the number of roles: the
//! rules of each role take a call.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, TryStreamExt};
use rolekit::gcore::{ClientId, UserId};
use rolekit::gcore_iam::{Account, ApiToken, User};
use rolekit::{Result, gcore, gcore_iam, trusted_twin};

use super::{GcoreClients, Sections, Services};
use crate::record::Accounts;
use crate::state::{
    GcoreState, GrantState, IamState, MemberState, RoleBody, RoleState, RuleTexts, State,
    TokenState, TwinState, TwinUserState,
};

/// The number of roles of Trusted Twin that are read at a time.
const ROLES_AT_ONCE: usize = 8;

impl Services {
    /// Reads the accounts of the services in these sections.
    ///
    /// # Errors
    /// Returns the error of the first call that fails. Nothing was changed.
    pub async fn accounts(&self, sections: Sections) -> Result<Accounts> {
        let mut accounts = Accounts::default();
        if let Some(gcore) = &self.gcore
            && (sections.gcore || sections.iam)
        {
            accounts.gcore = Some(gcore.iam.account().get().await?.id);
        }
        if let Some(twin) = &self.trusted_twin
            && sections.trusted_twin
        {
            accounts.trusted_twin = Some(twin.who_am_i().await?.account);
        }
        Ok(accounts)
    }

    /// Reads the access in these sections. Services without a client are left out.
    ///
    /// # Errors
    /// Returns the error of the first call that fails. Nothing was changed.
    pub async fn read(&self, sections: Sections) -> Result<State> {
        let mut state = State::default();
        if let Some(gcore) = self
            .gcore
            .as_ref()
            .filter(|_| sections.gcore || sections.iam)
        {
            let account = gcore.iam.account().get().await?;
            if sections.iam {
                let mut members = read_members(&gcore.iam, &account).await?;
                if sections.tokens {
                    members.tokens = read_tokens(&gcore.iam, account.id).await?;
                }
                state.iam = Some(members);
            }
            if sections.gcore {
                state.gcore = Some(read_grants(gcore, &account).await?);
            }
        }
        if let Some(twin) = self.trusted_twin.as_ref().filter(|_| sections.trusted_twin) {
            state.trusted_twin = Some(read_twin(twin).await?);
        }
        Ok(state)
    }
}

async fn read_grants(gcore: &GcoreClients, account: &Account) -> Result<GcoreState> {
    let cloud = &gcore.cloud;
    let users = cloud.users().list().all().await?;
    let projects = cloud.projects().list().all().await?;
    let grants = cloud.role_assignments().list().all().await?;
    let grants = grants
        .into_iter()
        .filter(|grant| grant.client_id == account.id);
    Ok(GcoreState {
        account: account.id,
        caller: account.current_user,
        users: users
            .into_iter()
            .map(|user| (user.id, user.email.to_lowercase()))
            .collect(),
        projects: projects
            .into_iter()
            .map(|project| (project.id, project.name))
            .collect(),
        grants: grants
            .map(|grant| (grant.id, grant_state(&grant)))
            .collect(),
    })
}

/// Returns the fields of a role assignment that plans compare.
pub(crate) fn grant_state(grant: &gcore::RoleAssignment) -> GrantState {
    GrantState {
        user: grant.user_id,
        role: grant.role.to_string(),
        project: grant.project_id,
    }
}

async fn read_members(iam: &gcore_iam::Client, account: &Account) -> Result<IamState> {
    let users = iam.users().list().all().await?;
    let members = users
        .into_iter()
        .filter(|user| user.is_member_of(account.id));
    Ok(IamState {
        account: account.id,
        caller: account.current_user,
        members: members.map(|user| (user.id, member_state(&user))).collect(),
        tokens: BTreeMap::new(),
    })
}

async fn read_tokens(
    iam: &gcore_iam::Client,
    account: ClientId,
) -> Result<BTreeMap<UserId, BTreeSet<TokenState>>> {
    let mut tokens: BTreeMap<UserId, BTreeSet<TokenState>> = BTreeMap::new();
    for token in iam.tokens().list(account).await? {
        if !token.deleted {
            let of_user = tokens.entry(token.client_user.user_id).or_default();
            of_user.insert(token_state(token));
        }
    }
    Ok(tokens)
}

/// Returns the fields of an API token that plans show.
pub(crate) fn token_state(token: ApiToken) -> TokenState {
    TokenState {
        id: token.id,
        name: token.name,
    }
}

/// Returns the fields of a member that plans compare.
pub(crate) fn member_state(user: &User) -> MemberState {
    let groups = user.groups.iter();
    MemberState {
        email: user.email.to_lowercase(),
        activated: user.activated,
        groups: groups
            .map(|group| match (&group.name, group.id) {
                (Some(name), _) => name.to_string(),
                (None, Some(id)) => format!("group {id}"),
                (None, None) => "a group without name and id".to_owned(),
            })
            .collect(),
    }
}

/// Reads roles and users of Trusted Twin.
pub(crate) async fn read_twin(twin: &trusted_twin::Client) -> Result<TwinState> {
    let caller = twin.who_am_i().await?.user;
    let listed = twin.roles().list().await?.roles;
    let roles: BTreeMap<_, _> = futures_util::stream::iter(listed.into_keys())
        .map(|id| async move {
            let role = twin.roles().get(&id).await?;
            Ok::<_, rolekit::Error>((role.uuid.clone(), role_state(&role)))
        })
        .buffer_unordered(ROLES_AT_ONCE)
        .try_collect()
        .await?;
    let users = twin.users().list().await?.users.into_iter();
    let users = users.map(|(id, user)| {
        let state = TwinUserState {
            name: user.name,
            role: user.role,
        };
        (id, state)
    });
    Ok(TwinState {
        caller,
        roles,
        users: users.collect(),
    })
}

/// Returns the fields of a role that plans compare. A role without a statement permits everything.
pub(crate) fn role_state(role: &trusted_twin::Role) -> RoleState {
    let statement = role.statement.clone();
    let statement = statement.unwrap_or_else(trusted_twin::Statement::permit_everything);
    // A role may have no rules.
    let rules = role.rules.as_ref().map(|rules| RuleTexts {
        twin: rules.twin_rule().map(str::to_owned),
        identity: rules.identity_rule().map(str::to_owned),
        entry: rules.entry_rule().map(str::to_owned),
        unknown: rules.extra.clone(),
    });
    RoleState {
        name: role.name.clone(),
        body: RoleBody {
            statement,
            rules: rules.unwrap_or_default(),
        },
    }
}
