//! Documents whose names clash with those of Rust, of the generated code, and with each other.

use proptest::prelude::*;
use rolekit_codegen::diagnostic::Policy;
use serde_json::{Map, Value, json};

use crate::duplicates::duplicates;

/// Names of Rust's prelude and of what derives and macros write.
const PRELUDE: &str = "Default Option Vec String Box Result Ok Err Some None Send Sync Clone Future \
    IntoFuture Drop Iterator IntoIterator DoubleEndedIterator ExactSizeIterator Extend FromIterator \
    From Into TryFrom TryInto FromStr AsRef AsMut ToOwned ToString Debug Display Hash Eq PartialEq Ord \
    PartialOrd Copy Sized Unpin Fn FnMut FnOnce AsyncFn Borrow Cow Infallible Serialize Deserialize \
    Serializer Deserializer JsonSchema Error Self";

/// Names of types, crates, macros, and modules.
const LOWER: &str = "i8 i32 i64 u8 u64 f64 usize isize str bool char std core alloc serde serde_json \
    schemars chrono uuid rolekit_runtime types operations resources descriptors runtime generated error \
    defaults builder vec matches format println panic request list string_enum test cfg derive must_use";

/// Names of items of the generated code and of the runtime.
const GENERATED: &str = "Client Response Request Builder Secret Timestamp UnixTimestamp Field Body File \
    Form Page Pages Pagination PageContent Position ServiceClient Operation Parameter ParameterStyle \
    ByteStream Bytes Status Unknown KNOWN PATTERN PAGINATION OPERATIONS SECURITY_SCHEMES REJECTIONS \
    ConversionError ErrorResponse TypesOfA";

/// Names of generated methods, fields, variables and lifetimes.
const METHODS: &str = "send options clone clone_into new default into from into_future from_runtime \
    with_options with_key pages page stream all lenient start read list as_str as_ref is_known parse_known \
    deserialize_known to_string to_value to_owned borrow borrow_mut fmt eq cmp hash from_str try_from \
    try_into parse serialize deserialize serializer deserializer value values body request self_ inner \
    builder form response extra clear_x x json text set tag content name position index i0 s0 s1 r#type";

/// Keywords, strict, reserved and weak.
const KEYWORDS: &str = "abstract as async auto await become box break const continue crate default do dyn \
    else enum extern false final fn for gen if impl in let loop macro macro_rules match mod move mut \
    override priv pub raw ref return safe self static struct super trait true try type typeof union unsafe \
    unsized use virtual where while yield static_ 'static '_";

/// Names without letters, with digits first, of other scripts, with invisible characters, and names that
/// become equal.
const ODD: &[&str] = &[
    "",
    " ",
    "-",
    "--",
    "_",
    "__",
    "$",
    "…",
    "!?",
    "+1",
    "-1",
    "1",
    "2fa",
    "2_fa",
    "2-FA",
    "x2fa",
    "X2fa",
    "_2fa",
    "x",
    "X",
    "a",
    "A",
    "aB",
    "a_b",
    "A-B",
    "a b",
    "a.b",
    "a/b",
    "a'b",
    "`a`",
    "a\"b",
    "a\\b",
    "{a}",
    "<a>",
    "*/",
    "/*",
    "//",
    "имя",
    "Имя",
    "名前",
    "名-前",
    "اسم",
    "שם",
    "नाम",
    "한국어",
    "ไทย",
    "ñ",
    "n\u{303}",
    "é",
    "É",
    "ß",
    "ẞ",
    "ı",
    "İ",
    "ﬁ",
    "fi",
    "ª",
    "²",
    "x²",
    "½",
    "①",
    "٣",
    "Ⅷ",
    "ǅ",
    "𝒳",
    "ſ",
    "😀",
    "👩\u{200d}💻",
    "a\u{200b}b",
    "ab",
    "a\u{202e}b",
    "a\u{2066}b\u{2069}",
    "\u{feff}a",
    "a\u{ad}b",
    "\u{3164}",
    "\u{115f}",
    "\u{0}",
    "a\u{0}b",
    "a\nb",
    "a\rb",
    "a\tb",
    "a\u{2028}b",
    "a\u{85}b",
    "\u{1100}\u{1161}",
    "가",
    "\u{e0041}",
    "ᴬ",
    "ℓ",
    "·",
    "l·l",
    "ー",
    "s",
    "ѕ",
    "р",
    "α",
    "Α",
];

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(str::to_owned)
}

