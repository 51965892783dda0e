//! Validation of requests and responses against a vendored OpenAPI 3.1 document.
//!
//! OpenAPI 3.1 schemas are JSON Schema 2020-12, so the document itself is the schema resource and
//! `#/components/schemas/…` resolves in it.
//!
//! Some enumerations list what the vendor had on one day. The caller names those schemas, and their
//! `enum` is removed before the validators are compiled, so that unknown roles and actions are
//! accepted, stored and returned. An enumeration that the sandbox must interpret stays closed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

/// The operations of a document.
#[derive(Debug)]
pub(crate) struct Document {
    operations: Vec<Operation>,
    /// The values of the opened enumerations, as the document lists them.
    enumerations: BTreeMap<String, Vec<String>>,
    /// The property names of each schema.
    fields: BTreeMap<String, Vec<String>>,
}

#[derive(Debug)]
pub(crate) struct Operation {
    id: String,
    method: String,
    template: String,
    request: Option<Schema>,
    query: Vec<Parameter>,
    /// Schemas by status as the document writes it: `200`, `4XX`, `default`.
    responses: BTreeMap<String, Option<Schema>>,
}

#[derive(Debug)]
struct Parameter {
    name: String,
    kind: ParameterType,
    /// Whether the parameter is an array, sent as one key per value.
    is_array: bool,
    default: Option<Value>,
    schema: Schema,
}

/// A schema of a document. It is compiled when it is used for the first time, because that takes
/// half of the time of reading a document, and a test uses few schemas.
#[derive(Debug)]
struct Schema {
    /// The schema with absolute references.
    source: Value,
    registry: Arc<Registry<'static>>,
    validator: OnceLock<Result<Validator, String>>,
}

impl Schema {
    fn validator(&self) -> &Result<Validator, String> {
        self.validator.get_or_init(|| {
            jsonschema::options()
                .with_draft(Draft::Draft202012)
                .with_registry(&self.registry)
                .should_validate_formats(true)
                .build(&self.source)
                .map_err(|error| error.to_string())
        })
    }

    fn violations(&self, value: &Value) -> Vec<Violation> {
        match self.validator() {
            Ok(validator) => find_violations(validator, value),
            Err(error) => vec![Violation {
                field: String::new(),
                message: format!("the schema is invalid: {error}"),
            }],
        }
    }
}

/// The type of a query parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ParameterType {
    Integer,
    Boolean,
    Text,
}

impl ParameterType {
    fn of(schema: &Value) -> Self {
        match schema.get("type").and_then(Value::as_str) {
            Some("integer") => Self::Integer,
            Some("boolean") => Self::Boolean,
            _ => Self::Text,
        }
    }

    /// Converts the text of a parameter. Invalid text stays a string, which the schema rejects.
    fn read(self, text: &str) -> Value {
        let value = match self {
            Self::Integer => text.parse::<i64>().map(Value::from).ok(),
            // Python clients send `True` and `False`.
            Self::Boolean => text
                .to_ascii_lowercase()
                .parse::<bool>()
                .map(Value::from)
                .ok(),
            Self::Text => None,
        };
        value.unwrap_or_else(|| Value::from(text))
    }
}

/// A schema violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The top-level field, or empty for the whole value.
    pub(crate) field: String,
    pub(crate) message: String,
}

impl Document {
    /// Parses a document. `open` names the schemas whose enumerations are open in reality, or
    /// points into one, as `Schema/properties/field`.
    pub(crate) fn parse(yaml: &str, open: &[&str]) -> Result<Self, String> {
        let mut document: Value =
            serde_saphyr::from_str(yaml).map_err(|error| format!("invalid YAML: {error}"))?;
        let mut enumerations = BTreeMap::new();
        for name in open {
            let list = document
                .pointer_mut(&format!("/components/schemas/{name}"))
                .and_then(Value::as_object_mut)
                .and_then(|schema| schema.remove("enum"))
                .ok_or_else(|| format!("the schema {name} has no enum to open"))?;
            let list = serde_json::from_value(list)
                .map_err(|error| format!("invalid enum of {name}: {error}"))?;
            enumerations.insert((*name).to_owned(), list);
        }
        let fields = document
            .pointer("/components/schemas")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(name, schema)| {
                let fields = schema.get("properties")?.as_object()?;
                Some((name.clone(), fields.keys().cloned().collect()))
            })
            .collect();
        let operations = DocumentReader::new(&Arc::new(document))?.operations()?;
        Ok(Self {
            operations,
            enumerations,
            fields,
        })
    }

    /// Returns the operation with this operationId.
    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// Returns the operation for a request. Literal path segments take precedence over parameters.
    pub(crate) fn find(&self, method: &str, path: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .filter(|operation| operation.method.eq_ignore_ascii_case(method))
            .filter(|operation| matches_template(&operation.template, path))
            .min_by_key(|operation| operation.template.matches('{').count())
    }

    /// Returns the values that the document lists for an opened enumeration.
    pub(crate) fn enumeration(&self, schema: &str) -> &[String] {
        self.enumerations.get(schema).map_or(&[], Vec::as_slice)
    }

    /// Returns the property names of a schema.
    pub(crate) fn fields(&self, schema: &str) -> &[String] {
        self.fields.get(schema).map_or(&[], Vec::as_slice)
    }
}

