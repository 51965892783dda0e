//! People and teams.

use std::collections::{BTreeMap, BTreeSet};

use crate::file::{AccessFile, Who, email};
use crate::located::Located;
use crate::names::suggest;
use crate::problem::Problem;

/// The people and teams of a file.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// E-mail addresses of the people that the file lists, in lower case. Empty if it lists none.
    pub listed: BTreeSet<String>,
    /// E-mail addresses of the people marked break-glass, whose access plans leave unchanged.
    pub break_glass: BTreeSet<String>,
    /// The people of each team, including those of nested teams.
    pub teams: BTreeMap<String, BTreeSet<String>>,
}

impl People {
    /// Reads the people and the teams of a file.
    pub(super) fn new(file: &AccessFile, problems: &mut Vec<Problem>) -> Self {
        let mut people = Self::default();
        for (name, person) in &file.people {
            let Some(address) = email(name) else {
                let problem = Problem::new(format!("`{name}` is not an e-mail address"));
                problems.push(problem.at(name.at));
                continue;
            };
            if person.break_glass {
                people.break_glass.insert(address.clone());
            }
            if let Some(address) = people.listed.replace(address) {
                let problem = Problem::new(format!("the person `{address}` is listed twice"));
                problems.push(problem.at(name.at).help("keep one of them"));
            }
        }
        for name in file.teams.keys() {
            let members = people.expand(file, name, problems);
            people.teams.insert(name.value.clone(), members);
        }
        people
    }

    /// Returns the people of a team and of nested teams. Problems in nested teams are reported with those teams.
    fn expand(
        &self,
        file: &AccessFile,
        name: &str,
        problems: &mut Vec<Problem>,
    ) -> BTreeSet<String> {
        let mut people = BTreeSet::new();
        // Each team that was found, and the one that it was found in.
        let mut outer: BTreeMap<&str, &str> = BTreeMap::new();
        let mut next = vec![name];
        let mut is_in_itself = false;
        while let Some(team) = next.pop() {
            let is_own = team == name;
            for member in file.teams.get(team).into_iter().flatten() {
                match &member.value {
                    Who::Person(address) if is_own => {
                        people.extend(self.known(address, member, problems));
                    }
                    Who::Person(address) => {
                        people.insert(address.clone());
                    }
                    Who::Team(inner) if inner == name => {
                        if std::mem::replace(&mut is_in_itself, true) {
                            continue;
                        }
                        let mut circle = vec![team];
                        while let Some(team) = circle.last().and_then(|team| outer.get(team)) {
                            circle.push(team);
                        }
                        circle.reverse();
                        let circle = circle.join("` in `");
                        let message = format!("the team `{circle}` contains itself");
                        problems.push(Problem::new(message).at(member.at));
                    }
                    Who::Team(inner) if file.teams.contains_key(inner.as_str()) => {
                        if !outer.contains_key(inner.as_str()) {
                            outer.insert(inner, team);
                            next.push(inner);
                        }
                    }
                    Who::Team(inner) if is_own => {
                        let known = file.teams.keys().map(|name| name.value.as_str());
                        let problem = Problem::new(format!("there is no team `{inner}`"));
                        problems.push(problem.at(member.at).help(suggest(inner, known)));
                    }
                    Who::Team(_) => {}
                }
            }
        }
        people
    }

    fn known(
        &self,
        address: &str,
        who: &Located<Who>,
        problems: &mut Vec<Problem>,
    ) -> Option<String> {
        if self.listed.is_empty() || self.listed.contains(address) {
            return Some(address.to_owned());
        }
        let known = self.listed.iter().map(String::as_str);
        let problem = Problem::new(format!("`{address}` is not in `people`"));
        problems.push(problem.at(who.at).help(suggest(address, known)));
        None
    }

    /// Returns the e-mail addresses of a person or team. Adds a problem if it is unknown.
    pub fn resolve(&self, who: &Located<Who>, problems: &mut Vec<Problem>) -> BTreeSet<String> {
        match &who.value {
            Who::Person(address) => self.known(address, who, problems).into_iter().collect(),
            Who::Team(name) => match self.teams.get(name) {
                Some(members) => members.clone(),
                None => {
                    let known = self.teams.keys().map(String::as_str);
                    let problem = Problem::new(format!("there is no team `{name}`"));
                    problems.push(problem.at(who.at).help(suggest(name, known)));
                    BTreeSet::new()
                }
            },
        }
    }
}
