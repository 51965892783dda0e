//! People and teams.

use std::collections::{BTreeMap, BTreeSet};

use crate::file::{AccessFile, Who, email};
use crate::located::Located;
use crate::names::suggest;
use crate::problem::Problem;

/// The people and teams of a file.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// The people that the file lists, by e-mail address in lower case. Empty if it lists none.
    pub listed: BTreeSet<String>,
    /// Those whose access plans leave as it is.
    pub break_glass: BTreeSet<String>,
    /// The people of each team, with those of the teams in it.
    pub teams: BTreeMap<String, BTreeSet<String>>,
}

impl People {
    /// Reads the people and the teams of a file.
    pub(super) fn new(file: &AccessFile, problems: &mut Vec<Problem>) -> Self {
        let mut people = Self::default();
        for (address, person) in &file.people {
            let Some(address) = email(address) else {
                let problem = Problem::new(format!("`{address}` is not an e-mail address"));
                problems.push(problem.at(address.at));
                continue;
            };
            if person.break_glass {
                people.break_glass.insert(address.clone());
            }
            people.listed.insert(address);
        }
        for name in file.teams.keys() {
            let mut path = Vec::new();
            let mut members = BTreeSet::new();
            people.expand(file, name, &mut path, &mut members, problems);
            people.teams.insert(name.value.clone(), members);
        }
        people
    }

    fn expand(
        &self,
        file: &AccessFile,
        name: &Located<String>,
        path: &mut Vec<String>,
        out: &mut BTreeSet<String>,
        problems: &mut Vec<Problem>,
    ) {
        if path.contains(&name.value) {
            // Said once, where the circle is entered.
            if path.first() == Some(&name.value) {
                let circle = path.join("` in `");
                let problem = Problem::new(format!("the team `{circle}` contains itself"));
                problems.push(problem.at(name.at));
            }
            return;
        }
        let Some(members) = file.teams.get(name.value.as_str()) else {
            let known = file.teams.keys().map(|name| name.value.as_str());
            let problem = Problem::new(format!("there is no team `{name}`"));
            problems.push(problem.at(name.at).help(suggest(name, known)));
            return;
        };
        path.push(name.value.clone());
        for member in members {
            match &member.value {
                // A problem of an inner team is reported where that team is read.
                Who::Person(address) if path.len() == 1 => {
                    out.extend(self.known(address, member, problems));
                }
                Who::Person(address) => {
                    out.insert(address.clone());
                }
                Who::Team(team) => {
                    let team = Located {
                        value: team.clone(),
                        at: member.at,
                    };
                    self.expand(file, &team, path, out, problems);
                }
            }
        }
        path.pop();
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

    /// Returns the people that `who` means.
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
