//! Subscriptions to the audit log.

use reqwest::Method;
use serde_json::{Value, json};

use super::page;
use crate::client::{call, class, get, start, write};

fn at(rest: &str) -> String {
    format!("/cloud/v1/user_actions/{rest}")
}

#[tokio::test]
async fn allows_one_webhook_subscription() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let hook = json!({
        "url": "https://a.example/b", "auth_header_name": "Authorization", "auth_header_value": "hush",
    });
    assert_eq!(call(api, Method::POST, &at("unsubscribe")).await.0, 404);
    let (status, body) = write(api, Method::POST, &at("subscribe"), &hook).await;
    assert_eq!((status, body), (204, json!("")));
    let (status, body) = write(api, Method::POST, &at("subscribe"), &hook).await;
    assert_eq!((status, class(&body)), (409, "ConflictError"));
    let (count, urls) = page(api, &at("subscriptions_list"), "url").await;
    assert_eq!((count, urls), (1, vec![hook["url"].clone()]));
    assert_eq!(
        api.webhook_subscription().unwrap()["auth_header_value"],
        "hush"
    );

    // Later entries are acknowledged, because there is a subscription.
    let grant = json!({"user_id": 777, "role": "User"});
    write(api, Method::POST, "/cloud/v1/users/assignments", &grant).await;
    assert_eq!(api.user_actions().last().unwrap()["acknowledged"], true);

    assert_eq!(call(api, Method::POST, &at("unsubscribe")).await.0, 204);
    assert_eq!(api.webhook_subscription(), None);
    for body in [
        json!({"url": "https://a.example", "auth_header_name": "a"}),
        json!({"url": "a.example", "auth_header_name": "a", "auth_header_value": "b"}),
    ] {
        let (status, body) = write(api, Method::POST, &at("subscribe"), &body).await;
        assert_eq!((status, class(&body)), (400, "ValidationError"));
    }
}

#[tokio::test]
async fn creates_updates_and_tests_an_amqp_subscription() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let queue = json!({"connection_string": "amqps://u:p@mq.example:5671/v", "routing_key": "k"});
    let (status, _) = write(api, Method::POST, &at("subscribe_amqp"), &queue).await;
    assert_eq!(status, 204);
    assert_eq!(
        write(api, Method::POST, &at("subscribe_amqp"), &queue)
            .await
            .0,
        409
    );
    let (count, ids) = page(api, &at("amqp_subscriptions_list"), "id").await;
    assert_eq!(count, 1);
    let path = at(&format!("amqp_subscriptions/{}", ids[0]));
    let (status, made) = get(api, &path).await;
    assert_eq!(status, 200);
    assert_eq!(made["routing_key"], "k");
    assert_eq!(
        (&made["exchange"], &made["receive_child_client_events"]),
        (&Value::Null, &json!(false))
    );
    let change = json!({"exchange": "e", "receive_child_client_events": true, "id": 5});
    let (status, changed) = write(api, Method::PATCH, &path, &change).await;
    assert_eq!(status, 200);
    assert_eq!(
        (
            &changed["exchange"],
            &changed["routing_key"],
            &changed["id"]
        ),
        (&json!("e"), &json!("k"), &ids[0])
    );
    assert_eq!(api.amqp_subscription(), Some(changed));

    let wrong = json!({"connection_string": "https://mq.example"});
    for (method, path) in [
        (Method::POST, &at("subscribe_amqp_test")),
        (Method::PATCH, &path),
    ] {
        let (status, body) = write(api, method, path, &wrong).await;
        assert_eq!((status, class(&body)), (400, "ValidationError"));
        assert!(body["invalid_fields"]["connection_string"].is_array());
    }
    assert_eq!(
        write(api, Method::POST, &at("subscribe_amqp_test"), &queue)
            .await
            .0,
        204
    );
    for id in ["5", "x"] {
        let path = at(&format!("amqp_subscriptions/{id}"));
        assert_eq!(get(api, &path).await.0, 404);
        assert_eq!(write(api, Method::PATCH, &path, &json!({})).await.0, 404);
    }
    assert_eq!(
        call(api, Method::POST, &at("unsubscribe_amqp")).await.0,
        204
    );
    assert_eq!(
        call(api, Method::POST, &at("unsubscribe_amqp")).await.0,
        404
    );
    let (count, _) = page(api, &at("amqp_subscriptions_list"), "id").await;
    assert_eq!(count, 0);
}
