//! Every list of plugins is complete. A list whose file does not exist yet is let be.

use super::source::{Source, production};

/// Every file with a probe that `PROBES` does not name.
pub(super) fn probe_complaints(sources: &[Source]) -> Vec<String> {
    unregistered(sources, "src/probe/mod.rs", "PROBES", "impl Probe for ")
}

/// Every file with a format that `FORMATS` does not name.
pub(super) fn format_complaints(sources: &[Source]) -> Vec<String> {
    unregistered(sources, "src/report/mod.rs", "FORMATS", "const FORMAT: Format")
}

/// Every check whose id is not its path.
pub(super) fn check_complaints(checks: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for check in checks {
        let path = &check.path;
        let inside = path.strip_prefix("checks/").unwrap_or(path);
        let expected = inside.strip_suffix(".yaml").unwrap_or(inside).replace('/', ".");
        let given = check.text.lines().find_map(|line| line.strip_prefix("id:"));
        let given = given.map(|id| id.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']));
        if given != Some(expected.as_str()) {
            let given = given.unwrap_or("nothing");
            complaints.push(format!("{path}: the id is `{given}`, by the path it must be `{expected}`"));
        }
    }
    complaints
}

/// The modules below a registry's folder that hold `mark` and are not in the list.
fn unregistered(sources: &[Source], registry: &str, list: &str, mark: &str) -> Vec<String> {
    let Some(home) = sources.iter().find(|source| source.path == registry) else { return Vec::new() };
    let folder = registry.trim_end_matches("mod.rs");
    let code = home.code();
    let Some(listed) = slice(&code, list) else { return Vec::new() };
    let mut complaints = Vec::new();
    for source in production(sources) {
        let inside = source.path.starts_with(folder) && source.path != registry;
        let Some(module) = source.module().get(1).map(|&name| name.to_owned()).filter(|_| inside) else { continue };
        let named = listed.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == module);
        if source.code().contains(mark) && !named {
            let path = &source.path;
            complaints.push(format!("{path}: not registered: add one line for `{module}` to `{list}` in {registry}"));
        }
    }
    complaints
}

/// What stands between the brackets of `const <list>: ... = &[...]`.
fn slice<'a>(code: &'a str, list: &str) -> Option<&'a str> {
    let (_, after) = code.split_once(&format!("const {list}:"))?;
    let (_, after) = after.split_once('=')?;
    after.split_once(';').map(|(items, _)| items)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_probe_that_is_not_in_the_list_is_told() {
        let list = |items: &str| {
            let home = format!("mod dns;\n/// All.\npub const PROBES: &[&dyn Probe] = &[{items}];\n");
            probe_complaints(&[
                example("src/probe/mod.rs", &home),
                example("src/probe/seen.rs", "struct Seen;"),
                example("src/probe/dns/mod.rs", "impl Probe for DnsProbe {}"),
                example("src/probe/port.rs", "#[cfg(test)]\nmod tests { impl Probe for Fake {} }"),
            ])
        };
        assert_eq!(list("&dns::DnsProbe"), Vec::<String>::new());
        assert_eq!(list("&dnssec::DnsProbe").len(), 1);
        assert!(list("")[0].starts_with("src/probe/dns/mod.rs: not registered"));
    }

    #[test]
    fn a_format_that_is_not_in_the_list_is_told() {
        let list = |items: &str| {
            let home = format!("pub const FORMATS: &[Format] =\n    &[{items}];");
            let csv = example("src/report/csv.rs", "pub(super) const FORMAT: Format = Format {};");
            format_complaints(&[example("src/report/mod.rs", &home), csv])
        };
        assert_eq!(list("csv::FORMAT").len(), 0);
        assert_eq!(list("pdf::FORMAT").len(), 1);
    }

    #[test]
    fn lists_that_do_not_exist_yet_are_let_be() {
        assert!(probe_complaints(&[]).is_empty());
        assert!(format_complaints(&[example("src/report/mod.rs", "mod model;")]).is_empty());
    }

    #[test]
    fn a_check_that_is_not_where_its_id_says_is_told() {
        let told = |path, text| check_complaints(&[example(path, text)]).len();
        assert_eq!(told("checks/tls/versions.yaml", "schema: x\nid: tls.versions # note\n"), 0);
        assert_eq!(told("checks/tls/version.yaml", "id: tls.versions\n"), 1);
        assert_eq!(told("checks/tls/versions.yaml", "title: x\n"), 1);
    }
}
