//! Regions.

use rolekit_sandbox::Sandbox;
use serde_json::{Value, json};

use super::page;
use crate::client::{get, start};

const REGIONS: &str = "/cloud/v1/regions";

#[tokio::test]
async fn lists_orders_and_filters_regions() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.set_region_fields(
        20,
        json!({"has_ai": true, "has_k8s": false, "zone": "ANTARCTICA"}),
    );
    for (query, expected) in [
        ("", vec![30, 20, 10]),
        ("?order_by=created_at.asc", vec![10, 20, 30]),
        ("?order_by=display_name.asc", vec![10, 30, 20]),
        ("?display_name=santa%20CLARA", vec![30]),
        ("?display_name=santa", vec![]),
        ("?product=inference", vec![20]),
        ("?product=containers", vec![30, 10]),
        ("?limit=1&offset=1", vec![20]),
    ] {
        let (_, ids) = page(api, &format!("{REGIONS}{query}"), "id").await;
        assert_eq!(ids, expected, "{query}");
    }
    let (_, zones) = page(api, &format!("{REGIONS}?display_name=Singapore"), "zone").await;
    assert_eq!(zones, ["ANTARCTICA"]);
    assert_eq!(get(api, &format!("{REGIONS}?product=ships")).await.0, 400);
}

#[tokio::test]
async fn volume_types_need_a_query_parameter() {
    let sandbox = Sandbox::builder().unseeded().start().await.unwrap();
    let api = sandbox.gcore();
    assert!(api.regions().is_empty());
    let id = api.add_region("Lima");
    let path = format!("{REGIONS}/{id}");
    let (status, region) = get(api, &path).await;
    assert_eq!((status, &region["slug"]), (200, &json!("lima-1")));
    assert_eq!(region["available_volume_types"], Value::Null);
    let (_, region) = get(api, &format!("{path}?show_volume_types=true")).await;
    assert_eq!(region, api.regions()[0]);
    assert!(region["available_volume_types"].is_array());
    for id in ["1", "x"] {
        assert_eq!(get(api, &format!("{REGIONS}/{id}")).await.0, 404);
    }
}
