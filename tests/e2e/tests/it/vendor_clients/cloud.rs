//! Gcore: projects, tasks, regions, quotas, and the audit log.

use std::future::IntoFuture as _;

use rolekit::Timestamp;
use rolekit::gcore::{
    ApiGroup, Client, LimitRequestStatus, NewProject, ProjectOrder, ProjectPatch, RegionOrder,
    RegionProduct, RegionalLimits, RequestLimits, TaskOrder, TaskState, UserActionOrder,
    UserActionType,
};
use rolekit_e2e::vendors::python::{call, name};
use rolekit_e2e::vendors::recorder::Recorder;
use serde_json::json;

const ACCOUNT: i64 = 8;
const REGION: i64 = 10;

fn time(text: &str) -> Timestamp {
    Timestamp::from(text.to_owned())
}

pub(crate) async fn write(recorder: &mut Recorder<'_>, client: &Client) {
    projects(recorder, client).await;
    tasks(recorder, client).await;
    quotas(recorder, client).await;
}

async fn projects(recorder: &mut Recorder<'_>, client: &Client) {
    let projects = client.projects();
    for (what, theirs, ours) in [
        (
            "a name",
            call("cloud.projects.create").with("name", "Alpha 1"),
            NewProject::new("Alpha 1"),
        ),
        (
            "everything",
            call("cloud.projects.create")
                .with("name", "Beta_2")
                .with("description", "Größe \"quoted\" \\ <&>"),
            NewProject::new("Beta_2").description("Größe \"quoted\" \\ <&>"),
        ),
        (
            "a name that is taken",
            call("cloud.projects.create").with("name", "Beta_2"),
            NewProject::new("Beta_2"),
        ),
        (
            "to delete",
            call("cloud.projects.create").with("name", "Gamma"),
            NewProject::new("Gamma"),
        ),
    ] {
        let theirs = theirs.keep(&format!("project: {what}"), "/id");
        let intent = format!("create a project: {what}");
        recorder.step(&intent, theirs, projects.create(ours)).await;
    }
    let id = recorder.number("project: everything");
    let update = call("cloud.projects.update").with("project_id", name("project: everything"));
    for (what, theirs, ours) in [
        (
            "the name",
            update.clone().with("name", "Beta 3"),
            ProjectPatch::new().name("Beta 3"),
        ),
        (
            "name and description",
            update
                .clone()
                .with("name", "Beta 4")
                .with("description", ""),
            ProjectPatch::new().name("Beta 4").description(""),
        ),
        (
            "the description to null",
            update.with("description", ()),
            ProjectPatch::new().clear_description(),
        ),
    ] {
        let intent = format!("update a project: {what}");
        recorder
            .step(&intent, theirs, projects.update(id, ours))
            .await;
    }
    let id = recorder.number("project: to delete");
    for intent in ["delete a project", "delete a project that is being deleted"] {
        let mut theirs =
            call("cloud.projects.delete").with("project_id", name("project: to delete"));
        if intent == "delete a project" {
            theirs = theirs.keep("task", "/tasks/0");
        }
        let ours = async { Ok(json!({"tasks": projects.delete(id).await?})) };
        recorder.step(intent, theirs, ours).await;
    }
}

async fn tasks(recorder: &mut Recorder<'_>, client: &Client) {
    let tasks = client.tasks();
    // Each read advances the task by one state.
    for intent in [
        "get a task",
        "get a task, running",
        "get a task, at its end",
    ] {
        let theirs = call("cloud.tasks.get").arg(name("task"));
        recorder
            .step(intent, theirs, tasks.get(recorder.text("task")))
            .await;
    }
    let theirs = call("cloud.tasks.acknowledge_one").arg(name("task"));
    recorder
        .step(
            "acknowledge a task",
            theirs,
            tasks.acknowledge(recorder.text("task")),
        )
        .await;
    let all = tasks.acknowledge_all();
    for (what, theirs, ours) in [
        ("", call("cloud.tasks.acknowledge_all"), all.clone()),
        (
            " of a project in a region",
            call("cloud.tasks.acknowledge_all")
                .with("project_id", 100)
                .with("region_id", REGION),
            all.project_id(100).region_id(REGION),
        ),
    ] {
        let intent = format!("acknowledge all tasks{what}");
        recorder.step(&intent, theirs, ours.into_future()).await;
    }
}

