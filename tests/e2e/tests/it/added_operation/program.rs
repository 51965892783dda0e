#![deny(warnings)]

use rolekit::gcore::types::{Depot, DepotState};
use rolekit::gcore::{Client, ProjectId};

pub async fn read(gcore: &Client, project: ProjectId) -> rolekit::Result<Vec<Depot>> {
    let open = gcore.depots().list(project).state([DepotState::Open]);
    let mut depots = open.clone().limit(10).stream();
    while let Some(depot) = depots.try_next().await? {
        let owner: Option<ProjectId> = depot.project_id;
        println!("{} {owner:?}", depot.name);
    }
    println!("{:?}", open.clone().page().await?.count);
    open.all().await
}

fn main() {}
