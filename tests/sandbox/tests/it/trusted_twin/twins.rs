//! Twins, Batches, Entries and Stickers.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::client::{TwinClient, start, subcode};
use rolekit_sandbox::TrustedTwinServer;
use serde_json::{Value, json};

fn admin(api: &TrustedTwinServer) -> TwinClient<'_> {
    TwinClient(api, api.secret())
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn creates_updates_and_terminates_a_twin() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = admin(api);
    let (status, made) = admin
        .post("/twins", &json!({"description": {"serial": 7}}))
        .await;
    assert_eq!(status, 201);
    assert_eq!(made["status"], "alive");
    assert_eq!(made["owner"], api.account());
    let uuid = made["creation_certificate"]["uuid"].as_str().unwrap();
    let path = format!("/twins/{uuid}");
    assert_eq!(admin.get(&path).await, (200, made));
    let (status, changed) = admin.patch(&path, &json!({"description": null})).await;
    assert_eq!(status, 200);
    assert!(changed.get("description").is_none());

    let (status, ended) = admin.delete(&path).await;
    assert_eq!((status, &ended["status"]), (200, &json!("terminated")));
    assert!(ended["termination_certificate"]["terminated_ts"].is_number());
    let (status, body) = admin.delete(&path).await;
    assert_eq!((status, subcode(&body)), (400, "400358"));
    assert_eq!(admin.get(&path).await.0, 404);
    assert_eq!(
        admin.get(&format!("{path}?show_terminated=true")).await,
        (200, ended)
    );
    assert_eq!(admin.get("/twins").await.1["twins"], json!([]));
    assert_eq!(admin.get(&format!("{path}?show_terminated=5")).await.0, 400);
    assert_eq!(admin.get("/twins/nothing").await.0, 404);
}

#[tokio::test]
async fn scans_twins_by_cursor() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = admin(api);
    let all: BTreeSet<_> = (0..7).map(|_| api.add_twin()).collect();
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let (status, page) = admin.get(&format!("/twins?count=3&cursor={cursor}")).await;
        assert_eq!(status, 200);
        seen.extend(texts(&page["twins"]));
        page["cursor"].as_str().unwrap().clone_into(&mut cursor);
        if cursor.is_empty() {
            break;
        }
        assert_eq!(page["twins"].as_array().unwrap().len(), 3);
    }
    assert_eq!(seen.len(), 7);
    assert_eq!(seen.iter().cloned().collect::<BTreeSet<_>>(), all);

    let (_, page) = admin.get("/twins?details=true").await;
    let details = page["twins"].as_array().unwrap();
    assert_eq!(details.len(), 7);
    assert_eq!(details[0]["creation_certificate"]["uuid"], seen[0]);
    assert_eq!(admin.get("/twins?count=0").await.0, 400);
}

#[tokio::test]
async fn lists_filters_and_cancels_batches() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = admin(api);
    let body = json!({"operation": "create_twin", "handler": "h"});
    let mut made = Vec::new();
    for _ in 0..5 {
        let (status, batch) = admin.post("/batches", &body).await;
        assert_eq!((status, &batch["status"]), (201, &json!("new")));
        made.push(batch);
    }
    let id = |batch: &Value| batch["batch"].as_str().unwrap().to_owned();
    let ids =
        |page: &Value| -> Vec<_> { page["batches"].as_array().unwrap().iter().map(id).collect() };

    let (_, first) = admin.get("/batches?limit=3").await;
    assert_eq!(ids(&first), made[..3].iter().map(id).collect::<Vec<_>>());
    let next = format!(
        "/batches?limit=3&cursor={}",
        first["cursor"].as_str().unwrap()
    );
    let (_, last) = admin.get(&next).await;
    assert_eq!(ids(&last), made[3..].iter().map(id).collect::<Vec<_>>());
    assert_eq!(last["cursor"], Value::Null);
    let range = format!(
        "/batches?ge={}&le={}",
        made[1]["created_ts"], made[2]["created_ts"]
    );
    assert_eq!(
        ids(&admin.get(&range).await.1),
        made[1..3].iter().map(id).collect::<Vec<_>>()
    );

    assert!(api.set_batch_status(&id(&made[4]), "completed"));
    assert!(!api.set_batch_status("nothing", "completed"));
    let path = |batch: &Value| format!("/batches/{}", id(batch));
    let cancel = json!({"status": "cancel"});
    let (status, batch) = admin.patch(&path(&made[0]), &cancel).await;
    assert_eq!((status, &batch["status"]), (200, &json!("cancelled")));
    for ended in [&made[0], &made[4]] {
        let (status, body) = admin.patch(&path(ended), &cancel).await;
        assert_eq!((status, subcode(&body)), (400, "400358"));
    }
    assert_eq!(
        admin
            .patch(&path(&made[1]), &json!({"status": "new"}))
            .await
            .0,
        400
    );
    let (_, done) = admin.get("/batches?status=completed").await;
    assert_eq!(ids(&done), [id(&made[4])]);

    assert_eq!(admin.get(&path(&made[4])).await.1["status"], "completed");
    assert_eq!(admin.delete(&path(&made[4])).await.0, 200);
    assert_eq!(admin.get(&path(&made[4])).await.0, 404);
    assert_eq!(admin.get("/batches?cursor=nothing").await.0, 400);

    // The Batch's operation needs its permission too.
    let caller = api.add_caller(rolekit_sandbox::Statement::allow(["create_batch"]));
    let somebody = TwinClient(api, &caller.secret);
    assert_eq!(somebody.post("/batches", &body).await.0, 403);
}

