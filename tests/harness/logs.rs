//! What the server logged, by test: a test in which it logged an error fails, unless it expected that one.
//!
//! Many servers run at once in one process, and there is one subscriber for all. Events are told apart by thread: a test's
//! own thread runs its background tasks, and a worker thread of its server is recognised the first time it asks for the
//! test's time or for an id.

use std::cell::RefCell;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

thread_local! {
    static OWNER: RefCell<Option<ErrorLog>> = const { RefCell::new(None) };
}

/// The errors that one test's server logged.
#[derive(Clone, Debug, Default)]
pub(crate) struct ErrorLog(Arc<Mutex<Vec<String>>>);

impl ErrorLog {
    /// Starts to listen, once per process.
    pub fn listen() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let _another_was_first = tracing_subscriber::registry().with(Listener).try_init();
        });
    }

    /// Says that what this thread logs belongs here.
    pub fn claim_thread(&self) {
        OWNER.with_borrow_mut(|owner| {
            if !owner.as_ref().is_some_and(|owner| Arc::ptr_eq(&owner.0, &self.0)) {
                *owner = Some(self.clone());
            }
        });
    }

    /// Takes the errors that contain the text.
    pub fn take_containing(&self, text: &str) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extract_if(.., |error| error.contains(text))
            .collect()
    }

    fn add(&self, error: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(error);
    }
}

struct Listener;

impl<S: Subscriber> Layer<S> for Listener {
    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(tracing::level_filters::LevelFilter::WARN)
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let level = *event.metadata().level();
        if level > Level::WARN {
            return;
        }
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        // Into the output that the test runner shows for a test that failed.
        eprintln!("{level} {}", line.0);
        if level == Level::ERROR {
            OWNER.with_borrow(|owner| match owner {
                Some(owner) => owner.add(line.0),
                None => eprintln!("(no test owns the thread that logged this)"),
            });
        }
    }
}

/// An event's message and fields.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _cannot_fail = match field.name() {
            "message" => write!(self.0, ": {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}
