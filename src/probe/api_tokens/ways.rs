//! Ways round a guard without a token: other methods, other spellings of the path, headers of proxies.

use super::ground::Ground;
use super::trial::Attempt;

/// The most requests of each kind, with those they are held against.
pub(super) const MOST: usize = 6 + 7 + 5;

/// Other methods, all of which only read. HEAD is left out where the refusal itself has a good status, for it
/// shows nothing else.
pub(super) fn methods(ground: &Ground<'_>) -> Vec<Attempt> {
    let get = || ground.service.get(&ground.route.path);
    let mut attempts = Vec::new();
    if ground.refuses_by_status() {
        let control = ground.service.get(&ground.random_path()).with_method("HEAD");
        attempts.push(Attempt::new("HEAD", get().with_method("HEAD")).against(control));
    }
    attempts.extend(["PROPFIND", "OPTIONS", "get"].map(|method| Attempt::new(method, get().with_method(method))));
    let overridden = ["x-http-method-override", "x-http-method", "x-method-override"]
        .iter()
        .fold(get(), |request, name| request.with_header(name, "PROPFIND"));
    attempts.push(Attempt::new("X-HTTP-Method-Override", overridden));
    attempts
}

/// Other spellings of the path that some readers take for the same and some guards do not.
pub(super) fn paths(ground: &Ground<'_>) -> Vec<Attempt> {
    let (path, query) = match ground.route.path.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (ground.route.path.as_str(), String::new()),
    };
    let bare = path.trim_end_matches('/');
    [
        ("slash", if path.ends_with('/') { bare.to_owned() } else { format!("{path}/") }),
        ("semicolon", format!("{bare};x")),
        ("double-slash", format!("/{path}")),
        ("case", other_case(path)),
        ("encoded-dot", format!("/%2e{path}")),
        ("dots-semicolon", format!("/kiemtra/..;{path}")),
        ("json", format!("{bare}.json")),
    ]
    .into_iter()
    .filter(|(_, other)| !other.is_empty() && other != path)
    .map(|(name, other)| Attempt::new(name, ground.service.get(&format!("{other}{query}"))))
    .collect()
}

/// The path in the other case, but for the parts that hold a number: these name a thing.
fn other_case(path: &str) -> String {
    let change = |part: &str| match part {
        part if part.bytes().any(|b| b.is_ascii_digit() || b == b'%') => part.to_owned(),
        part if part.bytes().any(|b| b.is_ascii_lowercase()) => part.to_ascii_uppercase(),
        part => part.to_ascii_lowercase(),
    };
    path.split('/').map(change).collect::<Vec<_>>().join("/")
}

/// Headers by which a proxy tells the service behind it what was asked, and by whom.
pub(super) fn headers(ground: &Ground<'_>) -> Vec<Attempt> {
    let own = ground.route.path.as_str();
    let front = match ground.service.web.path.as_str() {
        path if path == own => ground.random_path(),
        path => path.to_owned(),
    };
    let with = |path: &str, headers: &[(&str, &str)]| {
        headers.iter().fold(ground.service.get(path), |request, (name, value)| request.with_header(name, value))
    };
    vec![
        Attempt::new("X-Original-URL", with(&front, &[("x-original-url", own), ("x-rewrite-url", own)]))
            .against(ground.service.get(&front)),
        Attempt::new("X-Original-URL: /", with(own, &[("x-original-url", "/"), ("x-rewrite-url", "/")])),
        Attempt::new("X-Forwarded-For", with(own, &[("x-forwarded-for", "127.0.0.1"), ("x-real-ip", "127.0.0.1")])),
        Attempt::new("X-Forwarded-Host", with(own, &[("x-forwarded-host", "localhost")])),
    ]
}

#[cfg(test)]
mod tests {
    use super::other_case;

    #[test]
    fn what_names_a_thing_keeps_its_letters() {
        assert_eq!(other_case("/api/ho-so/HS01"), "/API/HO-SO/HS01");
        assert_eq!(other_case("/API/v1/x"), "/api/v1/X");
        assert_eq!(other_case("/1"), "/1");
    }
}
