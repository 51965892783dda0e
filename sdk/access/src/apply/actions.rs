//! Inspects the resource of each action, and performs the action.

use std::collections::BTreeSet;

use rolekit::gcore::{
    self, AssignRole, AssignmentId, ClientId, Role, RoleAssignment, Scope, UserId,
};
use rolekit::gcore_iam::{GroupName, InviteUser, UserGroup};
use rolekit::trusted_twin::{
    self, NewRole, NewUser, RoleId, RoleUpdate, RulesChange, UserId as TwinUserId, UserUpdate,
};
use rolekit::{Error, ErrorKind, Result};

use super::run::Run;
use crate::plan::{Action, Person, Project};
use crate::record::ManagedResource;
use crate::services::{GcoreClients, grant_state, role_state};
use crate::state::{RoleBody, RuleTexts, TokenState};

/// The current state of a resource, compared with the plan.
pub(super) enum Inspection {
    /// The state that the action starts from.
    AsPlanned,
    /// The state that the action leads to.
    AlreadyMade(ActionResult),
    /// Another state, which this text describes.
    Changed(String),
}

/// The resource that an action created.
pub(super) enum ActionResult {
    Assignment(AssignmentId),
    Member(UserId),
    Role(RoleId),
    User(TwinUserId),
    /// None.
    Nothing,
}

impl ActionResult {
    pub(super) fn resource(&self) -> Option<ManagedResource> {
        Some(match self {
            Self::Assignment(id) => ManagedResource::Assignment(*id),
            Self::Member(id) => ManagedResource::Member(*id),
            Self::Role(id) => ManagedResource::Role(id.clone()),
            Self::User(id) => ManagedResource::User(id.clone()),
            Self::Nothing => return None,
        })
    }
}

/// Returns the resource that an action removes.
pub(super) fn removed_resource(action: &Action) -> Option<ManagedResource> {
    match action {
        Action::RevokeRole { assignment, .. } => Some(ManagedResource::Assignment(*assignment)),
        Action::RemoveMember { person, .. } => person.id.map(ManagedResource::Member),
        Action::DeleteRole { id, .. } => Some(ManagedResource::Role(id.clone())),
        Action::DeleteUser { id, .. } => Some(ManagedResource::User(id.clone())),
        _ => None,
    }
}

/// Returns `None` instead of an error if the resource does not exist.
fn ignore_not_found<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

fn invalid_request(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}

