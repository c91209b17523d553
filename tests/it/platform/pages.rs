//! The pages that people see, and GraphiQL.

use harness::{Fixture as _, TestApp, TestDatabase, both_engines};
use reqwest::{Method, Response, StatusCode};

async fn get(app: &TestApp, path: &str) -> Response {
    app.request(Method::GET, path).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// What follows `marker` in quotes, each time.
fn quoted<'a>(page: &'a str, marker: &str) -> Vec<&'a str> {
    let marker = format!("{marker}=\"");
    page.split(&marker).skip(1).map(|part| part.split('"').next().unwrap()).collect()
}

#[both_engines]
async fn the_start_page_leads_to_every_municipality_and_on(app: TestApp) {
    let page = get(&app, "/").await.text().await.unwrap();
    for name in [&app.home.name, &app.neighbour.name] {
        assert!(page.contains(name.as_str()), "{page}");
    }
    let links = quoted(&page, "href");
    for code in [&app.home.code, &app.neighbour.code] {
        for link in [code.clone(), format!("{code}/graphiql"), format!("{code}/schema.graphql")] {
            assert!(links.contains(&link.as_str()), "{link} is not in {links:?}");
        }
    }
    for link in links.iter().filter(|link| !link.starts_with("data:")) {
        let answer = app.request(Method::GET, &format!("/{link}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{link}");
    }
}

#[both_engines]
async fn the_address_shown_is_the_one_that_was_asked_whatever_a_header_says(app: TestApp) {
    let request = app.request(Method::GET, &format!("/{}", app.home.code));
    let request =
        request.header("x-forwarded-host", "evil.example").header("x-forwarded-proto", "javascript");
    let page = request.send().await.unwrap().text().await.unwrap();
    assert!(page.contains(&format!("{}/{}/graphql", app.origin, app.home.code)), "{page}");
    assert!(!page.contains("evil.example") && !page.contains("javascript:"), "{page}");
}

#[both_engines]
async fn no_page_takes_anything_from_elsewhere(app: TestApp) {
    let code = &app.home.code;
    for path in ["/".to_owned(), format!("/{code}"), format!("/{code}/graphiql"), "/9999".to_owned()] {
        let response = get(&app, &path).await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{path}: {policy}");
        assert!(
            !policy.contains("http") && !policy.contains('*') && !policy.contains("eval"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("script-src 'self' '"), "{path}: {policy}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        let page = response.text().await.unwrap();
        for source in quoted(&page, "src").into_iter().chain(quoted(&page, "href")) {
            assert!(!source.contains("//") || source.starts_with("data:"), "{path}: {source}");
        }
    }
}

#[both_engines]
async fn pages_speak_swedish_or_english(app: TestApp) {
    for path in ["/".to_owned(), format!("/{}", app.home.code), "/9999".to_owned()] {
        for (asked, spoken) in [("sv", "sv"), ("en-GB,en;q=0.9,sv;q=0.5", "en"), ("de", "sv")] {
            let response =
                app.request(Method::GET, &path).header("accept-language", asked).send().await.unwrap();
            assert_eq!(header(&response, "content-language"), spoken, "{path} {asked}");
            assert!(header(&response, "vary").contains("accept-language"));
            assert!(response.text().await.unwrap().contains(&format!("<html lang=\"{spoken}\">")));
        }
    }
}

#[both_engines]
async fn an_unknown_municipality_has_no_pages(app: TestApp) {
    for path in ["/9999", "/9999/graphiql", "/9999/schema.graphql", "/graphiql", "/schema.graphql"] {
        let response = get(&app, path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(header(&response, "content-type").starts_with("text/html"), "{path}");
    }
}

#[both_engines]
async fn a_slash_too_many_is_taken_away(app: TestApp) {
    let response = get(&app, &format!("/{}/", app.home.code)).await;
    assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(header(&response, "location"), format!("../{}", app.home.code));
}

#[both_engines]
async fn the_contract_is_served_and_not_sent_twice(app: TestApp) {
    let path = format!("/{}/schema.graphql", app.home.code);
    let response = get(&app, &path).await;
    let tag = header(&response, "etag").to_owned();
    assert_eq!(response.text().await.unwrap(), api::schema::sdl());
    let again = app.request(Method::GET, &path).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let head = app.request(Method::HEAD, &path).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
}

#[both_engines]
async fn graphiql_has_all_its_files(app: TestApp) {
    let page = get(&app, &format!("/{}/graphiql", app.home.code)).await.text().await.unwrap();
    assert!(page.contains(&app.home.name));
    let files: Vec<_> = quoted(&page, "src").into_iter().chain(quoted(&page, "href")).collect();
    let files: Vec<_> = files.into_iter().filter_map(|file| file.strip_prefix("..")).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    let folder = files[0].rsplit_once('/').unwrap().0;
    let workers = ["editor", "json", "graphql"].map(|name| format!("{folder}/{name}.worker.js"));
    for file in files.iter().map(ToString::to_string).chain(workers) {
        let response =
            app.request(Method::GET, &file).header("accept-encoding", "gzip").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{file}");
        assert_eq!(header(&response, "content-encoding"), "gzip", "{file}");
        assert!(header(&response, "cache-control").contains("immutable"), "{file}");
    }
    assert_eq!(get(&app, &folder.replace("graphiql/", "graphiql/x")).await.status(), StatusCode::NOT_FOUND);
}

#[both_engines]
async fn graphiql_has_a_main_part_and_the_server_an_icon(app: TestApp) {
    let page = get(&app, &format!("/{}/graphiql", app.home.code)).await.text().await.unwrap();
    assert!(page.contains("<main id=\"graphiql\""), "{page}");
    let icon = get(&app, "/favicon.ico").await;
    assert_eq!((icon.status(), header(&icon, "content-type")), (StatusCode::OK, "image/svg+xml"));
}

#[both_engines]
async fn the_guides_lead_to_each_other_and_to_the_schema(app: TestApp) {
    let page = get(&app, "/docs/app-developers").await.text().await.unwrap();
    let links = quoted(&page, "href");
    for wanted in ["operators#people-and-roles", "security#votes-on-school-meals", "schema.graphql", "#menus"]
    {
        assert!(links.contains(&wanted), "{wanted} is not in {links:?}");
    }
    for link in links.iter().filter(|link| !link.contains("//") && !link.starts_with("data:")) {
        let path = link.split('#').next().unwrap_or_default();
        let path = if path == "../" { "/".to_owned() } else { format!("/docs/{path}") };
        let status = get(&app, &path).await.status();
        assert!(path == "/docs/" || status == StatusCode::OK, "{link}: {status}");
    }
}

#[both_engines]
async fn the_query_that_graphiql_begins_with_is_answered(app: TestApp) {
    let answer = app.ask(api::http::pages::WELCOME, serde_json::json!({})).await.ok();
    assert_eq!(answer.text("/municipality/code"), app.home.code);
}

#[both_engines]
async fn a_host_name_that_belongs_to_a_municipality_has_its_pages(database: TestDatabase) {
    let app = TestApp::on(database, |config| {
        config.tenancy.hosts.insert("app.example.se".to_owned(), "9901".to_owned());
    })
    .await;
    for path in ["/", "/graphiql", "/schema.graphql"] {
        let response = app.request(Method::GET, path).header("host", "app.example.se").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let page = response.text().await.unwrap();
        assert!(!page.contains(&app.neighbour.name), "{path}");
    }
    app.finish().await;
}
