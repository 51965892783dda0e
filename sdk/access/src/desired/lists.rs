//! Resolves the lists of the file.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rolekit::gcore_iam::GroupName;
use rolekit::trusted_twin::{Action, Statement};
use rolekit::{gcore, trusted_twin};

use super::people::People;
use super::section::{DesiredEntry, DesiredTwinUser, GrantKey, Section};
use crate::file::{self, Grant, Managed, Member, Unlisted, Until, Who};
use crate::located::{Located, Location, OneOrMany};
use crate::names::suggest;
use crate::problem::Problem;
use crate::state::{RoleBody, RuleTexts};

/// Resolves lists and collects their problems.
pub(super) struct Lists<'a> {
    pub(super) people: &'a People,
    pub(super) now: DateTime<Utc>,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Lists<'_> {
    pub(super) fn grants(&mut self, list: &Managed<Grant>) -> Section<GrantKey, ()> {
        let mut section = Section::new(list);
        let known = || gcore::Role::KNOWN.iter().map(gcore::Role::as_str);
        for grant in &list.list {
            self.check_known(&grant.role, "role", grant.allow_unknown, known());
            let people = self.people(&grant.to, grant.at);
            let projects: Vec<Option<String>> = match &grant.project {
                None => vec![None],
                Some(names) => names.iter().map(|name| Some(name.value.clone())).collect(),
            };
            if projects.is_empty() {
                let problem = Problem::new("the list of projects is empty").at(grant.at);
                self.problems.push(
                    problem.help(
                        "name projects, or leave `project` out for a role in the whole account",
                    ),
                );
            }
            for email in people {
                for project in &projects {
                    let key = GrantKey {
                        email: email.clone(),
                        project: project.clone(),
                        role: grant.role.value.clone(),
                    };
                    let entry = desired_entry((), grant.until, grant.reason.as_ref(), grant.at);
                    // A person may be in two teams: the grant with the later end counts.
                    if let Some(other) = section.add(key, entry, self.now) {
                        other.until = longer(other.until, grant.until);
                    }
                }
            }
        }
        self.finish(list, "gcore.grants", section)
    }

    pub(super) fn members(&mut self, list: &Managed<Member>) -> Section<String, String> {
        let mut section = Section::new(list);
        let known = || GroupName::KNOWN.iter().map(GroupName::as_str);
        for member in &list.list {
            self.check_known(&member.group, "group", member.allow_unknown, known());
            for email in self.people(&member.who, member.at) {
                let group = member.group.value.clone();
                let entry = desired_entry(group, member.until, member.reason.as_ref(), member.at);
                let Some(other) = section.add(email.clone(), entry, self.now) else {
                    continue;
                };
                if other.value == member.group.value {
                    other.until = longer(other.until, member.until);
                } else {
                    let message = format!(
                        "`{email}` is in the group `{}` already, and a member is in one",
                        other.value
                    );
                    self.problems
                        .push(Problem::new(message).at(member.group.at));
                }
            }
        }
        self.finish(list, "iam.members", section)
    }

    pub(super) fn roles(&mut self, list: &Managed<file::TwinRole>) -> Section<String, RoleBody> {
        let mut section = Section::new(list);
        for role in &list.list {
            let Some(statement) = self.statement(role) else {
                continue;
            };
            for rule in [&role.rules.twin, &role.rules.identity, &role.rules.entry] {
                self.check_rule(rule.as_ref());
            }
            let text = |rule: &Option<Located<String>>| rule.as_ref().map(|it| it.value.clone());
            let value = RoleBody {
                statement,
                rules: RuleTexts {
                    unknown: serde_json::Map::new(),
                    twin: text(&role.rules.twin),
                    identity: text(&role.rules.identity),
                    entry: text(&role.rules.entry),
                },
            };
            let entry = desired_entry(value, None, role.reason.as_ref(), role.at);
            if section
                .add(role.name.value.clone(), entry, self.now)
                .is_some()
            {
                self.report_duplicate("role", &role.name);
            }
        }
        self.finish(list, "trusted_twin.roles", section)
    }

    pub(super) fn users(
        &mut self,
        list: &Managed<file::TwinUser>,
        roles: Option<&Section<String, RoleBody>>,
    ) -> Section<String, DesiredTwinUser> {
        let mut section = Section::new(list);
        for user in &list.list {
            let person = user.person.as_ref().and_then(|person| self.person(person));
            // A role that the file does not list may exist in the account, unless unlisted roles are removed.
            if let Some(roles) = roles.filter(|roles| roles.unlisted == Unlisted::Revoke) {
                let known = || roles.active.keys().map(String::as_str);
                self.check_known(&user.role, "role", false, known());
            }
            let value = DesiredTwinUser {
                role: user.role.value.clone(),
                person,
            };
            let entry = desired_entry(value, user.until, user.reason.as_ref(), user.at);
            let name = &user.name.value;
            let other = section.ended.contains_key(name) || section.active.contains_key(name);
            if section.add(name.clone(), entry, self.now).is_some() || other {
                self.report_duplicate("user", &user.name);
            }
        }
        self.finish(list, "trusted_twin.users", section)
    }

    /// Adds a problem for a list that would remove everything: one that is empty or whose entries have all ended.
    fn finish<T, K: Ord, V>(
        &mut self,
        list: &Managed<T>,
        name: &str,
        mut section: Section<K, V>,
    ) -> Section<K, V> {
        let active = &section.active;
        // A key may have ended in one entry and be in effect in another.
        section.ended.retain(|key, _| !active.contains_key(key));
        if list.unlisted.value == Unlisted::Revoke && active.is_empty() && !list.allow_empty {
            let message = format!(
                "`{name}` has no entry that is in effect, so that everything would be removed"
            );
            self.problems.push(
                Problem::new(message)
                    .at(list.unlisted.at)
                    .help("write `allow_empty: true` if that is intended, or remove the section"),
            );
        }
        section
    }

    fn people(&mut self, who: &OneOrMany<Located<Who>>, at: Location) -> BTreeSet<String> {
        if who.iter().next().is_none() {
            let problem = Problem::new("the list of people is empty").at(at);
            self.problems.push(problem.help("remove the entry"));
        }
        let mut people = BTreeSet::new();
        for who in who {
            people.extend(self.people.resolve(who, self.problems));
        }
        people
    }

    fn person(&mut self, person: &Located<String>) -> Option<String> {
        let Some(address) = file::email(person) else {
            let problem = Problem::new(format!("`{person}` is not an e-mail address"));
            self.problems.push(problem.at(person.at));
            return None;
        };
        let who = Located {
            value: Who::Person(address),
            at: person.at,
        };
        self.people.resolve(&who, self.problems).into_iter().next()
    }

    fn check_known<'a>(
        &mut self,
        name: &Located<String>,
        what: &str,
        is_unknown_allowed: bool,
        known: impl Iterator<Item = &'a str> + Clone,
    ) {
        if is_unknown_allowed || known.clone().any(|it| it == name.value) {
            return;
        }
        let problem = Problem::new(format!("unknown {what} `{name}`"));
        self.problems
            .push(problem.at(name.at).help(suggest(name, known)));
    }

    fn statement(&mut self, role: &file::TwinRole) -> Option<Statement> {
        let (actions, is_allow) = match (&role.allow, &role.deny) {
            (Some(actions), None) => (actions, true),
            (None, Some(actions)) => (actions, false),
            (allow, _) => {
                let message = if allow.is_some() {
                    format!("the role `{}` has `allow` and `deny`", role.name)
                } else {
                    format!("the role `{}` says neither `allow` nor `deny`", role.name)
                };
                self.problems.push(Problem::new(message).at(role.name.at).help(
                    "write one of them; `deny: []` permits everything, as a role without a statement",
                ));
                return None;
            }
        };
        let known = || Action::KNOWN.iter().map(Action::as_str);
        for action in actions {
            self.check_known(action, "action", role.allow_unknown, known());
        }
        let actions = actions
            .iter()
            .map(|action| Action::from(action.value.as_str()));
        let statement = if is_allow {
            Statement::allow(actions)
        } else {
            Statement::deny(actions)
        };
        Some(statement.normalised().unwrap_or(statement))
    }

    fn check_rule(&mut self, rule: Option<&Located<String>>) {
        let Some(rule) = rule else { return };
        if let Err(error) = trusted_twin::rule::check(rule) {
            let problem = Problem::new(format!("the rule cannot be parsed: {error}"));
            self.problems.push(problem.at(rule.at));
        }
    }

    fn report_duplicate(&mut self, what: &str, name: &Located<String>) {
        let problem = Problem::new(format!("the {what} `{name}` is listed twice"));
        self.problems
            .push(problem.at(name.at).help("keep one of them"));
    }
}

fn desired_entry<V>(
    value: V,
    until: Option<Until>,
    reason: Option<&String>,
    at: Location,
) -> DesiredEntry<V> {
    DesiredEntry {
        value,
        until,
        reason: reason.cloned(),
        at,
    }
}

/// Returns the later of two ends.
fn longer(a: Option<Until>, b: Option<Until>) -> Option<Until> {
    let end = |until: Until| match until {
        Until::Time(time) => time,
        // The last of all days has no next one.
        Until::Day(day) => day.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, |next| {
            next.and_time(chrono::NaiveTime::MIN).and_utc()
        }),
    };
    a.zip(b).map(|(a, b)| if end(a) >= end(b) { a } else { b })
}