#[tokio::test]
async fn entries_have_values_and_history() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = admin(api);
    let ledger = format!("/twins/{}/ledgers/personal", api.add_twin());
    let add = json!({"entries": {
        "kept": {"value": 0, "history": "INF", "visibility": "true"},
        "plain": {"value": {"a": [1]}},
        "linked": {"ref": {"source": "twin://x/y/z"}},
    }});
    let (status, made) = admin.post(&ledger, &add).await;
    assert_eq!(status, 201);
    assert_eq!(made["entries"]["plain"]["value"], json!({"a": [1]}));
    assert!(made["entries"]["linked"]["error"].is_string());
    let (_, again) = admin.post(&ledger, &add).await;
    assert!(again["entries"]["kept"]["error"].is_string());

    for value in 1..=150 {
        let body = json!({"entries": {"kept": {"value": value}}});
        let (status, _) = admin.patch(&format!("{ledger}/value"), &body).await;
        assert_eq!(status, 200);
    }
    let (_, values) = admin
        .get(&format!("{ledger}/value?entries=kept&entries=no"))
        .await;
    assert_eq!(values["entries"]["kept"]["value"], 150);
    assert!(values["entries"]["kept"].get("visibility").is_none());
    assert!(values["entries"]["no"]["error"].is_string());

    // Newest first.
    let history = async |query: &str| {
        let (status, body) = admin.get(&format!("{ledger}/history?{query}")).await;
        assert_eq!(status, 200, "{body}");
        body["entries"].clone()
    };
    let of_kept = |entries: Value| -> Vec<(f64, i64)> {
        let values = entries["kept"].as_object().unwrap().iter();
        let mut values: Vec<_> = values
            .map(|(time, value)| (time.parse::<f64>().unwrap(), value.as_i64().unwrap()))
            .collect();
        values.sort_by(|a, b| b.0.total_cmp(&a.0));
        values
    };
    let newest = of_kept(history("").await);
    assert_eq!(newest.len(), 100);
    assert_eq!((newest[0].1, newest[99].1), (150, 51));
    let end = newest[99].0;
    let older = of_kept(history(&format!("entries=kept&limit=60&le={end}")).await);
    assert_eq!((older.len(), older[0].1, older[51].1), (52, 51, 0));
    let range = format!("entries=kept&ge={}&le={}", newest[3].0, newest[1].0);
    assert_eq!(
        of_kept(history(&range).await)
            .iter()
            .map(|value| value.1)
            .collect::<Vec<_>>(),
        [149, 148, 147]
    );
    assert_eq!(history("entries=no").await["no"], "Entry not found.");
    assert_eq!(history("entries=plain").await["plain"], json!({}));
    assert_eq!(
        admin.get(&format!("{ledger}/history?limit=101")).await.0,
        400
    );

    let (_, private) = admin.get(&format!("{ledger}?show_public=false")).await;
    let names: Vec<_> = private["entries"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["plain"]);

    let body = json!({"entries": {"plain": {"visibility": "true"}, "no": {}}});
    let (_, changed) = admin.patch(&ledger, &body).await;
    assert_eq!(changed["entries"]["plain"]["visibility"], "true");
    assert!(changed["entries"]["no"]["error"].is_string());
    let conditional = json!({"entries": {"plain": {"value": 1}}, "conditions": {"plain": "true"}});
    let (status, refused) = admin.patch(&ledger, &conditional).await;
    assert_eq!((status, subcode(&refused)), (400, "400501"));

    assert_eq!(
        admin.delete(&format!("{ledger}?entries=plain")).await.0,
        200
    );
    let (_, rest) = admin.get(&ledger).await;
    assert_eq!(rest["entries"].as_object().unwrap().len(), 1);
    let elsewhere = ledger.replace("personal", "00000000-0000-4000-8000-000000000000");
    assert_eq!(admin.get(&elsewhere).await.0, 404);
}

