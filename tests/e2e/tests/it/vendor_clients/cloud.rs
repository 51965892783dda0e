//! Gcore: projects, tasks, regions, quotas, and the audit log.

use rolekit::Timestamp;
use rolekit::gcore::{
    ApiGroup, Client, ClientId, CreateLimitRequest, CreateProject, LimitRequestId,
    LimitRequestStatus, ProjectId, ProjectOrder, RegionId, RegionOrder, RegionProduct,
    RegionalLimits, RequestLimits, TaskId, TaskOrder, TaskState, UpdateNotificationThreshold,
    UpdateProject, UserActionOrder, UserActionType,
};
use rolekit_e2e::vendors::python::{call, name};
use rolekit_e2e::vendors::recorder::Recorder;
use serde_json::json;

const ACCOUNT: ClientId = ClientId::new(8);
const REGION: RegionId = RegionId::new(10);
const REGIONS: [RegionId; 2] = [REGION, RegionId::new(20)];
const PROJECTS: [ProjectId; 2] = [ProjectId::new(100), ProjectId::new(200)];

fn named(name: &str) -> CreateProject {
    CreateProject::new(name.parse().unwrap())
}

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
            named("Alpha 1"),
        ),
        (
            "everything",
            call("cloud.projects.create")
                .with("name", "Beta_2")
                .with("description", "Größe \"quoted\" \\ <&>"),
            named("Beta_2").description("Größe \"quoted\" \\ <&>".parse().unwrap()),
        ),
        (
            "a name that is taken",
            call("cloud.projects.create").with("name", "Beta_2"),
            named("Beta_2"),
        ),
        (
            "to delete",
            call("cloud.projects.create").with("name", "Gamma"),
            named("Gamma"),
        ),
    ] {
        let theirs = theirs.keep(&format!("project: {what}"), "/id");
        let intent = format!("create a project: {what}");
        let ours = projects.create(&ours).into_future();
        recorder.step(&intent, theirs, ours).await;
    }
    let id = ProjectId::new(recorder.number("project: everything"));
    let update = call("cloud.projects.update").with("project_id", name("project: everything"));
    for (what, theirs, ours) in [
        (
            "the name",
            update.clone().with("name", "Beta 3"),
            UpdateProject::new().name("Beta 3".parse().unwrap()),
        ),
        (
            "name and description",
            update
                .clone()
                .with("name", "Beta 4")
                .with("description", ""),
            UpdateProject::new()
                .name("Beta 4".parse().unwrap())
                .description(""),
        ),
        (
            "the description to null",
            update.with("description", ()),
            UpdateProject::new().description(""),
        ),
    ] {
        let intent = format!("update a project: {what}");
        let ours = projects.update(id, &ours).into_future();
        recorder.step(&intent, theirs, ours).await;
    }
    let id = ProjectId::new(recorder.number("project: to delete"));
    for intent in ["delete a project", "delete a project that is being deleted"] {
        let mut theirs =
            call("cloud.projects.delete").with("project_id", name("project: to delete"));
        if intent == "delete a project" {
            theirs = theirs.keep("task", "/tasks/0");
        }
        let ours = projects.delete(id).into_future();
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
        let ours = tasks.get(&TaskId::new(recorder.text("task")));
        recorder.step(intent, theirs, ours.into_future()).await;
    }
    let theirs = call("cloud.tasks.acknowledge_one").arg(name("task"));
    let ours = tasks.acknowledge(&TaskId::new(recorder.text("task")));
    recorder
        .step("acknowledge a task", theirs, ours.into_future())
        .await;
    let all = tasks.acknowledge_all();
    for (what, theirs, ours) in [
        ("", call("cloud.tasks.acknowledge_all"), all.clone()),
        (
            " of a project in a region",
            call("cloud.tasks.acknowledge_all")
                .with("project_id", 100)
                .with("region_id", REGION.get()),
            all.project_id(PROJECTS[0]).region_id(REGION),
        ),
    ] {
        let intent = format!("acknowledge all tasks{what}");
        recorder.step(&intent, theirs, ours.into_future()).await;
    }
}