async fn quotas(recorder: &mut Recorder<'_>, client: &Client) {
    let quotas = client.quotas();
    let threshold = "cloud.quotas.notification_threshold";
    for percent in [60_u8, 75] {
        let theirs = call(&format!("{threshold}.update"))
            .arg(ACCOUNT)
            .with("threshold", percent);
        let ours = quotas.set_notification_threshold(ACCOUNT, percent);
        recorder
            .step(&format!("set the threshold to {percent}"), theirs, ours)
            .await;
    }
    let theirs = call(&format!("{threshold}.get")).arg(ACCOUNT);
    recorder
        .step(
            "get the threshold",
            theirs,
            quotas.get_notification_threshold(ACCOUNT),
        )
        .await;
    for intent in ["delete the threshold", "delete a threshold that is not set"] {
        let theirs = call(&format!("{threshold}.delete")).arg(ACCOUNT);
        recorder
            .step(intent, theirs, quotas.clear_notification_threshold(ACCOUNT))
            .await;
    }

    let requests = client.limit_requests();
    for (what, count) in [("Load tests in spring", 50), ("Short-lived", 60)] {
        let mut limits = RegionalLimits::new();
        limits.region_id = Some(REGION.into());
        limits.vm_count_limit = Some(count);
        limits.cpu_count_limit = Some(400);
        let theirs = call("cloud.quotas.requests.create")
            .with("description", what)
            .with(
                "requested_limits",
                json!({"regional_limits": [
                    {"region_id": REGION, "vm_count_limit": count, "cpu_count_limit": 400},
                ]}),
            );
        let ours = requests.create(what, RequestLimits::regional([limits]));
        recorder
            .step(&format!("ask for limits: {what}"), theirs, ours)
            .await;
    }
    let theirs = call("cloud.quotas.requests.list")
        .keep("one", "/0/id")
        .keep("other", "/1/id");
    recorder
        .step(
            "list requests for limits: to choose",
            theirs,
            requests.list().all(),
        )
        .await;
    for intent in ["take a request for limits back", "take it back again"] {
        let theirs = call("cloud.quotas.requests.delete").arg(name("other"));
        recorder
            .step(intent, theirs, requests.delete(recorder.number("other")))
            .await;
    }
}

pub(crate) async fn read(recorder: &mut Recorder<'_>, client: &Client) {
    read_projects(recorder, client).await;
    read_tasks(recorder, client).await;
    read_regions(recorder, client).await;
    read_quotas(recorder, client).await;
    read_audit_log(recorder, client).await;
}

async fn read_projects(recorder: &mut Recorder<'_>, client: &Client) {
    let list = client.projects().list();
    let method = "cloud.projects.list";
    for (what, theirs, ours) in [
        ("whole", call(method), list.clone()),
        (
            "by name",
            call(method).with("name", "Alpha 1"),
            list.clone().name("Alpha 1"),
        ),
        (
            "by an odd name",
            call(method).with("name", "ä+b&c=d/e"),
            list.clone().name("ä+b&c=d/e"),
        ),
        (
            "a limit",
            call(method).with("limit", 2),
            list.clone().limit(2),
        ),
        (
            "all filters",
            call(method)
                .with("include_deleted", true)
                .with("limit", 10)
                .with("name", "Gamma")
                .with("offset", 0)
                .with("order_by", "name.asc"),
            list.clone()
                .include_deleted(true)
                .limit(10)
                .name("Gamma")
                .offset(0)
                .order_by(ProjectOrder::from("name.asc".to_owned())),
        ),
    ] {
        let ours = async { Ok(ours.page().await?.items) };
        recorder
            .step(&format!("list projects: {what}"), theirs, ours)
            .await;
    }
    let theirs = call(method).with("limit", 2).pages();
    recorder
        .step("list projects: page by page", theirs, list.limit(2).all())
        .await;
    let theirs = call("cloud.projects.get").with("project_id", name("project: everything"));
    let ours = client.projects();
    let ours = ours.get(recorder.number("project: everything"));
    recorder.step("get a project", theirs, ours).await;
}