impl Operation {
    /// Returns the operationId.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Returns the schema violations of a request body.
    pub(crate) fn check_request(&self, body: &Value) -> Vec<Violation> {
        self.request
            .as_ref()
            .map_or_else(Vec::new, |schema| schema.violations(body))
    }

    /// Returns the documented query parameters with their types and defaults; drops unknown
    /// parameters.
    pub(crate) fn query(&self, raw: Option<&str>) -> Result<Map<String, Value>, Vec<Violation>> {
        let mut found = Map::new();
        let mut violations = Vec::new();
        let pairs = parse_query(raw.unwrap_or_default());
        for parameter in &self.query {
            let texts = pairs.iter().filter(|(name, _)| *name == parameter.name);
            let mut values = texts.map(|(_, text)| parameter.kind.read(text));
            let value = if parameter.is_array {
                let values: Vec<_> = values.collect();
                (!values.is_empty()).then_some(Value::Array(values))
            } else {
                values.next()
            };
            let Some(value) = value else {
                if let Some(default) = &parameter.default {
                    found.insert(parameter.name.clone(), default.clone());
                }
                continue;
            };
            let found_violations = parameter.schema.violations(&value);
            if found_violations.is_empty() {
                found.insert(parameter.name.clone(), value);
            } else {
                violations.extend(found_violations.into_iter().map(|violation| Violation {
                    field: parameter.name.clone(),
                    message: violation.message,
                }));
            }
        }
        if violations.is_empty() {
            Ok(found)
        } else {
            Err(violations)
        }
    }

    /// Checks a response against the document. Accepts error statuses that the document does not
    /// list, since vendors omit most of them.
    pub(crate) fn check_response(
        &self,
        status: u16,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<(), String> {
        let class = format!("{}XX", status / 100);
        let documented = self
            .responses
            .get(&status.to_string())
            .or_else(|| self.responses.get(&class))
            .or_else(|| self.responses.get("default"));
        let schema = match documented {
            Some(Some(schema)) => schema,
            Some(None) => return Ok(()),
            None if status >= 400 => return Ok(()),
            None => return Err(format!("{}: status {status} is not documented", self.id)),
        };
        if !content_type.is_some_and(is_json) {
            return Err(format!("{}: content type {content_type:?}", self.id));
        }
        let body: Value = serde_json::from_slice(body)
            .map_err(|error| format!("{}: the body of {status} is not JSON: {error}", self.id))?;
        match schema.violations(&body).first() {
            None => Ok(()),
            Some(violation) => Err(format!(
                "{}: the body of {status}: {}: {}",
                self.id, violation.field, violation.message
            )),
        }
    }
}

/// Returns whether a content type is `application/json`, ignoring its parameters.
pub(crate) fn is_json(content_type: &str) -> bool {
    content_type
        .split(';')
        .next()
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

/// Returns whether a path matches a template such as `/roles/{role}`.
pub(crate) fn matches_template(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let Some(actual) = segments.next() else {
            return false;
        };
        let matches = if expected.starts_with('{') && expected.ends_with('}') {
            !actual.is_empty()
        } else {
            expected == actual
        };
        if !matches {
            return false;
        }
    }
    segments.next().is_none()
}

fn find_violations(schema: &Validator, value: &Value) -> Vec<Violation> {
    schema
        .iter_errors(value)
        .map(|error| {
            let path = error.instance_path().to_string();
            let field = match (error.kind(), path.is_empty()) {
                (ValidationErrorKind::Required { property }, true) => {
                    property.as_str().unwrap_or_default()
                }
                _ => path.trim_start_matches('/').split('/').next().unwrap_or(""),
            };
            Violation {
                field: field.to_owned(),
                // The message omits the value, which may be a test's secret.
                message: error.masked().to_string(),
            }
        })
        .collect()
}

/// Returns the decoded pairs of a query string, in order.
pub(crate) fn parse_query(raw: &str) -> Vec<(String, String)> {
    raw.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decode(name), percent_decode(value))
        })
        .collect()
}

