//! Quotas, the notification threshold, and limit requests.

use reqwest::Method;
use serde_json::{Value, json};

use super::page;
use crate::client::{call, class, get, start, write};

const REQUESTS: &str = "/cloud/v2/limits_request";
const THRESHOLD: &str = "/cloud/v2/client_quotas/8/notification_threshold";

#[tokio::test]
async fn lists_global_and_regional_quotas() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.set_quota(Some(10), "vm_count_limit", 7);
    let (status, global) = get(api, "/cloud/v2/global_quotas/8").await;
    assert_eq!(status, 200);
    assert_eq!(global["project_count_usage"], 2);
    assert_eq!(global["keypair_count_limit"], 100);
    assert_eq!(global.as_object().unwrap().len(), 16);
    let (status, region) = get(api, "/cloud/v2/regional_quotas/8/10").await;
    assert_eq!(status, 200);
    assert_eq!(
        (
            &region["region_id"],
            &region["vm_count_limit"],
            &region["ram_limit"]
        ),
        (&json!(10), &json!(7), &json!(0))
    );
    let (_, all) = get(api, "/cloud/v2/client_quotas").await;
    assert_eq!(all["global_quotas"], global);
    assert_eq!(all["regional_quotas"][0], region);
    assert_eq!(all["regional_quotas"].as_array().unwrap().len(), 3);
    for path in [
        "global_quotas/9",
        "regional_quotas/9/10",
        "regional_quotas/8/11",
        "global_quotas/x",
    ] {
        assert_eq!(
            get(api, &format!("/cloud/v2/{path}")).await.0,
            404,
            "{path}"
        );
    }
}

#[tokio::test]
async fn threshold_must_be_between_60_and_100() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let default =
        json!({"client_id": 8, "threshold": 80, "last_sending": null, "last_message": null});
    assert_eq!(get(api, THRESHOLD).await, (200, default.clone()));
    assert_eq!(call(api, Method::DELETE, THRESHOLD).await.0, 404);
    for threshold in [json!(59), json!(101), json!("80"), Value::Null] {
        let body = json!({"threshold": threshold});
        let (status, response) = write(api, Method::PUT, THRESHOLD, &body).await;
        assert_eq!((status, class(&response)), (400, "ValidationError"));
        assert!(response["invalid_fields"]["threshold"].is_array());
    }
    for threshold in [60, 100, 95] {
        let body = json!({"threshold": threshold});
        let (status, response) = write(api, Method::PUT, THRESHOLD, &body).await;
        assert_eq!((status, &response["threshold"]), (200, &json!(threshold)));
    }
    assert_eq!(get(api, THRESHOLD).await.1["threshold"], 95);
    assert_eq!(call(api, Method::DELETE, THRESHOLD).await, (204, json!("")));
    assert_eq!(get(api, THRESHOLD).await, (200, default));
    let other = THRESHOLD.replace("/8/", "/9/");
    assert_eq!(get(api, &other).await.0, 404);
    let (status, _) = write(api, Method::PUT, &other, &json!({"threshold": 90})).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn limit_request_applies_once_done() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let limits = json!({
        "global_limits": {"project_count_limit": 5},
        "regional_limits": [{"region_id": 20, "vm_count_limit": 12}],
    });
    let body = json!({"description": "more room", "requested_limits": limits});
    assert_eq!(
        write(api, Method::POST, REQUESTS, &body).await,
        (201, json!(""))
    );
    let request = api.limit_requests().remove(0);
    let id = request["id"].as_i64().unwrap();
    let path = format!("{REQUESTS}/{id}");
    assert_eq!(get(api, &path).await, (200, request.clone()));
    assert_eq!(request["status"], "in progress");
    assert_eq!(request["requested_limits"], limits);

    // Nothing changes until the request is done.
    let vms = async || get(api, "/cloud/v2/regional_quotas/8/20").await.1["vm_count_limit"].clone();
    assert_eq!(vms().await, 0);
    assert!(api.set_limit_request_status(id, "done"));
    assert_eq!(vms().await, 12);
    let (_, global) = get(api, "/cloud/v2/global_quotas/8").await;
    assert_eq!(global["project_count_limit"], 5);
    let (_, request) = get(api, &path).await;
    assert_eq!(request["status"], "done");
    assert!(request["updated_at"].is_string());

    assert_eq!(call(api, Method::DELETE, &path).await.0, 204);
    assert_eq!(call(api, Method::DELETE, &path).await.0, 404);
    assert_eq!(get(api, &path).await.0, 404);
    assert!(!api.set_limit_request_status(id, "done"));
}

#[tokio::test]
async fn limit_requests_are_validated() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for (body, field) in [
        (json!({"requested_limits": {}}), "description"),
        (json!({"description": "x"}), "requested_limits"),
        (
            json!({"description": "x".repeat(1001), "requested_limits": {}}),
            "description",
        ),
        (
            json!({"description": "x", "requested_limits": {"global_limits": {"ships": 1}}}),
            "requested_limits",
        ),
        (
            json!({"description": "x", "requested_limits": {"regional_limits": [{"region_id": 5}]}}),
            "requested_limits",
        ),
    ] {
        let (status, response) = write(api, Method::POST, REQUESTS, &body).await;
        assert_eq!(
            (status, class(&response)),
            (400, "ValidationError"),
            "{body}"
        );
        assert!(response["invalid_fields"][field].is_array(), "{response}");
    }
    assert!(api.limit_requests().is_empty());
}

#[tokio::test]
async fn filters_limit_requests_by_id_status_and_time() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for n in 0..4 {
        let body = json!({"description": format!("{n}"), "requested_limits": {}});
        write(api, Method::POST, REQUESTS, &body).await;
    }
    let all = api.limit_requests();
    let id = |n: usize| all[n]["id"].as_i64().unwrap();
    let time = |n: usize| all[n]["created_at"].as_str().unwrap();
    api.set_limit_request_status(id(1), "done");
    api.set_limit_request_status(id(2), "rejected");
    for (query, expected) in [
        (String::new(), vec!["0", "1", "2", "3"]),
        ("status=done&status=rejected".to_owned(), vec!["1", "2"]),
        ("status=in%20progress".to_owned(), vec!["0", "3"]),
        (
            format!("request_ids={}&request_ids={}", id(0), id(2)),
            vec!["0", "2"],
        ),
        (
            format!("created_from={}&created_to={}", time(1), time(2)),
            vec!["1", "2"],
        ),
        ("limit=1&offset=3".to_owned(), vec!["3"]),
    ] {
        let (_, found) = page(api, &format!("{REQUESTS}?{query}"), "description").await;
        assert_eq!(found, expected, "{query}");
    }
    assert_eq!(get(api, &format!("{REQUESTS}?status=open")).await.0, 400);
}