impl Run<'_> {
    pub(super) async fn inspect(&self, action: &Action) -> Result<Inspection> {
        match action {
            Action::InviteMember { person, group } => self.inspect_invitation(person, group).await,
            Action::SetGroup { person, old, new } => {
                let groups = self.groups(person).await?;
                Ok(match groups {
                    Some(groups) if groups.iter().eq([new]) => {
                        Inspection::AlreadyMade(ActionResult::Nothing)
                    }
                    Some(groups) if is_among(&groups, old) => Inspection::AsPlanned,
                    Some(groups) => Inspection::Changed(format!("in the groups {groups:?}")),
                    None => Inspection::Changed("no member".to_owned()),
                })
            }
            Action::RemoveMember {
                person,
                old,
                tokens,
                ..
            } => Ok(match self.groups(person).await? {
                None => Inspection::AlreadyMade(ActionResult::Nothing),
                Some(groups) if is_among(&groups, old) => {
                    self.inspect_tokens(person, tokens).await?
                }
                Some(groups) => Inspection::Changed(format!("in the groups {groups:?}")),
            }),
            Action::GrantRole {
                person,
                role,
                project,
            } => {
                let user = self.user(person)?;
                let project = project.as_ref().map(|project| project.id);
                let assignments = self.assignments(user).await?;
                let there = assignments
                    .iter()
                    .find(|it| it.role == *role.as_str() && it.project_id == project);
                Ok(match there {
                    Some(there) => Inspection::AlreadyMade(ActionResult::Assignment(there.id)),
                    None => Inspection::AsPlanned,
                })
            }
            Action::RevokeRole {
                assignment,
                person,
                role,
                project,
            } => {
                let assignments = self.assignments(self.user(person)?).await?;
                let Some(there) = assignments.iter().find(|it| it.id == *assignment) else {
                    return Ok(Inspection::AlreadyMade(ActionResult::Nothing));
                };
                let is_same = there.role == *role.as_str()
                    && there.project_id == project.as_ref().map(|project| project.id);
                Ok(if is_same {
                    Inspection::AsPlanned
                } else {
                    Inspection::Changed(format!("the role {}", grant_state(there).role))
                })
            }
            _ => self.inspect_twin(action).await,
        }
    }

    async fn inspect_invitation(&self, person: &Person, group: &str) -> Result<Inspection> {
        let account = self.account()?;
        let user = self
            .gcore()?
            .iam
            .users()
            .find_by_email(&person.email)
            .await?;
        let Some(user) = user.filter(|user| user.is_member_of(account)) else {
            return Ok(Inspection::AsPlanned);
        };
        let groups = crate::services::member_state(&user).groups;
        Ok(if groups.iter().eq([group]) {
            Inspection::AlreadyMade(ActionResult::Member(user.id))
        } else {
            Inspection::Changed(format!("a member of the groups {groups:?}"))
        })
    }

    /// Compares the API tokens of a member with those that the plan deletes.
    async fn inspect_tokens(
        &self,
        person: &Person,
        planned: &BTreeSet<TokenState>,
    ) -> Result<Inspection> {
        let (account, user) = (self.account()?, self.user(person)?);
        let tokens = self.gcore()?.iam.tokens().list(account);
        let tokens = tokens.issued_by(user).await?.into_iter();
        let of_user = tokens.filter(|it| it.client_user.user_id == user && !it.deleted);
        let mut tokens = of_user.map(crate::services::token_state);
        // Those that are gone by now need not be deleted.
        let unplanned = tokens.find(|token| !planned.iter().any(|it| it.id == token.id));
        Ok(match unplanned {
            None => Inspection::AsPlanned,
            Some(TokenState { id, name }) => {
                Inspection::Changed(format!("a member with the API token {id} ({name}) too"))
            }
        })
    }

    async fn inspect_twin(&self, action: &Action) -> Result<Inspection> {
        let twin = self.twin()?;
        let (roles, users) = (twin.roles(), twin.users());
        let body = |role: &trusted_twin::Role| role_state(role).body;
        Ok(match action {
            Action::CreateRole { name, new } => match roles.find_by_name(name).await? {
                None => Inspection::AsPlanned,
                Some(role) if body(&role).is_same(new) => {
                    Inspection::AlreadyMade(ActionResult::Role(role.uuid))
                }
                Some(_) => {
                    Inspection::Changed("a role with another statement or other rules".to_owned())
                }
            },
            Action::UpdateRole { id, old, new, .. } => match ignore_not_found(roles.get(id).await)?
            {
                Some(role) if body(&role).is_same(old) => Inspection::AsPlanned,
                Some(role) if body(&role).is_same(new) => {
                    Inspection::AlreadyMade(ActionResult::Nothing)
                }
                Some(_) => Inspection::Changed("another statement or other rules".to_owned()),
                None => Inspection::Changed("deleted".to_owned()),
            },
            Action::DeleteRole { id, old, .. } => match ignore_not_found(roles.get(id).await)? {
                None => Inspection::AlreadyMade(ActionResult::Nothing),
                Some(role) if body(&role).is_same(old) => {
                    let users = users.list().await?.users;
                    let count = users
                        .values()
                        .filter(|user| user.role.as_ref() == Some(id))
                        .count();
                    match count {
                        0 => Inspection::AsPlanned,
                        count => Inspection::Changed(format!("the role of {count} users")),
                    }
                }
                Some(_) => Inspection::Changed("another statement or other rules".to_owned()),
            },
            Action::CreateUser { name, role } => match users.find_by_name(name).await? {
                None => Inspection::AsPlanned,
                Some(user) if user.role.as_ref() == Some(self.role(role)?) => {
                    Inspection::AlreadyMade(ActionResult::User(user.uuid))
                }
                Some(_) => Inspection::Changed("a user with another role".to_owned()),
            },
            Action::SetUserRole { id, old, new, .. } => {
                match ignore_not_found(users.get(id).await)? {
                    None => Inspection::Changed("deleted".to_owned()),
                    Some(user) => {
                        let role = user.role.as_ref();
                        if self.is_role(role, Some(new)) {
                            Inspection::AlreadyMade(ActionResult::Nothing)
                        } else if self.is_role(role, old.as_deref()) {
                            Inspection::AsPlanned
                        } else {
                            Inspection::Changed("a user with another role".to_owned())
                        }
                    }
                }
            }
            Action::DeleteUser { id, old, .. } => match ignore_not_found(users.get(id).await)? {
                None => Inspection::AlreadyMade(ActionResult::Nothing),
                Some(user) if self.is_role(user.role.as_ref(), old.as_deref()) => {
                    Inspection::AsPlanned
                }
                Some(_) => Inspection::Changed("a user with another role".to_owned()),
            },
            other => return Err(invalid_request(format!("{other} is not of Trusted Twin"))),
        })
    }

    pub(super) async fn perform(&self, action: &Action) -> Result<ActionResult> {
        match action {
            Action::InviteMember { person, group } => {
                let group = GroupName::from(group.as_str()).into();
                let invitation = InviteUser::new(person.email.clone(), group, self.account()?);
                let invited = self.gcore()?.iam.client_users().invite(&invitation).await?;
                Ok(ActionResult::Member(invited.user_id))
            }
            Action::SetGroup { person, new, .. } => {
                let group = UserGroup::new().user_role(GroupName::from(new.as_str()).into());
                let (account, user) = (self.account()?, self.user(person)?);
                self.gcore()?
                    .iam
                    .client_users()
                    .update(account, user, &group)
                    .await?;
                Ok(ActionResult::Nothing)
            }
            Action::RemoveMember { person, .. } => {
                let (account, user) = (self.account()?, self.user(person)?);
                self.gcore()?
                    .iam
                    .client_users()
                    .revoke_with_tokens(account, user)
                    .await?;
                Ok(ActionResult::Nothing)
            }
            Action::GrantRole {
                person,
                role,
                project,
            } => {
                let scope = self.scope(project.as_ref())?;
                let role = Role::from(role.as_str());
                let request = AssignRole::new(self.user(person)?, role).scope(scope);
                let created = self
                    .gcore()?
                    .cloud
                    .role_assignments()
                    .create(&request)
                    .await?;
                Ok(ActionResult::Assignment(created.id))
            }
            Action::RevokeRole { assignment, .. } => {
                self.gcore()?
                    .cloud
                    .role_assignments()
                    .delete(*assignment)
                    .await?;
                Ok(ActionResult::Nothing)
            }
            _ => self.perform_twin(action).await,
        }
    }

    async fn perform_twin(&self, action: &Action) -> Result<ActionResult> {
        let twin = self.twin()?;
        match action {
            Action::CreateRole { name, new } => {
                let role_name = name
                    .parse()
                    .map_err(|error| invalid_request(format!("{error}")))?;
                let mut role = NewRole::new(role_name, new.statement.clone());
                if !new.rules.is_empty() {
                    role = role.rules(rules(&new.rules));
                }
                Ok(ActionResult::Role(twin.roles().create(&role).await?.uuid))
            }
            Action::UpdateRole { id, old, new, .. } => {
                twin.roles().update(id, &update(old, new)).await?;
                Ok(ActionResult::Nothing)
            }
            Action::DeleteRole { id, .. } => {
                twin.roles().delete(id).await?;
                Ok(ActionResult::Nothing)
            }
            Action::CreateUser { name, role } => {
                let user_name = name
                    .parse()
                    .map_err(|error| invalid_request(format!("{error}")))?;
                let user = NewUser::new(self.role(role)?.clone()).name(user_name);
                Ok(ActionResult::User(twin.users().create(&user).await?.uuid))
            }
            Action::SetUserRole { id, new, .. } => {
                let update = UserUpdate::new().role(self.role(new)?.clone());
                twin.users().update(id, &update).await?;
                Ok(ActionResult::Nothing)
            }
            Action::DeleteUser { id, .. } => {
                twin.users().delete(id).await?;
                Ok(ActionResult::Nothing)
            }
            other => Err(invalid_request(format!("{other} is not of Trusted Twin"))),
        }
    }

    /// Returns whether a role has this name. For `None`, returns whether the role does not exist.
    fn is_role(&self, role: Option<&RoleId>, name: Option<&str>) -> bool {
        match name {
            Some(name) => role.is_some_and(|role| {
                let there = self.state.trusted_twin.iter().flat_map(|it| &it.roles);
                let named = there
                    .filter(|(_, role)| role.name == *name)
                    .map(|(id, _)| id);
                named.chain(self.roles.get(name)).any(|id| id == role)
            }),
            None => !self.roles.values().any(|id| Some(id) == role),
        }
    }

    fn gcore(&self) -> Result<&GcoreClients> {
        let gcore = self.services.gcore.as_ref();
        gcore.ok_or_else(|| invalid_request("there are no credentials for Gcore".to_owned()))
    }

    fn twin(&self) -> Result<&trusted_twin::Client> {
        let twin = self.services.trusted_twin.as_ref();
        twin.ok_or_else(|| invalid_request("there are no credentials for Trusted Twin".to_owned()))
    }

    fn account(&self) -> Result<ClientId> {
        let account = self.state.gcore.as_ref().map(|it| it.account);
        let account = account.or_else(|| self.state.iam.as_ref().map(|it| it.account));
        account.ok_or_else(|| invalid_request("the account of Gcore was not read".to_owned()))
    }

    fn user(&self, person: &Person) -> Result<UserId> {
        let user = person.id.or_else(|| self.users.get(&person.email).copied());
        user.ok_or_else(|| invalid_request(format!("{} is not a user of Gcore", person.email)))
    }

    fn role(&self, name: &str) -> Result<&RoleId> {
        let role = self.roles.get(name);
        role.ok_or_else(|| invalid_request(format!("there is no role {name}")))
    }

    fn scope(&self, project: Option<&Project>) -> Result<Scope> {
        let account = self.account()?;
        Ok(match project {
            None => Scope::account(account),
            Some(project) => Scope::project(account, project.id),
        })
    }

    /// Returns the role assignments of a user in the account.
    async fn assignments(&self, user: UserId) -> Result<Vec<RoleAssignment>> {
        let account = self.account()?;
        let list = self.gcore()?.cloud.role_assignments().list();
        let mut all: Vec<gcore::RoleAssignment> = list.user_id(user).all().await?;
        // Guards against a service that ignores the filter.
        all.retain(|it| it.user_id == user && it.client_id == account);
        Ok(all)
    }

    /// Returns the group of a member, or `None` for a person who is not a member.
    async fn groups(&self, person: &Person) -> Result<Option<BTreeSet<String>>> {
        let (account, user) = (self.account()?, self.user(person)?);
        let member = ignore_not_found(self.gcore()?.iam.client_users().get(account, user).await)?;
        let group = |group: UserGroup| group.user_role?.name;
        Ok(member.map(|member| group(member).iter().map(ToString::to_string).collect()))
    }
}

/// Returns whether the group that was read is one of those before a change. The list of users has all groups of a
/// member, and the response for a single member has one.
fn is_among(groups: &BTreeSet<String>, old: &BTreeSet<String>) -> bool {
    groups == old || (!groups.is_empty() && groups.is_subset(old))
}

fn update(old: &RoleBody, new: &RoleBody) -> RoleUpdate {
    let mut update = RoleUpdate::new();
    if !old.has_same_statement(new) {
        update = update.statement(new.statement.clone());
    }
    if old.rules == new.rules {
        return update;
    }
    // The rules are replaced as a whole.
    if new.rules.is_empty() {
        update.clear_rules()
    } else {
        update.rules(rules(&new.rules))
    }
}

fn rules(rules: &RuleTexts) -> RulesChange {
    let mut change = RulesChange::new();
    change = match &rules.twin {
        Some(rule) => change.twin(rule),
        None => change.clear_twin(),
    };
    change = match &rules.identity {
        Some(rule) => change.identity(rule),
        None => change.clear_identity(),
    };
    match &rules.entry {
        Some(rule) => change.entry(rule),
        None => change.clear_entry(),
    }
}