fn percent_decode(text: &str) -> String {
    String::from_utf8_lossy(&decode_escapes(&text.replace('+', " "))).into_owned()
}

/// Decodes the percent escapes of a text. Invalid ones stay.
pub(crate) fn decode_escapes(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = (byte == b'%')
            .then(|| std::str::from_utf8(after.get(..2)?).ok())
            .flatten()
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escaped.unwrap_or(byte));
        rest = match escaped {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    decoded
}

static ANY: Value = Value::Bool(true);

const DOCUMENT_URI: &str = "urn:rolekit:document";

/// Reads the operations of a document.
struct DocumentReader<'a> {
    document: &'a Value,
    registry: Arc<Registry<'static>>,
}

impl<'a> DocumentReader<'a> {
    fn new(document: &'a Arc<Value>) -> Result<Self, String> {
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(DOCUMENT_URI, Arc::clone(document))
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            document,
            registry: Arc::new(registry),
        })
    }

    fn operations(&self) -> Result<Vec<Operation>, String> {
        let paths = self
            .document
            .get("paths")
            .and_then(Value::as_object)
            .ok_or("the document has no paths")?;
        let mut operations = Vec::new();
        for (template, item) in paths {
            let shared = item.get("parameters");
            for method in ["get", "put", "post", "delete", "patch", "head", "options"] {
                if let Some(operation) = item.get(method) {
                    operations.push(self.operation(template, method, operation, shared)?);
                }
            }
        }
        Ok(operations)
    }

    fn operation(
        &self,
        template: &str,
        method: &str,
        operation: &Value,
        shared: Option<&Value>,
    ) -> Result<Operation, String> {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .ok_or_else(|| format!("{method} {template} has no operationId"))?;
        let request = match operation.get("requestBody") {
            Some(body) => self.content(body)?,
            None => None,
        };
        let mut responses = BTreeMap::new();
        for (status, response) in operation
            .get("responses")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            responses.insert(status.clone(), self.content(response)?);
        }
        let own = operation.get("parameters");
        let mut query = Vec::new();
        for parameter in [shared, own]
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten()
        {
            let parameter = self.resolve(parameter)?;
            if parameter.get("in").and_then(Value::as_str) == Some("query") {
                query.push(self.parameter(parameter)?);
            }
        }
        Ok(Operation {
            id: id.to_owned(),
            method: method.to_owned(),
            template: template.to_owned(),
            request,
            query,
            responses,
        })
    }

    fn parameter(&self, parameter: &'a Value) -> Result<Parameter, String> {
        let name = parameter
            .get("name")
            .and_then(Value::as_str)
            .ok_or("a parameter has no name")?;
        let schema = parameter.get("schema").unwrap_or(&ANY);
        let target = self.not_null(schema)?;
        let items = target.get("items");
        let one = items.map_or(Ok(target), |items| self.not_null(items))?;
        Ok(Parameter {
            name: name.to_owned(),
            kind: ParameterType::of(one),
            is_array: items.is_some(),
            default: schema.get("default").cloned(),
            schema: self.schema(schema),
        })
    }

    /// Returns the JSON schema of a request body or response.
    fn content(&self, node: &Value) -> Result<Option<Schema>, String> {
        let schema = self
            .resolve(node)?
            .pointer("/content/application~1json/schema");
        Ok(schema.map(|schema| self.schema(schema)))
    }

    /// Resolves a schema's reference and strips the `null` variant.
    fn not_null(&self, schema: &'a Value) -> Result<&'a Value, String> {
        let schema = self.resolve(schema)?;
        let null = |variant: &&Value| variant.get("type").and_then(Value::as_str) == Some("null");
        let variants = schema.get("anyOf").and_then(Value::as_array);
        match variants.and_then(|variants| variants.iter().find(|variant| !null(variant))) {
            Some(variant) => self.resolve(variant),
            None => Ok(schema),
        }
    }

    fn resolve(&self, node: &'a Value) -> Result<&'a Value, String>
    where
        Self: 'a,
    {
        match node.get("$ref").and_then(Value::as_str) {
            None => Ok(node),
            Some(reference) => reference
                .strip_prefix('#')
                .and_then(|pointer| self.document.pointer(pointer))
                .ok_or_else(|| format!("unresolved reference {reference}")),
        }
    }

    fn schema(&self, schema: &Value) -> Schema {
        let mut schema = schema.clone();
        make_absolute(&mut schema);
        Schema {
            // The wrapper separates keys next to `$ref` from the resource's own identifier.
            source: json!({ "allOf": [schema] }),
            registry: Arc::clone(&self.registry),
            validator: OnceLock::new(),
        }
    }
}

/// Makes the references of an extracted schema point into the document.
fn make_absolute(node: &mut Value) {
    match node {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key == "$ref" && text.starts_with('#') => {
                        *text = format!("{DOCUMENT_URI}{text}");
                    }
                    value => make_absolute(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_absolute),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gcore(open: &[&str]) -> Result<Document, String> {
        Document::parse(include_str!("../openapi/gcore.yaml"), open)
    }

    #[test]
    fn schemas_are_valid_and_compiled_when_they_are_used() {
        fn schemas(document: &Document) -> Vec<&Schema> {
            let operations = document.operations.iter();
            operations
                .flat_map(|operation| {
                    let request = operation.request.iter();
                    let responses = operation.responses.values().flatten();
                    let query = operation.query.iter().map(|parameter| &parameter.schema);
                    request.chain(responses).chain(query)
                })
                .collect()
        }
        let compiled = |document: &Document| {
            let schemas = schemas(document).into_iter();
            schemas
                .filter(|schema| schema.validator.get().is_some())
                .count()
        };
        for yaml in [
            include_str!("../openapi/gcore.yaml"),
            include_str!("../openapi/gcore-iam.yaml"),
            include_str!("../openapi/trusted-twin.yaml"),
        ] {
            let document = Document::parse(yaml, &[]).unwrap();
            assert_eq!(compiled(&document), 0);
            let with_body = document.operations.iter().find(|one| one.request.is_some());
            with_body.unwrap().check_request(&json!({}));
            assert_eq!(compiled(&document), 1);
            for schema in schemas(&document) {
                assert!(schema.validator().is_ok(), "{:?}", schema.validator());
            }
        }
        let invalid = "paths: {/a: {get: {operationId: a, responses: {'200': {content: \
                       {application/json: {schema: {type: nonsense}}}}}}}}";
        let document = Document::parse(invalid, &[]).unwrap();
        let operation = document.operation("a").unwrap();
        let error = operation.check_response(200, Some("application/json"), b"{}");
        assert!(error.unwrap_err().contains("the schema is invalid"));
    }

    #[test]
    fn opened_enumeration_accepts_any_text() {
        let body = json!({"user_id": 1, "role": "Astronaut"});
        let closed = gcore(&[]).unwrap();
        let find_violations = closed
            .operation("AssignmentHandler.post")
            .unwrap()
            .check_request(&body);
        assert_eq!(find_violations[0].field, "role");
        let opened = gcore(&["CustomerAssignableRole"]).unwrap();
        let operation = opened.operation("AssignmentHandler.post").unwrap();
        assert_eq!(operation.check_request(&body), []);
        assert!(
            !operation
                .check_request(&json!({"user_id": 1, "role": 5}))
                .is_empty()
        );
        assert_eq!(opened.enumeration("CustomerAssignableRole").len(), 5);
        assert!(
            gcore(&["AssignmentSerializer"])
                .unwrap_err()
                .contains("no enum")
        );
    }

    #[test]
    fn validates_responses_by_status() {
        let document = gcore(&[]).unwrap();
        let operation = document
            .find("PATCH", "/cloud/v1/users/assignments/1")
            .unwrap();
        let check = |status, body: &str| {
            operation.check_response(status, Some("application/json"), body.as_bytes())
        };
        assert_eq!(check(200, r#"{"assignment_id": 1}"#), Ok(()));
        assert!(check(200, "{}").unwrap_err().contains("assignment_id"));
        assert!(check(200, "{").unwrap_err().contains("not JSON"));
        assert!(
            check(201, r#"{"assignment_id": 1}"#)
                .unwrap_err()
                .contains("not documented")
        );
        assert_eq!(check(404, "anything"), Ok(()));
        assert!(
            operation
                .check_response(200, Some("text/html"), b"")
                .is_err()
        );
        assert!(operation.check_response(200, None, b"").is_err());
    }

    #[test]
    fn status_classes_and_formats_are_validated() {
        let yaml = include_str!("../openapi/trusted-twin.yaml");
        let document = Document::parse(yaml, &["Action"]).unwrap();
        let operation = document.operation("get_user_role").unwrap();
        let check = |status, body: &str| {
            operation.check_response(status, Some("application/json"), body.as_bytes())
        };
        assert_eq!(check(418, r#"{"subcode": 418000}"#), Ok(()));
        assert!(check(418, r#"{"subcode": []}"#).is_err());

        let document = gcore(&[]).unwrap();
        let operation = document.operation("UsersListHandler.get").unwrap();
        let users = |email| {
            json!({"count": 1, "results": [
                {"id": 1, "name": "", "email": email, "activated": true, "is_admin": false},
            ]})
            .to_string()
        };
        let check =
            |body: String| operation.check_response(200, Some("application/json"), body.as_bytes());
        assert_eq!(check(users("a@example.com")), Ok(()));
        assert!(check(users("nobody")).is_err());
    }

    #[test]
    fn literal_segments_take_precedence() {
        let document = gcore(&[]).unwrap();
        let id = |method, path| {
            document
                .find(method, path)
                .map(|operation| operation.id.as_str())
        };
        assert_eq!(
            id("GET", "/cloud/v1/users/roles"),
            Some("RoleListHandler.get")
        );
        assert_eq!(id("get", "/cloud/v1/users"), Some("UsersListHandler.get"));
        assert_eq!(id("GET", "/cloud/v1/users/"), None);
        assert_eq!(id("PUT", "/cloud/v1/users"), None);
    }

    #[test]
    fn parses_queries_with_types_and_defaults() {
        let document = gcore(&[]).unwrap();
        let operation = document.operation("AssignmentHandler.get").unwrap();
        let query = |raw| operation.query(raw).map(Value::Object);
        assert_eq!(query(None), Ok(json!({"limit": 1000, "offset": 0})));
        assert_eq!(
            query(Some("limit=%31%30&user_id=-5&&x")),
            Ok(json!({"limit": 10, "offset": 0, "user_id": -5}))
        );
        let violations = query(Some("limit=0&offset=x")).unwrap_err();
        let fields: Vec<_> = violations
            .iter()
            .map(|violation| violation.field.as_str())
            .collect();
        assert_eq!(fields, ["limit", "offset"]);
    }

    #[test]
    fn repeated_keys_are_lists_and_values_have_the_schema_type() {
        let document = gcore(&[]).unwrap();
        let operation = document.operation("TaskViewSet.get").unwrap();
        let query = |raw| operation.query(Some(raw)).map(Value::Object).unwrap();
        let found = query("project_id=1&state=NEW&project_id=2&is_acknowledged=True&task_type=5");
        assert_eq!(found["project_id"], json!([1, 2]));
        assert_eq!(found["state"], json!(["NEW"]));
        assert_eq!(found["is_acknowledged"], true);
        assert_eq!(found["task_type"], "5");
        assert_eq!(found["order_by"], "desc");
        assert_eq!(found.get("region_id"), None);
        for (raw, field) in [
            ("project_id=1,2", "project_id"),
            ("state=NEW&state=OLD", "state"),
            ("is_acknowledged=maybe", "is_acknowledged"),
            ("from_timestamp=today", "from_timestamp"),
        ] {
            assert_eq!(operation.query(Some(raw)).unwrap_err()[0].field, field);
        }
        let operation = document.operation("TasksAcknowledge.post").unwrap();
        let found = operation.query(Some("project_id=4")).unwrap();
        assert_eq!(found["project_id"], 4);
        assert_eq!(found["region_id"], Value::Null);
    }

    #[test]
    fn lists_the_fields_of_a_schema() {
        let document = gcore(&[]).unwrap();
        assert_eq!(document.fields("TaskIDsSerializer"), ["tasks"]);
        assert_eq!(document.fields("Nothing"), [""; 0]);
    }

    #[test]
    fn invalid_percent_escapes_stay() {
        assert_eq!(percent_decode("a%2Fb+c%"), "a/b c%");
        assert_eq!(percent_decode("%zz%e4%c3%a4"), "%zz\u{fffd}ä");
    }
}
