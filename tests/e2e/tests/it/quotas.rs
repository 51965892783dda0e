//! Quotas, limit requests and regions: requests, and invalid arguments that are not sent.

use rolekit::gcore::{
    ClientId, CreateLimitRequest, CreateLimitRequestDescription, GlobalLimits, LimitRequestId,
    LimitRequestStatus, RegionId, RegionOrder, RegionProduct, RegionalLimits, RequestLimits,
    UpdateNotificationThreshold,
};
use rolekit::{ErrorKind, Outcome};
use rolekit_e2e::{gcore, wire};
use rolekit_sandbox::{Fault, GcoreServer, Sandbox};
use serde_json::json;

const ACCOUNT: ClientId = ClientId::new(8);

fn last(server: &GcoreServer) -> (String, String, String) {
    wire(server.requests().last().unwrap())
}

fn expected_request(method: &str, target: &str, body: &str) -> (String, String, String) {
    (method.to_owned(), target.to_owned(), body.to_owned())
}

#[tokio::test]
async fn quotas_are_read_for_the_account_and_its_regions() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    server.set_quota(Some(20), "vm_count_limit", 5);
    let client = gcore(&sandbox);
    let quotas = client.quotas();
    let all = quotas.get().await.unwrap();
    assert_eq!(
        last(server),
        expected_request("GET", "/cloud/v2/client_quotas", "")
    );
    let limits: Vec<_> = all
        .regional_quotas
        .iter()
        .map(|region| (region.region_id.unwrap().get(), region.vm_count_limit))
        .collect();
    assert_eq!(limits, [(10, Some(0)), (20, Some(5)), (30, Some(0))]);
    let global = quotas.get_global(ACCOUNT).await.unwrap();
    assert_eq!(
        last(server),
        expected_request("GET", "/cloud/v2/global_quotas/8", "")
    );
    assert_eq!(Some(global), all.global_quotas);
    let regional = quotas
        .get_regional(ACCOUNT, RegionId::new(20))
        .await
        .unwrap();
    assert_eq!(
        last(server),
        expected_request("GET", "/cloud/v2/regional_quotas/8/20", "")
    );
    assert_eq!(regional.vm_count_limit, Some(5));
    assert!(
        quotas
            .get_global(ClientId::new(9))
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test(start_paused = true)]
async fn a_threshold_is_set_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    let quotas = client.quotas();
    let set = |percent| {
        let threshold = UpdateNotificationThreshold::new(percent);
        quotas.update_notification_threshold(ACCOUNT, &threshold)
    };
    for percent in [0, 59, 101, -1] {
        let error = set(percent).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.outcome(), Outcome::Refused);
    }
    let path = "/cloud/v2/client_quotas/8/notification_threshold";
    for percent in [60, 100] {
        let now = set(percent).await.unwrap();
        assert_eq!(
            last(server),
            expected_request("PUT", path, &format!(r#"{{"threshold":{percent}}}"#))
        );
        assert_eq!(now.threshold, percent);
    }
    // The response is lost, and the second attempt finds nothing: it is deleted.
    server.inject(Fault::reset().after()).await.unwrap();
    quotas.delete_notification_threshold(ACCOUNT).await.unwrap();
    assert_eq!(last(server), expected_request("DELETE", path, ""));
    assert_eq!(
        quotas
            .get_notification_threshold(ACCOUNT)
            .await
            .unwrap()
            .threshold,
        80
    );
    let error = quotas
        .delete_notification_threshold(ACCOUNT)
        .await
        .unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn limit_requests_are_created_listed_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = gcore(&sandbox);
    let requests = client.limit_requests();
    let too_long = "é".repeat(1001);
    too_long
        .parse::<CreateLimitRequestDescription>()
        .unwrap_err();
    let create = async |description: &str, limits| {
        let request = CreateLimitRequest::new(description.parse().unwrap(), limits);
        requests.create(&request).await.unwrap();
    };

    let region = RegionalLimits::new().region_id(RegionId::new(10));
    let regions = [region.vm_count_limit(7)];
    create("more", RequestLimits::new().regional_limits(regions)).await;
    let body = json!({"description": "more", "requested_limits":
        {"regional_limits": [{"region_id": 10, "vm_count_limit": 7}]}});
    assert_eq!(
        last(server),
        expected_request("POST", "/cloud/v2/limits_request", &body.to_string())
    );
    let global = GlobalLimits::new().project_count_limit(50);
    create("much more", RequestLimits::new().global_limits(global)).await;
    let body = json!({"description": "much more", "requested_limits":
        {"global_limits": {"project_count_limit": 50}}});
    assert_eq!(
        last(server),
        expected_request("POST", "/cloud/v2/limits_request", &body.to_string())
    );

    let list = requests.list();
    for (list, query) in [
        (list.clone(), ""),
        (list.clone().limit(3).offset(1), "?limit=3&offset=1"),
        (
            list.clone()
                .status([LimitRequestStatus::InProgress, LimitRequestStatus::Done]),
            "?status=in%20progress&status=done",
        ),
        (
            list.clone().request_ids([1, 2].map(LimitRequestId::new)),
            "?request_ids=1&request_ids=2",
        ),
        (
            list.clone()
                .created_from("2026-01-02T03:04:05Z")
                .created_to("2027-01-02T03:04:05Z"),
            "?created_from=2026-01-02T03%3A04%3A05Z&created_to=2027-01-02T03%3A04%3A05Z",
        ),
    ] {
        list.page().await.unwrap();
        assert_eq!(
            last(server),
            expected_request("GET", &format!("/cloud/v2/limits_request{query}"), "")
        );
    }
    let all = list.all().await.unwrap();
    assert_eq!(all.len(), 2);
    for request in all {
        let path = format!("/cloud/v2/limits_request/{}", request.id);
        assert_eq!(requests.get(request.id).await.unwrap(), request);
        assert_eq!(last(server), expected_request("GET", &path, ""));
        requests.delete(request.id).await.unwrap();
        assert_eq!(last(server), expected_request("DELETE", &path, ""));
        assert!(
            requests
                .delete(request.id)
                .await
                .unwrap_err()
                .is_not_found()
        );
    }
}

#[tokio::test]
async fn regions_are_listed_and_found_by_name() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    server.set_region_fields(
        30,
        json!({"state": "ASLEEP", "file_share_types": ["paper"]}),
    );
    let client = gcore(&sandbox);
    let regions = client.regions();
    let list = regions.list();
    for (list, query) in [
        (list.clone(), ""),
        (list.clone().limit(2).offset(1), "?limit=2&offset=1"),
        (
            list.clone().display_name("Santa Clara"),
            "?display_name=Santa%20Clara",
        ),
        (
            list.clone().product(RegionProduct::Containers),
            "?product=containers",
        ),
        (
            list.clone().show_volume_types(true),
            "?show_volume_types=true",
        ),
        (
            list.clone().order_by(RegionOrder::DisplayNameAsc),
            "?order_by=display_name.asc",
        ),
        (
            list.clone().order_by(RegionOrder::CreatedAtDesc),
            "?order_by=created_at.desc",
        ),
    ] {
        list.page().await.unwrap();
        assert_eq!(
            last(server),
            expected_request("GET", &format!("/cloud/v1/regions{query}"), "")
        );
    }
    let region = regions.get(RegionId::new(30)).await.unwrap();
    assert_eq!(
        last(server),
        expected_request("GET", "/cloud/v1/regions/30", "")
    );
    assert_eq!(region.state.as_str(), "ASLEEP");
    assert_eq!(region.available_volume_types, None);
    let region = regions
        .get(RegionId::new(30))
        .show_volume_types(true)
        .await
        .unwrap();
    assert_eq!(
        last(server),
        expected_request("GET", "/cloud/v1/regions/30?show_volume_types=true", "")
    );
    assert!(region.available_volume_types.is_some());
    let found = regions.find_by_name("SINGAPORE").await.unwrap().unwrap();
    assert_eq!(found.id, 20);
    assert!(regions.find_by_name("Sing").await.unwrap().is_none());
}