async fn quotas(recorder: &mut Recorder<'_>, client: &Client) {
    let quotas = client.quotas();
    let threshold = "cloud.quotas.notification_threshold";
    for percent in [60, 75] {
        let theirs = call(&format!("{threshold}.update"))
            .arg(ACCOUNT.get())
            .with("threshold", percent);
        let ours = UpdateNotificationThreshold::new(percent);
        let ours = quotas.update_notification_threshold(ACCOUNT, &ours);
        let intent = format!("set the threshold to {percent}");
        recorder.step(&intent, theirs, ours.into_future()).await;
    }
    let theirs = call(&format!("{threshold}.get")).arg(ACCOUNT.get());
    recorder
        .step(
            "get the threshold",
            theirs,
            quotas.get_notification_threshold(ACCOUNT).into_future(),
        )
        .await;
    for intent in ["delete the threshold", "delete a threshold that is not set"] {
        let theirs = call(&format!("{threshold}.delete")).arg(ACCOUNT.get());
        let ours = quotas.delete_notification_threshold(ACCOUNT);
        recorder.step(intent, theirs, ours.into_future()).await;
    }

    let requests = client.limit_requests();
    for (what, count) in [("Load tests in spring", 50), ("Short-lived", 60)] {
        let limits = RegionalLimits::new()
            .region_id(REGION)
            .vm_count_limit(count)
            .cpu_count_limit(400);
        let theirs = call("cloud.quotas.requests.create")
            .with("description", what)
            .with(
                "requested_limits",
                json!({"regional_limits": [
                    {"region_id": REGION.get(), "vm_count_limit": count, "cpu_count_limit": 400},
                ]}),
            );
        let limits = RequestLimits::new().regional_limits([limits]);
        let ours = requests.create(&CreateLimitRequest::new(what.parse().unwrap(), limits));
        let intent = format!("ask for limits: {what}");
        recorder.step(&intent, theirs, ours.into_future()).await;
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
        let ours = requests.delete(LimitRequestId::new(recorder.number("other")));
        recorder.step(intent, theirs, ours.into_future()).await;
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
    let id = ProjectId::new(recorder.number("project: everything"));
    let ours = client.projects().get(id).into_future();
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
            list.clone().state([TaskState::Finished, TaskState::Error]),
        ),
        (
            "of projects",
            call(method).with("project_id", json!([200, 100])),
            list.clone().project_id([PROJECTS[1], PROJECTS[0]]),
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
                .with("region_id", json!(REGIONS))
                .with("state", json!(["NEW", "RUNNING"]))
                .with("task_type", "delete_project")
                .with("to_timestamp", to),
            list.clone()
                .from_timestamp(time(from))
                .is_acknowledged(false)
                .limit(5)
                .offset(0)
                .order_by(TaskOrder::from("asc".to_owned()))
                .project_id(PROJECTS)
                .region_id(REGIONS)
                .state([TaskState::New, TaskState::Running])
                .task_type("delete_project")
                .to_timestamp(time(to)),
        ),
    ] {
        let ours = async { Ok(ours.page().await?.items) };
        recorder
            .step(&format!("list tasks: {what}"), theirs, ours)
            .await;
    }
    let theirs = call("cloud.tasks.get").arg(name("task"));
    let ours = client.tasks().get(&TaskId::new(recorder.text("task")));
    recorder
        .step("get a task that has ended", theirs, ours.into_future())
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
    let theirs = call("cloud.regions.get").with("region_id", REGION.get());
    recorder
        .step(
            "get a region",
            theirs.clone(),
            regions.get(REGION).into_future(),
        )
        .await;
    let theirs = theirs.with("show_volume_types", true);
    let ours = regions.get(REGION).show_volume_types(true);
    let intent = "get a region with types of volumes";
    recorder.step(intent, theirs, ours.into_future()).await;
}

async fn read_quotas(recorder: &mut Recorder<'_>, client: &Client) {
    let quotas = client.quotas();
    recorder
        .step(
            "get the quotas",
            call("cloud.quotas.get_all"),
            quotas.get().into_future(),
        )
        .await;
    let theirs = call("cloud.quotas.get_global").arg(ACCOUNT.get());
    recorder
        .step(
            "get the global quotas",
            theirs,
            quotas.get_global(ACCOUNT).into_future(),
        )
        .await;
    let theirs = call("cloud.quotas.get_by_region")
        .with("client_id", ACCOUNT.get())
        .with("region_id", REGION.get());
    let ours = quotas.get_regional(ACCOUNT, REGION);
    recorder
        .step("get the quotas of a region", theirs, ours.into_future())
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
                .created_from(time(from))
                .created_to(time(to))
                .limit(5)
                .offset(0)
                .request_ids(
                    ["one", "other"].map(|name| LimitRequestId::new(recorder.number(name))),
                )
                .status([LimitRequestStatus::InProgress, LimitRequestStatus::Done]),
        ),
    ] {
        let ours = async { Ok(ours.page().await?.items) };
        recorder
            .step(&format!("list requests for limits: {what}"), theirs, ours)
            .await;
    }
    let theirs = call("cloud.quotas.requests.get").arg(name("one"));
    let ours = requests.get(LimitRequestId::new(recorder.number("one")));
    recorder
        .step("get a request for limits", theirs, ours.into_future())
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
                .action_type([UserActionType::Create, UserActionType::Delete])
                .api_group([ApiGroup::Project, ApiGroup::User]),
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
                .with("region_id", json!(REGIONS))
                .with("resource_id", json!(["a b", "c/d"]))
                .with("search_field", "ü ~*+")
                .with("source_user_ips", json!(["127.0.0.1", "::1"]))
                .with("to_timestamp", to)
                .with(
                    "user_agents",
                    json!(["rolekit/0.1.0 (x; y)", "Gcore/Python"]),
                ),
            list.clone()
                .action_type([UserActionType::Create])
                .api_group([ApiGroup::Project])
                .from_timestamp(time(from))
                .limit(10)
                .offset(0)
                .order_by(UserActionOrder::from("asc".to_owned()))
                .project_id(PROJECTS)
                .region_id(REGIONS)
                .resource_id(["a b", "c/d"])
                .search_field("ü ~*+")
                .source_user_ips(["127.0.0.1", "::1"])
                .to_timestamp(time(to))
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
    let ours = list.limit(4).api_group([ApiGroup::Role]);
    recorder
        .step("list user actions: page by page", theirs, ours.all())
        .await;
}
