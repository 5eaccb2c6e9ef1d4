//! The `system.yaml` of a test.

use std::fmt::Write;
use std::path::PathBuf;

use super::world::World;

/// The name that test servers are contacted for.
pub(crate) const NAME: &str = "cong.thu-nghiem.example";

/// A declaration in the making. It permits 127.0.0.1, [`NAME`] and the ports of its subjects.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    subjects: String,
    ports: Vec<u16>,
    resolver: String,
    window: (String, String),
    more: String,
}

impl Declaration {
    /// Nothing declared yet; names are asked of the resolver at this address.
    pub(crate) fn new(resolver: impl ToString) -> Self {
        let window = ("2020-01-01T00:00:00+07:00".to_owned(), "2199-12-31T00:00:00+07:00".to_owned());
        Self { subjects: String::new(), ports: Vec::new(), resolver: resolver.to_string(), window, more: String::new() }
    }

    /// Adds the site `cong` at an encrypted port and perhaps a plain one.
    pub(crate) fn site(self, port: u16, plain: Option<u16>) -> Self {
        self.web("cong", "site", port, plain)
    }

    /// Adds a web subject at 127.0.0.1, its certificate held against the trust folder where one is declared.
    pub(crate) fn web(mut self, id: &str, kind: &str, port: u16, plain: Option<u16>) -> Self {
        self.ports.push(port);
        self.ports.extend(plain);
        let plain = plain.map_or_else(|| "false".to_owned(), |port| port.to_string());
        self.subject(&format!(
            "id: {id}, kind: {kind}, url: \"https://{NAME}:{port}/\", addresses: [127.0.0.1], plain_port: {plain}, store: folder"
        ))
    }

    /// Adds a subject in its own words.
    pub(crate) fn subject(mut self, words: &str) -> Self {
        writeln!(self.subjects, "  - {{{words}}}").expect("a line");
        self
    }

    /// Permits a further port.
    pub(crate) fn port(mut self, port: u16) -> Self {
        self.ports.push(port);
        self
    }

    /// Opens the authorisation in this window instead.
    pub(crate) fn window(mut self, from: &str, until: &str) -> Self {
        self.window = (from.to_owned(), until.to_owned());
        self
    }

    /// Adds lines of the top level.
    pub(crate) fn more(mut self, lines: &str) -> Self {
        self.more.push_str(lines);
        self.more.push('\n');
        self
    }

    /// The file.
    pub(crate) fn text(&self) -> String {
        let Self { subjects, resolver, window: (from, until), more, ports } = self;
        let ports: Vec<_> = ports.iter().map(u16::to_string).collect();
        let ports = ports.join(", ");
        // A store that nobody declares is a mistake of the declaration.
        let subjects = match more.contains("trust") {
            true => subjects.clone(),
            false => subjects.replace(", store: folder", ""),
        };
        format!(
            "schema: kiemtra/system@1
id: thu-nghiem
title: Hệ thống thử nghiệm
subjects:
{subjects}scope:
  names: [thu-nghiem.example, \"*.thu-nghiem.example\", \"*.example\"]
  networks: [127.0.0.1/32]
  ports: [{ports}]
  connections_per_second: 500
  requests_per_second: 500
  connections_per_host: 32
authorisation:
  document: 01/GP-THU
  issuer: Đơn vị thử nghiệm
  from: \"{from}\"
  until: \"{until}\"
  safety: [passive, active, intrusive]
resolver: \"{resolver}\"
{more}"
        )
    }

    /// Writes it as `system.yaml`.
    pub(crate) fn write(&self, world: &World) -> PathBuf {
        world.write("system.yaml", self.text())
    }
}