async fn read_tasks(recorder: &mut Recorder<'_>, client: &Client) {
    let list = client.tasks().list();
    let method = "cloud.tasks.list";
    let (from, to) = ("2026-01-02T03:04:05Z", "2090-01-02T03:04:05.678+02:00");
    for (what, theirs, ours) in [
        ("whole", call(method), list.clone()),
        (
            "in states",
            call(method).with("state", json!(["FINISHED", "ERROR"])),
            list.clone().states([TaskState::Finished, TaskState::Error]),
        ),
        (
            "of projects",
            call(method).with("project_id", json!([200, 100])),
            list.clone().project_ids([200, 100]),
        ),
        (
            "all filters",
            call(method)
                .with("from_timestamp", from)
                .with("is_acknowledged", false)
                .with("limit", 5)
                .with("offset", 0)
                .with("order_by", "asc")
                .with("project_id", json!([100, 200]))
                .with("region_id", json!([REGION, 20]))
                .with("state", json!(["NEW", "RUNNING"]))
                .with("task_type", "delete_project")
                .with("to_timestamp", to),
            list.clone()
                .since(time(from))
                .acknowledged(false)
                .limit(5)
                .offset(0)
                .order_by(TaskOrder::from("asc".to_owned()))
                .project_ids([100, 200])
                .region_ids([REGION, 20])
                .states([TaskState::New, TaskState::Running])
                .task_type("delete_project")
                .until(time(to)),
        ),
    ] {
        let ours = async { Ok(ours.page().await?.items) };
        recorder
            .step(&format!("list tasks: {what}"), theirs, ours)
            .await;
    }
    let theirs = call("cloud.tasks.get").arg(name("task"));
    let ours = client.tasks();
    let ours = ours.get(recorder.text("task"));
    recorder
        .step("get a task that has ended", theirs, ours)
        .await;
}

async fn read_regions(recorder: &mut Recorder<'_>, client: &Client) {
    let regions = client.regions();
    let list = regions.list();
    let method = "cloud.regions.list";
    for (what, theirs, ours) in [
        ("whole", call(method), list.clone()),
        (
            "all filters",
            call(method)
                .with("display_name", "Santa Clara")
                .with("limit", 3)
                .with("offset", 0)
                .with("order_by", "display_name.desc")
                .with("product", "containers")
                .with("show_volume_types", true),
            list.clone()
                .display_name("Santa Clara")
                .limit(3)
                .offset(0)
                .order_by(RegionOrder::from("display_name.desc".to_owned()))
                .product(RegionProduct::from("containers".to_owned()))
                .show_volume_types(true),
        ),
    ] {
        let ours = async { Ok(ours.page().await?.items) };
        recorder
            .step(&format!("list regions: {what}"), theirs, ours)
            .await;
    }
    let theirs = call(method).with("limit", 2).pages();
    recorder
        .step("list regions: page by page", theirs, list.limit(2).all())
        .await;
    let theirs = call("cloud.regions.get").with("region_id", REGION);
    recorder
        .step("get a region", theirs.clone(), regions.get(REGION))
        .await;
    let theirs = theirs.with("show_volume_types", true);
    let ours = regions.get_with_volume_types(REGION);
    recorder
        .step("get a region with types of volumes", theirs, ours)
        .await;
}