#[tokio::test]
async fn puts_lists_and_expires_stickers() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = admin(api);
    let twins = [api.add_twin(), api.add_twin()];
    let on = |twin: usize| format!("/twins/{}/stickers", twins[twin]);
    let sticker = |note: &str| json!({"note": note, "recipients": [api.account()]});
    for (twin, color) in [(0, "red"), (0, "blue"), (1, "red"), (1, "dark-grey")] {
        let (status, put) = admin
            .post(&on(twin), &json!({"stickers": {color: sticker(color)}}))
            .await;
        assert_eq!(
            (status, &put["stickers"][color]["note"]),
            (201, &json!(color))
        );
    }
    let (_, of_twin) = admin.get(&on(0)).await;
    let account = &of_twin["accounts"][api.account()];
    assert_eq!(account.as_object().unwrap().len(), 2);
    assert_eq!(admin.get(&format!("{}/red", on(0))).await.1, account["red"]);

    let list = async |query: &str| {
        let (status, body) = admin.get(&format!("/stickers?{query}")).await;
        assert_eq!(status, 200, "{body}");
        body["stickers"].as_array().unwrap().clone()
    };
    let all = list("").await;
    assert_eq!(all.len(), 4);
    assert_eq!(list("limit=3").await, all[..3]);
    assert_eq!(list("limit=3&offset=3").await, all[3..]);
    assert_eq!(list("color=red").await, [all[0].clone(), all[2].clone()]);
    assert_eq!(
        list(&format!("ge={}", all[2]["created_ts"])).await,
        all[2..]
    );
    assert_eq!(
        list(&format!("context={}", twins[0])).await,
        [Value::Null; 0]
    );

    // A second Sticker of the same color replaces the first.
    let end = all[0]["created_ts"].as_f64().unwrap() + 3600.0;
    let mut short = sticker("short");
    short["validity_ts"] = json!(end);
    admin
        .post(&on(0), &json!({"stickers": {"red": short}}))
        .await;
    assert_eq!(list("").await.len(), 4);
    sandbox.advance_clock(Duration::from_secs(3600)).unwrap();
    assert_eq!(admin.get(&format!("{}/red", on(0))).await.0, 404);
    assert_eq!(list("").await.len(), 3);

    let (status, removed) = admin.delete(&format!("{}/blue", on(0))).await;
    assert_eq!((status, &removed["note"]), (200, &json!("blue")));
    assert_eq!(removed["account"], api.account());
    assert_eq!(admin.delete(&format!("{}/blue", on(0))).await.0, 404);

    let far = json!({"recipients": [], "validity_ts": end + 400.0 * 24.0 * 3600.0});
    for (color, wrong) in [
        ("no", sticker("too short a color")),
        ("b_d", sticker("an underscore")),
        ("red", sticker(&"x".repeat(513))),
        ("red", json!({"recipients": vec!["u"; 101]})),
        ("red", json!({"note": "for nobody"})),
        ("red", far),
    ] {
        let body = json!({"stickers": {"good": sticker("good"), color: wrong}});
        let (status, response) = admin.post(&on(0), &body).await;
        assert_eq!((status, subcode(&response)), (400, "400000"), "{color}");
    }
    assert_eq!(list("color=good").await, [Value::Null; 0]);
}
