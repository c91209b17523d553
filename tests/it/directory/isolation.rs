//! Nothing of the neighbour's is found (T1).

use harness::builders::{a_department, a_facility, a_service, a_unit};
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

use super::found;

#[both_engines]
async fn the_neighbours_directory_is_as_if_it_were_not_there(app: TestApp) {
    let department = app.neighbour.insert(a_department("Grannens teknik")).await;
    let unit = app.neighbour.insert(a_unit(&department, "Grannens gator")).await;
    let service = app.neighbour.insert(a_service(&department, "Grannens sophämtning")).await;
    let facility = app.neighbour.insert(a_facility("Grannens bibliotek")).await;
    for id in [
        format!("department:{}", department.id),
        format!("unit:{}", unit.id),
        format!("service:{}", service.id),
        format!("facility:{}", facility.id),
    ] {
        let answer = app.ask("query N($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await.ok();
        assert_eq!(answer.at("/node"), &Value::Null);
        let there =
            app.post(&app.neighbour.code, "query N($id: ID!) { node(id: $id) { id } }", json!({ "id": id }));
        assert_eq!(there.await.ok().text("/node/id"), id);
    }
    assert_eq!(found(&app, "grannens").await, [""; 0]);
    let search =
        "{ municipality { search(query: \"sopor\") { nodes { ... on Service { name { value } } } } } }";
    let there = app.post(&app.neighbour.code, search, json!({})).await.ok();
    assert_eq!(there.text("/municipality/search/nodes/0/name/value"), "Grannens sophämtning");
    // One's own index is not the neighbour's, whoever asked first.
    let own = app.home.insert(a_department("Renhållning")).await;
    app.home.insert(a_service(&own, "Sopsäckar")).await;
    assert_eq!(found(&app, "sopor").await, ["Renhållning", "Sopsäckar"]);
    let filter =
        "query S($id: ID!) { municipality { services(filter: { departmentId: $id }) { totalCount } } }";
    let id = format!("department:{}", department.id);
    let answer = app.ask(filter, json!({ "id": id })).await.ok();
    assert_eq!(answer.at("/municipality/services/totalCount"), &json!(0));
}