async fn read_quotas(recorder: &mut Recorder<'_>, client: &Client) {
    let quotas = client.quotas();
    recorder
        .step("get the quotas", call("cloud.quotas.get_all"), quotas.get())
        .await;
    let theirs = call("cloud.quotas.get_global").arg(ACCOUNT);
    recorder
        .step("get the global quotas", theirs, quotas.get_global(ACCOUNT))
        .await;
    let theirs = call("cloud.quotas.get_by_region")
        .with("client_id", ACCOUNT)
        .with("region_id", REGION);
    let ours = quotas.get_regional(ACCOUNT, REGION);
    recorder
        .step("get the quotas of a region", theirs, ours)
        .await;

    let requests = client.limit_requests();
    let method = "cloud.quotas.requests.list";
    let (from, to) = ("2026-01-02T03:04:05Z", "2090-01-02T03:04:05Z");
    for (what, theirs, ours) in [
        ("whole", call(method), requests.list()),
        (
            "all filters",
            call(method)
                .with("created_from", from)
                .with("created_to", to)
                .with("limit", 5)
                .with("offset", 0)
                .with("request_ids", json!([name("one"), name("other")]))
                .with("status", json!(["in progress", "done"])),
            requests
                .list()
                .since(time(from))
                .until(time(to))
                .limit(5)
                .offset(0)
                .request_ids([recorder.number("one"), recorder.number("other")])
                .statuses([LimitRequestStatus::InProgress, LimitRequestStatus::Done]),
        ),
    ] {
        let ours = async { Ok(ours.page().await?.items) };
        recorder
            .step(&format!("list requests for limits: {what}"), theirs, ours)
            .await;
    }
    let theirs = call("cloud.quotas.requests.get").arg(name("one"));
    recorder
        .step(
            "get a request for limits",
            theirs,
            requests.get(recorder.number("one")),
        )
        .await;
}

async fn read_audit_log(recorder: &mut Recorder<'_>, client: &Client) {
    let list = client.audit_log().list();
    let method = "cloud.audit_logs.list";
    let (from, to) = ("2026-01-02T03:04:05Z", "2090-01-02T03:04:05Z");
    for (what, theirs, ours) in [
        ("whole", call(method), list.clone()),
        (
            "a limit",
            call(method).with("limit", 3),
            list.clone().limit(3),
        ),
        (
            "by kinds",
            call(method)
                .with("action_type", json!(["create", "delete"]))
                .with("api_group", json!(["project", "user"])),
            list.clone()
                .action_types([UserActionType::Create, UserActionType::Delete])
                .api_groups([ApiGroup::Project, ApiGroup::User]),
        ),
        (
            "all filters",
            call(method)
                .with("action_type", json!(["create"]))
                .with("api_group", json!(["project"]))
                .with("from_timestamp", from)
                .with("limit", 10)
                .with("offset", 0)
                .with("order_by", "asc")
                .with("project_id", json!([100, 200]))
                .with("region_id", json!([REGION, 20]))
                .with("resource_id", json!(["a b", "c/d"]))
                .with("search_field", "ü ~*+")
                .with("source_user_ips", json!(["127.0.0.1", "::1"]))
                .with("to_timestamp", to)
                .with(
                    "user_agents",
                    json!(["rolekit/0.1.0 (x; y)", "Gcore/Python"]),
                ),
            list.clone()
                .action_types([UserActionType::Create])
                .api_groups([ApiGroup::Project])
                .since(time(from))
                .limit(10)
                .offset(0)
                .order_by(UserActionOrder::from("asc".to_owned()))
                .project_ids([100, 200])
                .region_ids([REGION, 20])
                .resource_ids(["a b", "c/d"])
                .search_field("ü ~*+")
                .source_ips(["127.0.0.1", "::1"])
                .until(time(to))
                .user_agents(["rolekit/0.1.0 (x; y)", "Gcore/Python"]),
        ),
    ] {
        let ours = async { Ok(ours.page().await?.items) };
        recorder
            .step(&format!("list user actions: {what}"), theirs, ours)
            .await;
    }
    // Only entries that both sandboxes have: one write of the vendor's client fails, see the list of
    // differences.
    let theirs = call(method)
        .with("limit", 4)
        .with("api_group", json!(["role"]))
        .pages();
    let ours = list.limit(4).api_groups([ApiGroup::Role]);
    recorder
        .step("list user actions: page by page", theirs, ours.all())
        .await;
}
