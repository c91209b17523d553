//! Tells a subscription that never began from one whose first event failed.

use std::pin::Pin;

use async_graphql::Value;
use futures_util::{
    FutureExt, Stream, StreamExt,
    future::ready,
    stream::{self, Peekable},
};

use super::gateway::Answer;

/// A subscription's answers, announced as such.
///
/// When its source could not be made, async-graphql answers as it does for an event whose fields failed: no
/// data, an error with a path. But nothing follows, while a subscription goes on after an event. So the
/// stream is asked, without waiting, whether the first answer was all; then it was a refusal (the protocol's
/// `error`).
pub fn subscription(
    answers: impl Stream<Item = Answer> + Send + 'static,
) -> impl Stream<Item = Answer> + Send + 'static {
    let began = stream::once(async move {
        let mut answers = answers.boxed().peekable();
        let first = answers.next().await.map(|first| match first {
            Answer::Result(response)
                if response.data == Value::Null
                    && !response.errors.is_empty()
                    && has_ended(Pin::new(&mut answers)) =>
            {
                Answer::Refused(response.errors)
            }
            first => first,
        });
        stream::iter(first).chain(answers)
    });
    stream::once(ready(Answer::Listening)).chain(began.flatten())
}

fn has_ended<S: Stream + Unpin>(answers: Pin<&mut Peekable<S>>) -> bool {
    matches!(answers.peek().now_or_never(), Some(None))
}
