//! The schema definition language, read into what the rules ask for.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    ConstDirective, FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Positioned, Value};

/// What kind of type it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Scalar,
    Object,
    Interface,
    Union,
    Enum,
    Input,
}

/// A type.
pub struct Type {
    pub name: String,
    pub kind: Kind,
    pub description: Option<String>,
    pub implements: Vec<String>,
    /// The fields, or the values of an enum, which have no type.
    pub fields: Vec<Field>,
    pub specified_by: Option<String>,
}

/// A field, an argument or the value of an enum.
#[derive(Clone)]
pub struct Field {
    pub name: String,
    pub description: Option<String>,
    pub shape: String,
    /// Whether it is an argument or input field with a default.
    pub has_default: bool,
    pub arguments: Vec<Field>,
    /// The reason, where there is a deprecation.
    pub deprecated: Option<String>,
}

/// The whole of it.
pub struct Contract {
    pub types: Vec<Type>,
}

impl Contract {
    /// Reads it.
    pub fn read(sdl: &str) -> Self {
        // The parser knows no description of the schema itself.
        let document = parse_schema(without_schema_description(sdl)).expect("the schema to be well-formed");
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(read_type(definition.node)),
            _ => None,
        });
        Self { types: types.collect() }
    }

    /// The type of that name.
    pub fn find(&self, name: &str) -> Option<&Type> {
        self.types.iter().find(|candidate| candidate.name == name)
    }

    /// The types that answers are made of.
    pub fn outputs(&self) -> impl Iterator<Item = &Type> {
        self.types.iter().filter(|candidate| matches!(candidate.kind, Kind::Object | Kind::Interface))
    }

    /// The fields of the mutation root.
    pub fn mutations(&self) -> &[Field] {
        self.find("Mutation").map_or(&[], |root| &root.fields)
    }
}

/// The definitions without the description that stands before `schema`.
pub fn without_schema_description(sdl: &str) -> String {
    let Some((before, after)) = sdl.split_once("\nschema {") else { return sdl.to_owned() };
    let definitions = before
        .rsplit_once('\n')
        .map_or("", |(definitions, last)| if last.starts_with('"') { definitions } else { before });
    format!("{definitions}\nschema {{{after}")
}

impl Type {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// How a rule speaks of one of its fields.
    pub fn path(&self, field: &Field) -> String {
        format!("{}.{}", self.name, field.name)
    }
}

fn read_type(definition: async_graphql::parser::types::TypeDefinition) -> Type {
    let (kind, implements, fields) = match definition.kind {
        TypeKind::Scalar => (Kind::Scalar, vec![], vec![]),
        TypeKind::Object(object) => (Kind::Object, object.implements, fields(object.fields)),
        TypeKind::Interface(interface) => (Kind::Interface, interface.implements, fields(interface.fields)),
        TypeKind::Union(_) => (Kind::Union, vec![], vec![]),
        TypeKind::InputObject(input) => (Kind::Input, vec![], inputs(input.fields)),
        TypeKind::Enum(choice) => {
            let values = choice.values.into_iter().map(|value| Field {
                name: value.node.value.to_string(),
                description: value.node.description.map(|text| text.node),
                shape: String::new(),
                has_default: false,
                arguments: vec![],
                deprecated: argument(&value.node.directives, "deprecated", "reason"),
            });
            (Kind::Enum, vec![], values.collect())
        }
    };
    Type {
        name: definition.name.to_string(),
        kind,
        description: definition.description.map(|text| text.node),
        implements: implements.iter().map(ToString::to_string).collect(),
        fields,
        specified_by: argument(&definition.directives, "specifiedBy", "url"),
    }
}

fn fields(definitions: Vec<Positioned<FieldDefinition>>) -> Vec<Field> {
    let read = |field: FieldDefinition| Field {
        name: field.name.to_string(),
        description: field.description.map(|text| text.node),
        shape: field.ty.to_string(),
        has_default: false,
        arguments: inputs(field.arguments),
        deprecated: argument(&field.directives, "deprecated", "reason"),
    };
    definitions.into_iter().map(|field| read(field.node)).collect()
}

fn inputs(definitions: Vec<Positioned<InputValueDefinition>>) -> Vec<Field> {
    let read = |input: InputValueDefinition| Field {
        name: input.name.to_string(),
        description: input.description.map(|text| text.node),
        shape: input.ty.to_string(),
        has_default: input.default_value.is_some(),
        arguments: vec![],
        deprecated: argument(&input.directives, "deprecated", "reason"),
    };
    definitions.into_iter().map(|input| read(input.node)).collect()
}

/// The text of a directive's argument; empty where the directive stands without it.
fn argument(directives: &[Positioned<ConstDirective>], directive: &str, argument: &str) -> Option<String> {
    let found = directives.iter().find(|candidate| candidate.node.name.node == directive)?;
    Some(match found.node.get_argument(argument).map(|value| value.node.clone().into_value().into_const()) {
        Some(Some(Value::String(text))) => text,
        _ => String::new(),
    })
}
