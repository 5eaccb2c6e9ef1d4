//! Reading what a web subject is there for.

use super::portal::portal;
use super::{identifier, link};
use crate::load::{Mapping, Node, Problem, Reader};
use crate::system::link::Target;
use crate::system::role::{
    Account, Audience, Client, Expendable, FormFormat, Interface, LookUp, Provider, ProviderProtocol, Role, Route,
    SignIn, SignInForm, SignOut, SignedIn,
};
use crate::system::secret::{PASSWORD, Secret, TOKEN, secret};
use crate::system::subject::{Kind, Place, Subject};
use crate::text::{Text, text};

/// The keys of an identity provider besides those of every web subject.
pub(super) const PROVIDER_KEYS: &[&str] = &["protocol", "client"];
/// The keys of a sign-in besides those of every web subject.
pub(super) const SIGN_IN_KEYS: &[&str] = &[
    "audience",
    "provider",
    "form",
    "signed_in",
    "sign_out",
    "idle_minutes",
    "wait_for_idle",
    "account",
    "second_account",
    "expendable_account",
];
/// The keys of a data service besides those of every web subject.
pub(super) const INTERFACE_KEYS: &[&str] = &[
    "provider",
    "token_audience",
    "routes",
    "token",
    "expired_token",
    "foreign_audience_token",
    "foreign_realm_token",
    "second_token",
    "documents_public",
    "look_ups",
];
/// Wrong passwords that are tried on an account that may be locked, where the declaration names no
/// ceiling.
const ATTEMPTS: u32 = 7;
/// Requests of a look-up, where the declaration names no ceiling.
const LOOK_UPS: u32 = 20;

/// Notes each `provider` that names no identity provider.
pub(super) fn providers(reader: &Reader, subjects: &[Subject]) {
    let known: Vec<_> =
        subjects.iter().filter(|own| own.kind == Kind::IdentityProvider).map(|own| own.id.as_str()).collect();
    for subject in subjects {
        let Place::Web(web) = &subject.place else { continue };
        let named = match &web.role {
            Role::Interface(interface) => interface.provider.as_deref(),
            Role::SignIn(sign_in) => sign_in.provider.as_deref(),
            Role::Link(_) | Role::Plain | Role::Portal(_) | Role::Provider(_) => None,
        };
        if let Some(id) = named.filter(|id| !known.contains(id)) {
            let what = text!(
                "không có đối tượng loại `identity-provider` mã `{id}`",
                "no subject of kind `identity-provider` has the id `{id}`"
            );
            reader.unknown_name("K-SYS-025", subject.span.clone(), what, id, &known);
        }
    }
}

/// Reads the role of a web subject.
pub(super) fn role(
    reader: &Reader,
    map: &mut Mapping<'_>,
    kind: Kind,
    url: Option<&(String, u16, bool, String)>,
) -> Option<Role> {
    match kind {
        Kind::Api => interface(map).map(Box::new).map(Role::Interface),
        Kind::IdentityProvider => provider(reader, map).map(Role::Provider),
        Kind::SignIn => sign_in(map).map(Box::new).map(Role::SignIn),
        Kind::Site => portal(map).map(Box::new).map(Role::Portal),
        Kind::Link => {
            let target = url.map(|(name, port, tls, path)| Target {
                name: name.clone(),
                port: *port,
                tls: *tls,
                path: path.clone(),
            });
            let watch = map.optional("watch", |reader, node| link::watch(reader, node, target.clone()))?;
            Some(watch.map_or(Role::Plain, |watch| Role::Link(Box::new(watch))))
        }
        Kind::DnsZone | Kind::Host | Kind::Organisation | Kind::Service => Some(Role::Plain),
    }
}

