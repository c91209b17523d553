//! A host that publishes menus: answers that a test sets, by path, and a memory of what it was asked.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::host;

/// What is answered at a path.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The status; 200 when it is 0.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// No answer until the host is dropped; the question is announced by [`MenuHost::wait_until_held`].
    pub is_held: bool,
}

impl Published {
    /// A body.
    #[must_use]
    pub fn of(body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// Another status, without a body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The same with a header. A question that gives an `ETag` back is answered with 304.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// A question: path with query, and the headers that a test may care for.
#[derive(Clone, Debug)]
pub struct Question {
    /// Path and query.
    pub path: String,
    /// Headers by their names in small letters.
    pub headers: BTreeMap<String, String>,
}

#[derive(Default)]
struct Shelf {
    published: BTreeMap<String, Published>,
    asked: Vec<Question>,
    tell_held: Option<Sender<()>>,
}

/// A host on a free port of this machine.
pub struct MenuHost {
    origin: String,
    shelf: Arc<Mutex<Shelf>>,
    handle: ServerHandle,
    held: Mutex<Receiver<()>>,
}

impl MenuHost {
    /// A host that publishes nothing yet.
    ///
    /// # Panics
    /// If it cannot listen.
    #[must_use]
    pub fn open() -> Self {
        let (tell_held, held) = mpsc::channel();
        let shelf = Arc::new(Mutex::new(Shelf { tell_held: Some(tell_held), ..Shelf::default() }));
        let shared = web::Data::from(Arc::clone(&shelf));
        let (origin, handle) = host::serve(move |app| {
            app.app_data(shared.clone()).default_service(web::to(answer));
        });
        Self { origin, shelf, handle, held: Mutex::new(held) }
    }

    /// The address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Sets what is answered at a path, whatever its query.
    pub fn publish(&self, path: &str, published: Published) {
        self.books().published.insert(path.to_owned(), published);
    }

    /// What it was asked since the last call.
    #[must_use]
    pub fn take_asked(&self) -> Vec<Question> {
        std::mem::take(&mut self.books().asked)
    }

    /// Waits until a question is held.
    ///
    /// # Panics
    /// If none comes.
    pub fn wait_until_held(&self) {
        let held = self.held.lock().expect("the channel");
        held.recv_timeout(std::time::Duration::from_mins(1)).expect("a question that is held");
    }

    fn books(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().expect("the shelf")
    }
}

impl Drop for MenuHost {
    fn drop(&mut self) {
        // Stops at once: the future only waits for it.
        drop(self.handle.stop(false));
    }
}

async fn answer(request: HttpRequest, shelf: web::Data<Mutex<Shelf>>) -> HttpResponse {
    let headers = request.headers().iter();
    let headers: BTreeMap<_, _> = headers
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    let (published, tell_held) = {
        let mut shelf = shelf.lock().expect("the shelf");
        let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        shelf.asked.push(Question { path, headers: headers.clone() });
        (shelf.published.get(request.path()).cloned(), shelf.tell_held.clone())
    };
    let Some(published) = published else { return HttpResponse::NotFound().finish() };
    if published.is_held {
        let _nobody_waits = tell_held.map(|tell| tell.send(()));
        std::future::pending::<()>().await;
    }
    let etag = published.headers.iter().find(|(name, _)| *name == "ETag").map(|(_, value)| value);
    if etag.is_some() && headers.get("if-none-match") == etag {
        return HttpResponse::NotModified().finish();
    }
    let status = if published.status == 0 { 200 } else { published.status };
    let mut response = HttpResponse::build(StatusCode::from_u16(status).expect("a status"));
    for (name, value) in published.headers {
        response.insert_header((name, value));
    }
    response.body(published.body)
}
