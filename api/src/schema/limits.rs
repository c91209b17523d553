//! What one request may cost before it is refused.
//!
//! Everything here is decided before a resolver runs, in linear time, and before the validators see the
//! document: their rules are superlinear in places, and a document that is too large to run is also too large
//! to be told what else is wrong with it. Each bound answers `QUERY_TOO_COMPLEX` and says which one it was.

use std::{collections::HashMap, time::Duration};

use async_graphql::{
    Name, Positioned,
    parser::types::{Directive, ExecutableDocument, FragmentDefinition, Selection, SelectionSet},
};
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// How deep fragments and fields may nest while they are being measured. Far above every sensible `depth`;
/// keeps the measuring itself from exhausting the stack.
const FRAMES: usize = 160;

/// The bounds of one operation. The defaults let the app's own start screens and the standard introspection
/// query through with room to spare.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of one GraphQL document.
    pub document_bytes: usize,
    /// Brackets of any kind inside one another: what the parsers recurse on.
    pub nesting: usize,
    /// Fields inside one another. The standard introspection query needs 15.
    pub depth: usize,
    /// Selections once every fragment is written out.
    pub selections: usize,
    /// Aliased fields once every fragment is written out.
    pub aliases: usize,
    /// Directives once every fragment is written out.
    pub directives: usize,
    /// Fields of the answer that are about the schema itself, in one operation or all of a batch; they are not seen in
    /// `complexity`. The standard introspection query has some 40,000.
    pub introspection: usize,
    /// Fields directly under `query`, `mutation` or `subscription`.
    pub root_fields: usize,
    /// Fields that could be answered, lists counted by their page size.
    pub complexity: usize,
    /// Values in all variables of one operation together: texts, numbers, lists, objects.
    pub values: usize,
    /// Operations in one JSON batch.
    pub batch: usize,
    /// Seconds that one request may run, batch or not.
    pub seconds: u64,
    /// Bytes that the cache of checked documents may hold.
    pub document_cache_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 32 * 1024,
            nesting: 64,
            depth: 16,
            selections: 2_000,
            aliases: 100,
            directives: 100,
            introspection: 100_000,
            root_fields: 25,
            complexity: 20_000,
            values: 2_000,
            batch: 10,
            seconds: 10,
            document_cache_bytes: 32 * 1024 * 1024,
        }
    }
}

impl Limits {
    /// The time one request may run.
    #[must_use]
    pub const fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// Refuses a text that is too large, or nested too deeply, to be handed to a recursive parser.
    pub(super) fn admit_text(&self, text: &str) -> Result<(), Refusal> {
        Limit::Document.check(text.len(), self.document_bytes)?;
        Limit::Nesting.check(bracket_depth(text), self.nesting)
    }

    /// Refuses a parsed document that is too large to validate or to run.
    pub(super) fn admit(&self, document: &ExecutableDocument) -> Result<(), Refusal> {
        let mut measuring = Measuring { fragments: &document.fragments, known: HashMap::new() };
        let mut selections = 0_usize;
        for (_, operation) in document.operations.iter() {
            let operation = &operation.node;
            let mut size = measuring.selection_set(&operation.selection_set.node, 0)?;
            size.add_directives(&operation.directives);
            Limit::Depth.check(size.depth, self.depth)?;
            Limit::Aliases.check(size.aliases, self.aliases)?;
            Limit::Directives.check(size.directives, self.directives)?;
            Limit::RootFields.check(size.width, self.root_fields)?;
            selections = selections.saturating_add(size.selections);
        }
        for name in document.fragments.keys() {
            if !measuring.known.contains_key(name) {
                selections = selections.saturating_add(measuring.fragment(name, 0)?.selections);
            }
        }
        Limit::Selections.check(selections, self.selections)
    }
}

/// Which bound was exceeded, as it appears in `extensions.limit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::document_bytes`]
    Document,
    /// [`Limits::nesting`]
    Nesting,
    /// [`Limits::depth`]
    Depth,
    /// [`Limits::selections`]
    Selections,
    /// [`Limits::aliases`]
    Aliases,
    /// [`Limits::directives`]
    Directives,
    /// [`Limits::introspection`]
    Introspection,
    /// [`Limits::root_fields`]
    RootFields,
    /// [`Limits::complexity`]
    Complexity,
    /// [`Limits::values`]
    Values,
    /// [`Limits::batch`]
    Batch,
    /// The bytes of the answer.
    Answer,
}

