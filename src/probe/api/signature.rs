//! By what content a description of an interface is known.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::body::Body;
use super::facts::DocumentKind;
use crate::wire::Response;

static WSDL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"<(\w+:)?(definitions|description)\b[^>]{0,4096}["'](http://schemas\.xmlsoap\.org/wsdl/|http://www\.w3\.org/ns/wsdl)["']"#).ok()
});
static WADL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"<(\w+:)?application\b[^>]{0,4096}["']http://wadl\.dev\.java\.net/"#).ok());
static ODATA: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"<(\w+:)?Edmx\b[^>]{0,4096}["'](http://docs\.oasis-open\.org/odata/|http://schemas\.microsoft\.com/ado/)"#,
    )
    .ok()
});
static YAML: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?m)\A(?:\s*#.*\n|---\s*\n|\s*\n)*(openapi|swagger):\s*["']?\d[\s\S]*^paths:"#).ok()
});
/// The beginning of an OpenAPI document that was too long to be read to its end.
static CUT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\A\s*\{\s*"(openapi|swagger)"\s*:\s*"\d[\s\S]*"paths"\s*:\s*\{"#).ok());

/// The kind of description that an answer is; `None` where it is none.
pub(in crate::probe) fn recognised(response: &Response) -> Option<DocumentKind> {
    if response.status != 200 {
        return None;
    }
    let text = String::from_utf8_lossy(&response.body);
    let text = text.trim_start_matches('\u{feff}');
    let is = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(text));
    match Body::of(response) {
        Body::Json(value) => of_json(&value),
        Body::Page => (text.contains("swagger-ui")
            && (text.contains("SwaggerUIBundle") || text.contains("swagger-ui-bundle")))
        .then_some(DocumentKind::SwaggerPage),
        Body::Xml if is(&WSDL) => Some(DocumentKind::Wsdl),
        Body::Xml if is(&WADL) => Some(DocumentKind::Wadl),
        Body::Xml if is(&ODATA) => Some(DocumentKind::Odata),
        Body::Other if is(&YAML) || response.truncated && is(&CUT) => Some(DocumentKind::Openapi),
        Body::Empty | Body::Other | Body::Xml => None,
    }
}

fn of_json(value: &Value) -> Option<DocumentKind> {
    let text = |name: &str| value.get(name).is_some_and(Value::is_string);
    let object = |name: &str| value.get(name).is_some_and(Value::is_object);
    if (text("openapi") || text("swagger")) && object("paths")
        || text("swaggerVersion") && value.get("apis").is_some_and(Value::is_array)
    {
        return Some(DocumentKind::Openapi);
    }
    if value.pointer("/data/__schema/queryType").is_some_and(Value::is_object) {
        return Some(DocumentKind::Graphql);
    }
    if text("$Version") && text("$EntityContainer") {
        return Some(DocumentKind::Odata);
    }
    let collection = value.pointer("/info/_postman_id").is_some()
        || value
            .pointer("/info/schema")
            .and_then(Value::as_str)
            .is_some_and(|schema| schema.contains("getpostman.com"));
    (collection && value.get("item").is_some_and(Value::is_array)).then_some(DocumentKind::Postman)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(body: &str) -> Option<DocumentKind> {
        recognised(&Response { body: body.as_bytes().to_vec(), ..Response::empty(200) })
    }

    #[test]
    fn a_description_is_known_by_its_content() {
        use DocumentKind::{Graphql, Odata, Openapi, Postman, SwaggerPage, Wadl, Wsdl};
        for (body, expected) in [
            (r#"{"openapi":"3.0.1","paths":{}}"#, Openapi),
            (r#"{"swagger":"2.0","paths":{"/a":{}}}"#, Openapi),
            ("# mô tả\nopenapi: 3.1.0\ninfo: {}\npaths:\n  /a: {}\n", Openapi),
            ("<!doctype html><div id=swagger-ui></div><script>SwaggerUIBundle({})</script>", SwaggerPage),
            (
                r#"<?xml version="1.0"?><wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" name="a"/>"#,
                Wsdl,
            ),
            (r#"<application xmlns="http://wadl.dev.java.net/2009/02"/>"#, Wadl),
            (r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"/>"#, Odata),
            (r#"{"data":{"__schema":{"queryType":{"name":"Query"}}}}"#, Graphql),
            (r#"{"info":{"_postman_id":"1"},"item":[]}"#, Postman),
        ] {
            assert_eq!(kind(body), Some(expected), "{body}");
        }
    }

    #[test]
    fn pages_and_errors_that_quote_the_words_are_none() {
        for body in [
            r#"{"error":"no openapi here","paths":[]}"#,
            "<html><p>openapi: 3.0 paths: swagger</p></html>",
            r#"{"errors":[{"message":"GraphQL introspection is not allowed: __schema"}],"data":null}"#,
            "<definitions>http://schemas.xmlsoap.org/wsdl/</definitions>",
            "openapi: chưa công bố",
        ] {
            assert_eq!(kind(body), None, "{body}");
        }
    }
}