fn provider(reader: &Reader, map: &mut Mapping<'_>) -> Option<Provider> {
    let words: Vec<_> = ProviderProtocol::ALL.iter().map(|protocol| protocol.word()).collect();
    let protocol = map.required("protocol", |reader, node| reader.word(node, &words, ProviderProtocol::from_word));
    let client = map.optional("client", client);
    let (protocol, client) = (protocol?, client?);
    if protocol == ProviderProtocol::Saml && client.is_some() {
        let what = Text::new("`client` chỉ dùng với oidc và oauth", "`client` goes with oidc and oauth only");
        reader.problem("K-SYS-023", map.key_span("client"), what);
        return None;
    }
    Some(Provider { protocol, client })
}

fn client(reader: &Reader, node: &Node) -> Option<Client> {
    let mut map = reader.mapping(node, &["id", "return_address", "scopes"])?;
    let id = map.required("id", Reader::text);
    let return_address = map.required("return_address", web_address);
    let scopes = map.or("scopes", "openid".to_owned(), Reader::text);
    Some(Client { id: id?, return_address: return_address?, scopes: scopes? })
}

/// A web address, kept to the letter.
fn web_address(reader: &Reader, node: &Node) -> Option<String> {
    let given = reader.text(node)?;
    let url = url::Url::parse(&given).ok().filter(|url| url.has_host() && url.fragment().is_none());
    if url.is_none() {
        let what = text!("`{given}` không phải địa chỉ web", "`{given}` is no web address");
        reader.problem("K-SYS-008", node.span.clone(), what);
        return None;
    }
    Some(given)
}

fn sign_in(map: &mut Mapping<'_>) -> Option<SignIn> {
    let words: Vec<_> = Audience::ALL.iter().map(|audience| audience.word()).collect();
    let audience = map.optional("audience", |reader, node| reader.word(node, &words, Audience::from_word));
    let provider = map.optional("provider", identifier);
    let form = map.optional("form", form);
    let signed_in = map.optional("signed_in", signed_in);
    let sign_out = map.optional("sign_out", sign_out);
    let idle_minutes = map.optional("idle_minutes", |reader, node| reader.int(node, 1, 1440));
    let wait_for_idle = map.or("wait_for_idle", false, Reader::bool);
    let account = map.optional("account", account);
    let second_account = map.optional("second_account", account_of);
    let expendable_account = map.optional("expendable_account", expendable);
    Some(SignIn {
        audience: audience?,
        provider: provider?,
        form: form?,
        signed_in: signed_in?,
        sign_out: sign_out?,
        idle_minutes: idle_minutes?,
        wait_for_idle: wait_for_idle?,
        account: account?,
        second_account: second_account?,
        expendable_account: expendable_account?,
    })
}

fn form(reader: &Reader, node: &Node) -> Option<SignInForm> {
    let mut map = reader.mapping(node, &["action", "format", "user_field", "password_field"])?;
    let action = map.required("action", path);
    let words: Vec<_> = FormFormat::ALL.iter().map(|format| format.word()).collect();
    let format = map.or("format", FormFormat::Form, |reader, node| reader.word(node, &words, FormFormat::from_word));
    let user_field = map.required("user_field", Reader::text);
    let password_field = map.required("password_field", Reader::text);
    Some(SignInForm { action: action?, format: format?, user_field: user_field?, password_field: password_field? })
}

fn signed_in(reader: &Reader, node: &Node) -> Option<SignedIn> {
    let mut map = reader.mapping(node, &["path", "shows"])?;
    let path = map.required("path", path);
    let shows = map.required("shows", Reader::text);
    Some(SignedIn { path: path?, shows: shows? })
}

fn sign_out(reader: &Reader, node: &Node) -> Option<SignOut> {
    let mut map = reader.mapping(node, &["path", "method"])?;
    let path = map.required("path", path);
    let post = map.or("method", false, |reader, node| {
        reader.word(node, &["GET", "POST"], |word| match word {
            "GET" => Some(false),
            "POST" => Some(true),
            _ => None,
        })
    });
    Some(SignOut { path: path?, post: post? })
}

