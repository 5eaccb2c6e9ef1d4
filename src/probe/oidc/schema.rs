//! Which member of the metadata has which type, and which must be there: OpenID Connect Discovery
//! 1.0 section 3, RFC 8414 section 2, and the registry that it opened.

use super::json::Json;

/// The type of a member.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Type {
    /// An absolute address.
    Address,
    /// A list of texts.
    Texts,
    /// `true` or `false`.
    Truth,
    /// An object.
    Object,
}

impl Type {
    /// The word in facts.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Address => "absolute address",
            Self::Texts => "array of strings",
            Self::Truth => "boolean",
            Self::Object => "object",
        }
    }

    /// What stands there instead, where it is not of this type.
    pub(super) fn instead(self, value: &Json) -> Option<String> {
        match (self, value) {
            (Self::Address, Json::Text(text)) => {
                let absolute = url::Url::parse(text).is_ok_and(|url| url.has_host());
                (!absolute).then(|| "relative or malformed address".to_owned())
            }
            (Self::Texts, Json::List(items)) => {
                let other = items.iter().find(|item| item.text().is_none())?;
                Some(format!("array with {}", other.kind()))
            }
            (Self::Truth, Json::Bool(_)) | (Self::Object, Json::Object(_)) => None,
            (_, value) => Some(value.kind().to_owned()),
        }
    }
}

/// The type of a member, where it is known: by its name, or by how names of its kind end.
pub(super) fn type_of(name: &str) -> Option<Type> {
    if let Some((_, known)) = MEMBERS.iter().find(|(own, _)| *own == name) {
        return Some(*known);
    }
    let ends = |ends: &str| name.ends_with(ends);
    if ends("_endpoint") {
        Some(Type::Address)
    } else if ends("_alg_values_supported") || ends("_enc_values_supported") {
        Some(Type::Texts)
    } else {
        None
    }
}

const MEMBERS: &[(&str, Type)] = &[
    ("acr_values_supported", Type::Texts),
    ("authorization_details_types_supported", Type::Texts),
    ("authorization_response_iss_parameter_supported", Type::Truth),
    ("backchannel_logout_session_supported", Type::Truth),
    ("backchannel_logout_supported", Type::Truth),
    ("check_session_iframe", Type::Address),
    ("claim_types_supported", Type::Texts),
    ("claims_locales_supported", Type::Texts),
    ("claims_parameter_supported", Type::Truth),
    ("claims_supported", Type::Texts),
    ("code_challenge_methods_supported", Type::Texts),
    ("display_values_supported", Type::Texts),
    ("frontchannel_logout_session_supported", Type::Truth),
    ("frontchannel_logout_supported", Type::Truth),
    ("grant_types_supported", Type::Texts),
    ("introspection_endpoint_auth_methods_supported", Type::Texts),
    ("issuer", Type::Address),
    ("jwks_uri", Type::Address),
    ("mtls_endpoint_aliases", Type::Object),
    ("op_policy_uri", Type::Address),
    ("op_tos_uri", Type::Address),
    ("prompt_values_supported", Type::Texts),
    ("request_parameter_supported", Type::Truth),
    ("request_uri_parameter_supported", Type::Truth),
    ("require_pushed_authorization_requests", Type::Truth),
    ("require_request_uri_registration", Type::Truth),
    ("require_signed_request_object", Type::Truth),
    ("response_modes_supported", Type::Texts),
    ("response_types_supported", Type::Texts),
    ("revocation_endpoint_auth_methods_supported", Type::Texts),
    ("scopes_supported", Type::Texts),
    ("service_documentation", Type::Address),
    ("subject_types_supported", Type::Texts),
    ("tls_client_certificate_bound_access_tokens", Type::Truth),
    ("token_endpoint_auth_methods_supported", Type::Texts),
    ("ui_locales_supported", Type::Texts),
];

/// The members that must be there: more of OpenID Connect than of OAuth. The token endpoint may be
/// missing only where no code is given out.
pub(super) fn missing(document: &Json, open_id: bool) -> Vec<String> {
    const BOTH: &[&str] = &["issuer", "authorization_endpoint", "response_types_supported"];
    const OPEN_ID: &[&str] = &["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"];
    let types = document.member("response_types_supported").and_then(Json::items).unwrap_or_default();
    let gives_code = types.iter().filter_map(Json::text).any(|kind| kind.split(' ').any(|part| part == "code"));
    let lacks = |name: &&str| matches!(document.member(name), None | Some(Json::Null));
    BOTH.iter()
        .chain(if open_id { OPEN_ID } else { &[] })
        .chain(if gives_code { &["token_endpoint"][..] } else { &[] })
        .copied()
        .filter(lacks)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead(name: &str, value: &str) -> Option<String> {
        type_of(name).expect("a known member").instead(&Json::read(value.as_bytes()).expect("JSON"))
    }

    #[test]
    fn types_are_known_by_name_and_by_ending() {
        assert_eq!(instead("scopes_supported", r#"["openid"]"#), None);
        assert_eq!(instead("scopes_supported", r#""openid""#).as_deref(), Some("string"));
        assert_eq!(instead("claims_supported", r#"["sub", 7]"#).as_deref(), Some("array with number"));
        assert_eq!(instead("dpop_signing_alg_values_supported", "true").as_deref(), Some("boolean"));
        assert_eq!(instead("some_new_endpoint", r#""/token""#).as_deref(), Some("relative or malformed address"));
        assert_eq!(instead("request_uri_parameter_supported", r#""true""#).as_deref(), Some("string"));
        assert_eq!(type_of("x_vendor"), None);
    }

    #[test]
    fn what_must_be_there_depends_on_the_protocol() {
        let document = Json::read(br#"{"issuer": "https://i.test", "response_types_supported": ["code id_token"]}"#);
        let document = document.expect("JSON");
        assert_eq!(missing(&document, false), ["authorization_endpoint", "token_endpoint"]);
        assert!(missing(&document, true).contains(&"jwks_uri".to_owned()));
    }
}
