//! What an orchestrator asks.

use harness::{TestApp, both_engines};
use reqwest::Method;
use serde_json::json;

use super::send;

#[both_engines]
async fn a_server_that_serves_is_live_and_ready(app: TestApp) {
    let live = send(app.request(Method::GET, "/health/live")).await;
    assert_eq!((live.status.as_u16(), live.body), (200, json!({ "status": "live" })));
    let ready = send(app.request(Method::GET, "/health/ready")).await;
    assert_eq!(ready.status, 200);
    assert_eq!(ready.body, json!({ "status": "ready", "database": true, "migrations": true }));
}
