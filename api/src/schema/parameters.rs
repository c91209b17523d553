//! The four parameters of a GraphQL request, as HTTP and WebSocket carry them alike.

use std::fmt;

use async_graphql::{Request, Variables};
use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};

/// One operation as a client sends it ("GraphQL over HTTP", section 4.1).
#[derive(Debug, Default)]
pub struct Parameters {
    /// The document. `None` where the client left it out, which each transport answers in its own way.
    pub query: Option<String>,
    /// Which of the document's operations to run.
    pub operation_name: Option<String>,
    /// The values of the operation's variables.
    pub variables: Variables,
    /// True for a client that sends only the hash of a document (Apollo's "automatic persisted queries"): it sends
    /// the whole one when told that we keep none.
    pub persisted: bool,
}

impl From<Request> for Parameters {
    fn from(request: Request) -> Self {
        Self {
            query: Some(request.query),
            operation_name: request.operation_name,
            variables: request.variables,
            persisted: request.extensions.contains_key("persistedQuery"),
        }
    }
}

// By hand, because a derived one also reads `["{ __typename }", null]`.
impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ParametersVisitor)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Key {
    Query,
    OperationName,
    Variables,
    Extensions,
    #[serde(other)]
    Other,
}

struct ParametersVisitor;

impl<'de> Visitor<'de> for ParametersVisitor {
    type Value = Parameters;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a JSON object with the parameters of a GraphQL request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameters, A::Error> {
        let (mut query, mut operation_name, mut variables, mut extensions) = (None, None, None, None);
        while let Some(key) = map.next_key()? {
            match key {
                Key::Query => once(&mut query, "query", &mut map)?,
                Key::OperationName => once(&mut operation_name, "operationName", &mut map)?,
                Key::Variables => once(&mut variables, "variables", &mut map)?,
                Key::Extensions => once(&mut extensions, "extensions", &mut map)?,
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let extensions: Option<serde_json::Map<_, _>> = extensions.flatten();
        Ok(Parameters {
            query: query.flatten(),
            operation_name: operation_name.flatten(),
            variables: variables.unwrap_or_default(),
            persisted: extensions.is_some_and(|extensions| extensions.contains_key("persistedQuery")),
        })
    }
}

fn once<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *slot = Some(map.next_value()?);
    Ok(())
}