/// Returns all names, each once.
pub(crate) fn names() -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let lists = [PRELUDE, LOWER, GENERATED, METHODS, KEYWORDS];
    let odd = ODD.iter().map(|name| (*name).to_owned());
    for name in lists.into_iter().flat_map(words).chain(odd) {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

fn document(paths: Map<String, Value>, schemas: Map<String, Value>) -> Value {
    json!({
        "openapi": "3.1.0", "info": {"title": "Names", "version": "1"},
        "paths": paths, "components": {"schemas": schemas},
    })
}

fn done() -> Value {
    json!({"204": {"description": "Done."}})
}

/// Returns a reference to a component schema.
fn reference(name: &str) -> Value {
    let name = name.replace('~', "~0").replace('/', "~1");
    let escaped: String = name
        .bytes()
        .map(|b| match b {
            b if b.is_ascii_alphanumeric() || b"-._~".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect();
    json!({"$ref": format!("#/components/schemas/{escaped}")})
}

/// Returns an operation that sends and receives `schema`.
fn both_ways(id: &str, schema: &Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    json!({"post": {
        "operationId": id,
        "requestBody": {"required": true, "content": content},
        "responses": {"200": {"description": "Done.", "content": content}},
    }})
}

/// Returns the schema of the name `i`, of one of the kinds of types that are generated.
fn of_kind(names: &[String], i: usize, kind: usize) -> Value {
    // Short chains: the compiler limits the depth of types.
    let next = match i % 8 {
        0 => json!({"type": "string"}),
        _ => reference(&names[i - 1]),
    };
    let kinds = [
        json!({"type": "object", "required": ["a"], "properties": {
            "a": {"type": "string", "default": "x"}, "b": next,
            "c": {"type": ["integer", "null"], "default": 3},
        }}),
        json!({"type": "string", "maxLength": 3, "pattern": "^a"}),
        json!({"type": "string", "enum": ["Ok", "Err", "Self"], "default": "Ok"}),
        json!({"type": "integer", "enum": [1, 2]}),
        json!({"oneOf": [
            {"type": "object", "required": ["a"], "properties": {"a": next}}, {"type": "string"},
        ]}),
        json!({"type": "array", "items": {"type": "string"}}),
        json!({"type": "object", "additionalProperties": next}),
        json!({"type": "string", "format": "date-time"}),
    ];
    kinds[kind % kinds.len()].clone()
}

/// Returns the documents, by name.
pub(crate) fn documents() -> Vec<(String, Value)> {
    let names = names();
    let mut out = Vec::new();
    for turn in 0..2 {
        out.push((format!("names-of-types-{turn}"), types(&names, turn)));
    }
    out.push(("names-fields".to_owned(), fields(&names)));
    out.push(("names-operations".to_owned(), operations(&names)));
    out.push(("names-parameters".to_owned(), parameters(&names)));
    out
}

/// Component schemas.
fn types(names: &[String], turn: usize) -> Value {
    let (mut schemas, mut every) = (Map::new(), Map::new());
    for (i, name) in names.iter().enumerate() {
        every.insert(format!("p{i}"), reference(name));
        schemas.insert(name.clone(), of_kind(names, i, i + 5 * turn));
    }
    let every = json!({"type": "object", "properties": every});
    let paths = Map::from_iter([("/every".to_owned(), both_ways("every", &every))]);
    document(paths, schemas)
}

/// Properties, values of enums, discriminators and parts of forms.
fn fields(names: &[String]) -> Value {
    let of = |schema: Value| -> Map<String, Value> {
        names
            .iter()
            .map(|name| (name.clone(), schema.clone()))
            .collect()
    };
    let optional = of(json!({"type": ["string", "null"]}));
    let required: Vec<&String> = names.iter().collect();
    let mapping: Map<String, Value> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            (
                name.clone(),
                json!(format!("#/components/schemas/Arm{}", i % 3)),
            )
        })
        .collect();
    let arm =
        json!({"type": "object", "required": ["self"], "properties": {"self": {"type": "string"}}});
    let mut schemas = Map::new();
    for i in 0..3 {
        schemas.insert(format!("Arm{i}"), arm.clone());
    }
    let alternatives: Vec<Value> = (0..3).map(|i| reference(&format!("Arm{i}"))).collect();
    let some = || names.iter().step_by(3);
    let titled: Vec<Value> = some()
        .map(|name| {
            json!({"title": name, "type": "object", "required": [format!("k{name}")],
            "properties": {format!("k{name}"): {"type": "string"}}})
        })
        .collect();
    let inline = json!({"type": "object", "properties": {"a": {"type": "string", "enum": ["b"]}}});
    let inline: Map<String, Value> = some().map(|name| (name.clone(), inline.clone())).collect();
    let own = [
        (
            "Optional",
            json!({"type": "object", "properties": optional}),
        ),
        (
            "Required",
            json!({"type": "object", "required": required, "properties": of(json!({"type": "string"}))}),
        ),
        ("Inline", json!({"type": "object", "properties": inline})),
        (
            "Free",
            json!({"type": "object", "properties": of(json!({"type": "boolean"})), "additionalProperties": true}),
        ),
        ("Words", json!({"type": "string", "enum": names})),
        (
            "Tagged",
            json!({"oneOf": alternatives, "discriminator": {"propertyName": "self", "mapping": mapping}}),
        ),
        ("Titled", json!({"oneOf": titled})),
    ];
    let mut paths = Map::new();
    for (name, schema) in own {
        schemas.insert(name.to_owned(), schema);
        paths.insert(format!("/{name}"), both_ways(name, &reference(name)));
    }
    for (path, media) in [
        ("/form", "application/x-www-form-urlencoded"),
        ("/parts", "multipart/form-data"),
    ] {
        for (suffix, required) in [("", Vec::new()), ("/all", required.clone())] {
            let schema = json!({"type": "object", "required": required, "properties": of(json!({"type": "string"}))});
            paths.insert(
                format!("{path}{suffix}"),
                json!({"post": {
                    "requestBody": {"content": {media: {"schema": schema}}}, "responses": done(),
                }}),
            );
        }
    }
    document(paths, schemas)
}

/// Operations, tags, security schemes and responses.
fn operations(names: &[String]) -> Value {
    let mut paths = Map::new();
    let (mut schemes, mut tags) = (Map::new(), Vec::new());
    for (i, name) in names.iter().enumerate() {
        let text = json!({"application/json": {"schema": {"type": "string"}}});
        let number = json!({"application/json": {"schema": {"type": "integer"}}});
        let responses = match i % 3 {
            0 => json!({
                "200": {"description": "", "content": text}, "201": {"description": ""},
                "404": {"description": "", "content": text}, "500": {"description": "", "content": number},
            }),
            _ => done(),
        };
        let parts = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        let body = json!({"content": {"multipart/form-data": {"schema": parts}}});
        let path = match i % 2 {
            0 => format!("/{i}/{name}"),
            _ => format!("/{i}"),
        };
        paths.insert(
            path,
            json!({
                "post": {"operationId": name, "requestBody": body, "responses": responses},
                "get": {
                    "operationId": format!("get_{name}"), "tags": [name], "responses": done(),
                    "security": [{name: []}], "summary": name, "description": name,
                },
                "put": {"tags": [name], "responses": done()},
            }),
        );
        schemes.insert(name.clone(), json!({"type": "apiKey", "in": "header", "name": format!("x-{i}"), "description": name}));
        tags.push(json!({"name": name, "description": name}));
    }
    json!({
        "openapi": "3.1.0", "info": {"title": "Names", "version": "1"}, "tags": tags,
        "paths": paths, "components": {"securitySchemes": schemes},
    })
}

/// Parameters of every location, and of a list.
fn parameters(names: &[String]) -> Value {
    let parameter = |name: &str, location: &str, required: bool| json!({"name": name, "in": location, "required": required, "schema": {"type": "string"}});
    let of = |location: &str, required: bool| -> Vec<Value> {
        names
            .iter()
            .map(|name| parameter(name, location, required))
            .collect()
    };
    let mut paths = Map::new();
    for (location, required) in [("query", false), ("header", true), ("cookie", false)] {
        paths.insert(
            format!("/{location}"),
            json!({"get": {
                "operationId": location, "parameters": of(location, required), "responses": done(),
            }}),
        );
    }
    let in_path: Vec<&String> = names
        .iter()
        .filter(|name| !name.contains(['{', '}', '/']) && !name.is_empty())
        .collect();
    let path: String = in_path.iter().map(|name| format!("/{{{name}}}")).collect();
    let described: Vec<Value> = in_path
        .iter()
        .map(|name| parameter(name, "path", true))
        .collect();
    paths.insert(
        path,
        json!({"get": {"operationId": "in_path", "parameters": described, "responses": done()}}),
    );
    let undescribed: String = in_path
        .iter()
        .map(|name| format!("/x/{{{name}}}"))
        .collect();
    paths.insert(
        undescribed,
        json!({"get": {"operationId": "undescribed", "responses": done()}}),
    );
    let mut list = of("query", false);
    list.push(parameter("from_here", "query", false));
    let page = json!({"type": "object", "required": ["list"], "properties": {"next": {"type": "string"}, "List": {"type": "integer"}, "list": {"type": "array", "items": {"type": "string"}}}});
    paths.insert("/list".to_owned(), json!({"get": {
        "operationId": "in_list", "parameters": list,
        "x-pagination": {"cursor": "from_here", "items": "list", "next": "next"},
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": page}}}},
    }}));
    document(paths, Map::new())
}

#[test]
fn each_name_has_an_item_of_its_own() {
    for (name, doc) in documents() {
        let client = crate::helpers::lenient_client(&name, doc, Policy::Lenient);
        assert_eq!(duplicates(&client.code), Vec::<String>::new(), "{name}");
    }
}

fn name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(names());
    prop_oneof![
        2 => known.clone(),
        1 => (known.clone(), known).prop_map(|(a, b)| format!("{a}{b}")),
        2 => prop::collection::vec(any::<char>(), 0..6).prop_map(|chars| chars.into_iter().collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_names_have_items_of_their_own(names in prop::collection::btree_set(name(), 1..8)) {
        let names: Vec<String> = names.into_iter().collect();
        let mut docs = vec![fields(&names), operations(&names), parameters(&names)];
        docs.extend((0..2).map(|turn| types(&names, turn)));
        for doc in docs {
            let client = crate::helpers::lenient_client("d", doc, Policy::Lenient);
            prop_assert_eq!(duplicates(&client.code), Vec::<String>::new());
            let is_direction = |c| ('\u{202a}'..='\u{202e}').contains(&c);
            prop_assert_eq!(client.code.find(is_direction), None);
        }
    }
}
