//! What the later stages have to know of a document beyond what the generator reads.

use std::collections::BTreeSet;

/// All that `polish` needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The operations of the document as it came: method and path.
    pub described: Vec<(String, String)>,
    /// The operations, in the document's order.
    pub operations: Vec<Operation>,
    /// The groups that they are in, in the document's order.
    pub tags: Vec<Tag>,
    /// Fields that a request may leave out, clear, or set.
    pub three_state: Vec<ThreeState>,
    /// Component schemas that a request body reaches.
    pub request_types: BTreeSet<String>,
    /// Component schemas that are alternatives.
    pub unions: Vec<Union>,
    /// Component schemas that list values under names which the generator was given.
    pub values: Vec<Values>,
    /// Fields that the generator was given another name for.
    pub fields: Vec<Field>,
    /// Component schemas whose types are written by hand.
    pub own_types: Vec<OwnType>,
}

/// A group of operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The name, as operations give it.
    pub name: String,
    /// The name, as documentation shows it.
    pub title: String,
    /// What it is about.
    pub description: String,
}

/// A component schema whose type is written by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnType {
    /// The component schema.
    pub component: String,
    /// The type, as it is named beside the client.
    pub path: String,
    /// Whether its values are whole numbers, which are handed over by value.
    pub integer: bool,
    /// Whether it is the one for secrets, which has no text but by its own method.
    pub secret: bool,
}

/// A component schema that is one of several others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Union {
    /// The component schema.
    pub component: String,
    /// The property that tells the alternatives apart, if one does.
    pub tag: Option<String>,
    /// The alternatives, in the document's order.
    pub arms: Vec<Alternative>,
}

/// One alternative of a [`Union`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The name of its variant.
    pub variant: String,
    /// The values of the tag which mean it.
    pub tags: Vec<String>,
    /// Whether its own type always holds the tag.
    pub holds_tag: bool,
}

/// A component schema that lists values.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The component schema.
    pub component: String,
    /// The names of the variants, and the values that they stand for.
    pub values: Vec<(String, serde_json::Value)>,
    /// Whether all of them are whole numbers.
    pub integers: bool,
    /// Whether all of them are texts.
    pub texts: bool,
}

/// A field whose name in the document would be another field's name in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The component schema.
    pub component: String,
    /// The name that the generator was given.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
}

impl Plan {
    /// Whether a body is a form of parts.
    pub fn has_multipart(&self) -> bool {
        self.operations.iter().any(|operation| {
            let body = operation.call.as_ref().and_then(|call| call.body.as_ref());
            body.is_some_and(|body| matches!(body.content, BodyContent::Multipart(_)))
        })
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name in the client, which is also what hooks are told.
    pub name: String,
    /// The `operationId`, after the overlay.
    pub id: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
    /// Whether doing it twice is doing it once.
    pub idempotent: bool,
    /// Whether it takes no credential.
    pub anonymous: bool,
    /// The first of its tags.
    pub tag: Option<String>,
    /// What its success looks like.
    pub response: Response,
    /// How it is called, where the method is not the generator's alone.
    pub call: Option<Call>,
}

impl Operation {
    /// The path's parameters in the order in which they stand there.
    pub fn path_parameters(&self) -> Vec<&str> {
        template(&self.path)
    }
}

/// The names that stand in braces in `path`.
pub fn template(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

/// What a success looks like. Refusals all look alike: status, headers, and a body for the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// A JSON body of one type.
    Json,
    /// No body.
    Empty,
    /// Bytes, as they come.
    Bytes,
}

/// A field that a request may leave out, clear (null), or set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThreeState {
    /// The component schema.
    pub component: String,
    /// The property, as it is on the wire.
    pub property: String,
}

/// How an operation is called: all that a method does, whoever writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The component schema that has a field of each type that the call needs.
    ///
    /// The generator is given it so that `polish` can read there what a schema is in Rust.
    pub shapes: String,
    /// Whether the generator writes the method, and only its errors are written here.
    pub generated: bool,
    /// Whether this is another way to call an operation that is there already.
    pub alternative: bool,
    /// Summary and description.
    pub doc: Vec<String>,
    /// The parameters, in the order of the arguments.
    pub parameters: Vec<Parameter>,
    /// The body.
    pub body: Option<Body>,
    /// The answers of success, each status once.
    pub successes: Vec<Answer>,
    /// All other answers that are described.
    pub refusals: Vec<Answer>,
    /// What the request says that it takes; nothing where no answer has a body.
    pub accept: Option<String>,
}

/// The field of [`Call::shapes`] that has the type.
pub type Shape = String;

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The name of the argument.
    pub argument: String,
    /// Where it goes.
    pub place: Place,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether each entry of a list or an object is written on its own.
    pub explode: bool,
    /// Whether reserved characters are left as they are.
    pub reserved: bool,
    /// Whether it is written as JSON.
    pub json: bool,
    /// Whether it has to be there.
    pub required: bool,
    /// Its type.
    pub shape: Shape,
    /// What it is about.
    pub description: String,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
    /// Into the header `cookie`.
    Cookie,
}

/// How lists and objects are written, by the names of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a;name=b`
    Matrix,
    /// `name=a&name=b`
    Form,
    /// `name=a%20b`
    Space,
    /// `name=a|b`
    Pipe,
    /// `name[key]=a`
    Deep,
}

/// A request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Whether it has to be there.
    pub required: bool,
    /// The media type, as it is sent.
    pub media: String,
    /// What it is made of.
    pub content: BodyContent,
    /// What it is about.
    pub description: String,
}

/// What a request body is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyContent {
    /// JSON of a type.
    Json(Shape),
    /// A form of the fields of a type, and how those are written that are not as usual.
    Form(Shape, Vec<(String, Style, bool)>),
    /// A form of parts; of any parts where they are not described.
    Multipart(Option<Vec<Part>>),
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

/// One part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name on the wire.
    pub name: String,
    /// The name of the field.
    pub field: String,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether there may be several of it.
    pub list: bool,
    /// The type; a file where there is none.
    pub shape: Option<Shape>,
    /// The media type that the document gives to it.
    pub media: Option<String>,
    /// What it is about.
    pub description: String,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// To which status it belongs.
    pub status: Status,
    /// What its body is.
    pub content: Content,
}

/// A status, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// All that begin with this digit.
    Range(u16),
    /// All others.
    Default,
}

/// What the body of an answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// JSON of a type.
    Json(Shape),
    /// A text.
    Text,
    /// Bytes, as they come.
    Bytes,
    /// Nothing.
    Empty,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_parameters_come_in_order() {
        assert_eq!(template("/a/{b}/c/{d}.{e}"), ["b", "d", "e"]);
    }
}
