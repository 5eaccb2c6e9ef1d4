//! Content-Security-Policy, as far as its weight against injected scripts and frames goes.

use super::fact::Csp;
use crate::fact::Fact;
use crate::text::shorten;
use crate::wire::Response;

/// The most policies and directives that are read.
const MOST: usize = 100;

/// One policy: directives by lower-case name; of two of one name the first counts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::probe) struct Policy(Vec<(String, Vec<String>)>);

/// Every enforced policy of an answer. A comma separates policies within one header.
pub(in crate::probe) fn policies(response: &Response) -> Vec<Policy> {
    let headers = response.all_headers("content-security-policy");
    headers
        .flat_map(|header| header.split(','))
        .take(MOST)
        .map(Policy::read)
        .filter(|policy| !policy.0.is_empty())
        .collect()
}

impl Policy {
    /// Reads one policy.
    pub(in crate::probe) fn read(text: &str) -> Self {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for directive in text.split(';').take(MOST) {
            let mut words = directive.split_ascii_whitespace();
            let Some(name) = words.next().map(str::to_ascii_lowercase) else { continue };
            if !directives.iter().any(|(known, _)| *known == name) {
                directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        Self(directives)
    }

    /// The sources of a directive, if the policy has it.
    pub(in crate::probe) fn sources(&self, name: &str) -> Option<&[String]> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, sources)| sources.as_slice())
    }

    /// The names of its directives, lower case.
    pub(in crate::probe) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Whether it says nothing at all.
    pub(in crate::probe) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn script_sources(&self) -> Option<&[String]> {
        self.sources("script-src").or_else(|| self.sources("default-src"))
    }

    /// A nonce, a hash or `strict-dynamic` switches `unsafe-inline` off (CSP level 3, 6.7.3.2).
    fn allows_inline(&self) -> bool {
        self.script_sources().is_none_or(|sources| {
            let named = |word: &str| sources.iter().any(|source| source.eq_ignore_ascii_case(word));
            let selective = sources.iter().any(|source| {
                let source = source.to_ascii_lowercase();
                ["'nonce-", "'sha256-", "'sha384-", "'sha512-"].iter().any(|start| source.starts_with(start))
            });
            named("'unsafe-inline'") && !selective && !named("'strict-dynamic'")
        })
    }

    fn allows_eval(&self) -> bool {
        self.script_sources()
            .is_none_or(|sources| sources.iter().any(|source| source.eq_ignore_ascii_case("'unsafe-eval'")))
    }

    /// Under `strict-dynamic` a browser ignores hosts and schemes.
    fn allows_any_host(&self) -> bool {
        self.script_sources().is_none_or(|sources| {
            sources.iter().any(|source| is_any_host(source))
                && !sources.iter().any(|source| source.eq_ignore_ascii_case("'strict-dynamic'"))
        })
    }

    fn shuts_objects_out(&self) -> bool {
        let sources = self.sources("object-src").or_else(|| self.sources("default-src"));
        sources.is_some_and(|sources| matches!(sources, [only] if only.eq_ignore_ascii_case("'none'")))
    }
}

/// Whether a source stands for hosts that anybody may own.
pub(super) fn is_any_host(source: &str) -> bool {
    matches!(
        source.to_ascii_lowercase().as_str(),
        "*" | "http:" | "https:" | "data:" | "blob:" | "http://*" | "https://*" | "*:*" | "ws:" | "wss:"
    )
}

/// What several policies together let happen: what each of them lets happen. `None` without any.
pub(super) fn meaning(policies: &[Policy]) -> Option<Csp> {
    if policies.is_empty() {
        return None;
    }
    let ancestors = policies.iter().find_map(|policy| policy.sources("frame-ancestors"));
    Some(Csp {
        frame_ancestors: Fact::from(ancestors.map(|sources| shorten(&sources.join(" "), 300))),
        script_unsafe_inline: policies.iter().all(Policy::allows_inline),
        script_unsafe_eval: policies.iter().all(Policy::allows_eval),
        script_any_host: policies.iter().all(Policy::allows_any_host),
        default_or_script: policies.iter().any(|policy| policy.script_sources().is_some()),
        object_none: policies.iter().any(Policy::shuts_objects_out),
        base_uri: policies.iter().any(|policy| policy.sources("base-uri").is_some()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning_of(texts: &[&str]) -> Csp {
        meaning(&texts.iter().map(|text| Policy::read(text)).collect::<Vec<_>>()).expect("a policy")
    }

    #[test]
    fn a_strict_policy_is_strict() {
        let csp = meaning_of(&["default-src 'none'; script-src 'self' 'nonce-abc' 'unsafe-inline'; base-uri 'none'"]);
        assert!(!csp.script_unsafe_inline && !csp.script_unsafe_eval && !csp.script_any_host);
        assert!(csp.object_none && csp.base_uri && csp.default_or_script);
        assert_eq!(csp.frame_ancestors, Fact::Absent);
    }

    #[test]
    fn a_policy_that_says_nothing_of_scripts_lets_all_of_them_run() {
        let csp = meaning_of(&["frame-ancestors 'self' https://a.test"]);
        assert!(csp.script_unsafe_inline && csp.script_unsafe_eval && csp.script_any_host && !csp.default_or_script);
        assert_eq!(csp.frame_ancestors, Fact::Known("'self' https://a.test".to_owned()));
    }

    #[test]
    fn the_first_directive_of_a_name_counts_and_the_stricter_policy_wins() {
        let csp = meaning_of(&["script-src https: 'unsafe-eval'; SCRIPT-SRC 'none'"]);
        assert!(csp.script_any_host && csp.script_unsafe_eval);
        let csp = meaning_of(&["script-src * 'unsafe-inline'", "script-src 'self'"]);
        assert!(!csp.script_any_host && !csp.script_unsafe_inline);
    }
}