impl Limit {
    /// The name that clients can match on.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "documentBytes",
            Self::Nesting => "nesting",
            Self::Depth => "depth",
            Self::Selections => "selections",
            Self::Aliases => "aliases",
            Self::Directives => "directives",
            Self::Introspection => "introspection",
            Self::RootFields => "rootFields",
            Self::Complexity => "complexity",
            Self::Values => "values",
            Self::Batch => "batch",
            Self::Answer => "answerBytes",
        }
    }

    /// Compares, and refuses.
    ///
    /// # Errors
    /// [`Refusal::TooComplex`] where `found` is above `allowed`.
    pub const fn check(self, found: usize, allowed: usize) -> Result<(), Refusal> {
        if found > allowed { Err(Refusal::TooComplex { limit: self, allowed }) } else { Ok(()) }
    }
}

/// The deepest nesting of brackets outside strings and comments: an upper bound for the recursion of any parser.
fn bracket_depth(text: &str) -> usize {
    let mut rest = text.as_bytes();
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'#' => rest = skip_line(rest),
            b'"' => {
                rest = match rest.strip_prefix(b"\"\"") {
                    Some(block) => skip_block_string(block),
                    None => skip_string(rest),
                }
            }
            _ => {}
        }
    }
    deepest
}

fn skip_line(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    text.get(end..).unwrap_or_default()
}

fn skip_string(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b'"' | b'\n' | b'\r', after @ ..] => return after,
            [b'\\', b'"' | b'\\', after @ ..] | [_, after @ ..] => after,
            [] => return text,
        }
    }
}

fn skip_block_string(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b'"', b'"', b'"', after @ ..] => return after,
            [b'\\', b'"', b'"', b'"', after @ ..] | [_, after @ ..] => after,
            [] => return text,
        }
    }
}

/// The size of a selection set once every fragment is written out. Counts saturate: a few hundred bytes of
/// fragments that name each other twice stand for more selections than there are atoms.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    /// Fields at this level.
    width: usize,
    /// Fields inside one another, this level included.
    depth: usize,
    selections: usize,
    aliases: usize,
    directives: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.width = self.width.saturating_add(other.width);
        self.depth = self.depth.max(other.depth);
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
    }

    fn add_directives(&mut self, directives: &[Positioned<Directive>]) {
        self.directives = self.directives.saturating_add(directives.len());
    }
}

struct Measuring<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while a fragment is being measured, which is how a cycle shows.
    known: HashMap<&'a Name, Option<Size>>,
}

impl<'a> Measuring<'a> {
    fn selection_set(&mut self, set: &'a SelectionSet, frame: usize) -> Result<Size, Refusal> {
        Limit::Nesting.check(frame, FRAMES)?;
        let mut total = Size::default();
        for selection in &set.items {
            let mut size = match &selection.node {
                Selection::Field(field) => {
                    let inner = self.selection_set(&field.node.selection_set.node, frame + 1)?;
                    Size {
                        width: 1,
                        depth: inner.depth + 1,
                        aliases: inner.aliases.saturating_add(usize::from(field.node.alias.is_some())),
                        ..inner
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.selection_set(&inline.node.selection_set.node, frame + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, frame + 1)?
                }
            };
            size.selections = size.selections.saturating_add(1);
            size.add_directives(selection.node.directives());
            total.add(size);
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &Name, frame: usize) -> Result<Size, Refusal> {
        // An unknown fragment has no size; the validators name it.
        let Some((name, fragment)) = self.fragments.get_key_value(name) else { return Ok(Size::default()) };
        match self.known.get(name) {
            Some(Some(size)) => Ok(*size),
            Some(None) => Err(Refusal::FragmentCycle(name.to_string())),
            None => {
                self.known.insert(name, None);
                let mut size = self.selection_set(&fragment.node.selection_set.node, frame)?;
                size.add_directives(&fragment.node.directives);
                self.known.insert(name, Some(size));
                Ok(size)
            }
        }
    }
}