/// Path and query of the same host.
pub(super) fn path(reader: &Reader, node: &Node) -> Option<String> {
    let given = reader.text(node)?;
    let plain = |b: u8| b.is_ascii_graphic() && b != b'#';
    if given.starts_with('/') && !given.starts_with("//") && given.bytes().all(plain) {
        return Some(given);
    }
    let what = text!("`{given}` không phải đường dẫn", "`{given}` is no path");
    let problem = Problem::at("K-SYS-024", reader.source(), node.span.clone(), what);
    reader.note(problem.with_hint(Text::new(
        "đường dẫn trên cùng máy chủ, bắt đầu bằng `/`, ký tự khác ASCII viết dạng %XX: /tai-khoan",
        "a path on the same host that begins with `/`, what is not ASCII written as %XX: /account",
    )));
    None
}

/// The keys of an account that is lent.
const ACCOUNT_KEYS: &[&str] = &["user", "password_env", "password_file", "password_prompt", "object"];

fn account(reader: &Reader, node: &Node) -> Option<Account> {
    account_in(reader, &mut reader.mapping(node, ACCOUNT_KEYS)?)
}

fn account_of(reader: &Reader, node: &Node) -> Option<Account> {
    account_in(reader, &mut reader.mapping(node, &["user", "password_env", "password_file", "password_prompt"])?)
}

fn account_in(reader: &Reader, map: &mut Mapping<'_>) -> Option<Account> {
    let user = map.required("user", Reader::text);
    let password = secret(reader, map, PASSWORD);
    let object = map.optional("object", path);
    Some(Account { user: user?, password: password?, object: object? })
}

fn expendable(reader: &Reader, node: &Node) -> Option<Expendable> {
    let keys = &["user", "password_env", "password_file", "password_prompt", "attempts", "restored"];
    let mut map = reader.mapping(node, keys)?;
    let account = account_in(reader, &mut map);
    let attempts = map.or("attempts", ATTEMPTS, |reader, node| count(reader, node, 50));
    let restored = map.optional("restored", Reader::bilingual_or_same);
    Some(Expendable { account: account?, attempts: attempts?, restored: restored? })
}

fn count(reader: &Reader, node: &Node, most: i64) -> Option<u32> {
    reader.int(node, 1, most).and_then(|number| u32::try_from(number).ok())
}

fn interface(map: &mut Mapping<'_>) -> Option<Interface> {
    let provider = map.optional("provider", identifier);
    let audience = map.optional("token_audience", Reader::text);
    let routes = map.or("routes", Vec::new(), |reader, node| reader.each(node, route));
    let [token, expired, foreign_audience, foreign_realm, second] =
        ["token", "expired_token", "foreign_audience_token", "foreign_realm_token", "second_token"]
            .map(|key| map.optional(key, token));
    let documents_public = map.or("documents_public", false, Reader::bool);
    let look_ups = map.or("look_ups", Vec::new(), |reader, node| reader.each(node, look_up));
    Some(Interface {
        provider: provider?,
        audience: audience?,
        routes: routes?,
        token: token?,
        expired_token: expired?,
        foreign_audience_token: foreign_audience?,
        foreign_realm_token: foreign_realm?,
        second_token: second?,
        documents_public: documents_public?,
        look_ups: look_ups?,
    })
}

fn token(reader: &Reader, node: &Node) -> Option<Secret> {
    let mut map = reader.mapping(node, &["token_env", "token_file", "token_prompt"])?;
    secret(reader, &mut map, TOKEN)
}

fn route(reader: &Reader, node: &Node) -> Option<Route> {
    let mut map = reader.mapping(node, &["path", "public", "owned", "shows"])?;
    let path = map.required("path", path);
    let public = map.or("public", false, Reader::bool);
    let owned = map.or("owned", false, Reader::bool);
    let shows = map.optional("shows", Reader::text);
    Some(Route { path: path?, public: public?, owned: owned?, shows: shows? })
}

fn look_up(reader: &Reader, node: &Node) -> Option<LookUp> {
    let mut map = reader.mapping(node, &["path", "attempts"])?;
    let path = map.required("path", path);
    let attempts = map.or("attempts", LOOK_UPS, |reader, node| count(reader, node, 200));
    Some(LookUp { path: path?, attempts: attempts? })
}
