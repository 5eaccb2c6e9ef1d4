//! A real nginx.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::program::{Server, free_ports, required};
use super::world::World;

/// The site part of a configuration that passes.
const SOUND: &str = r#"
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305;
    add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;
    add_header Content-Security-Policy "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'" always;
    add_header X-Content-Type-Options nosniff always;
    add_header X-Frame-Options DENY always;
    add_header Referrer-Policy strict-origin-when-cross-origin always;
    add_header Permissions-Policy "geolocation=(), camera=()" always;
"#;

/// A running nginx with one encrypted and one plain port.
#[derive(Debug)]
pub(crate) struct Nginx {
    /// The encrypted port.
    pub(crate) port: u16,
    /// The plain port.
    pub(crate) plain: u16,
    folder: PathBuf,
    _server: Server,
}

/// What to serve.
#[derive(Clone, Debug)]
pub(crate) struct Setup<'a> {
    /// Lines of the block `http`.
    pub(crate) http: &'a str,
    /// Lines of the encrypted server.
    pub(crate) site: &'a str,
    /// Lines of the plain server; `@PORT@` is the encrypted port.
    pub(crate) plain: &'a str,
    /// Chain and key.
    pub(crate) certificate: (PathBuf, PathBuf),
}

impl<'a> Setup<'a> {
    /// The sound one.
    pub(crate) fn sound(certificate: (PathBuf, PathBuf)) -> Self {
        Self {
            http: "server_tokens off;",
            site: SOUND,
            plain: "return 301 https://$host:@PORT@$request_uri;",
            certificate,
        }
    }

    /// Starts it.
    pub(crate) fn start(&self, world: &World) -> Nginx {
        let program = required("nginx", "nginx-light");
        let folder = world.path("nginx");
        for name in ["html/.well-known", "temp"] {
            fs::create_dir_all(folder.join(name)).expect("a folder");
        }
        world.write("nginx/html/index.html", "<!doctype html><title>Cổng</title><p>Xin chào");
        // Less than a year ahead, as the standard asks.
        let until = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 180);
        world.write(
            "nginx/html/.well-known/security.txt",
            format!("Contact: mailto:bao-loi@thu-nghiem.example\nExpires: {}\n", until.strftime("%Y-%m-%dT%H:%M:%SZ")),
        );
        // Tried anew where another test took a port between looking and listening.
        for _ in 0..10 {
            let [port, plain] = free_ports();
            world.write("nginx/nginx.conf", self.text(port, plain));
            let mut command = Command::new(&program);
            command.arg("-p").arg(&folder).args(["-c", "nginx.conf", "-e", "error.log"]);
            if let Some(server) = Server::start(&mut command, &[port, plain]) {
                return Nginx { port, plain, folder, _server: server };
            }
        }
        panic!("nginx does not start: {}", fs::read_to_string(folder.join("error.log")).unwrap_or_default());
    }

    fn text(&self, port: u16, plain: u16) -> String {
        let Self { http, site, plain: plain_site, certificate: (chain, key) } = self;
        let plain_site = plain_site.replace("@PORT@", &port.to_string());
        let (chain, key) = (chain.display(), key.display());
        let temp: Vec<_> = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|name| format!("{name}_temp_path temp/{name};"))
            .collect();
        let temp = temp.join(" ");
        format!(
            "user root; daemon off; pid nginx.pid; worker_processes 1; error_log error.log info;
events {{ worker_connections 512; }}
http {{
  types {{ text/html html; text/plain txt; }}
  {temp}
  log_format own '$connection $connection_requests $request_method $uri $status';
  access_log access.log own;
  {http}
  server {{
    listen 127.0.0.1:{port} ssl; server_name _; root html; charset utf-8;
    ssl_certificate {chain}; ssl_certificate_key {key};
    {site}
  }}
  server {{
    listen 127.0.0.1:{plain}; server_name _; root html;
    {plain_site}
  }}
}}
"
        )
    }
}

impl Nginx {
    /// The requests in its own log: number of the connection, and method.
    pub(crate) fn requests(&self) -> Vec<(String, String)> {
        let log = fs::read_to_string(self.folder.join("access.log")).unwrap_or_default();
        let words = log.lines().map(|line| line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        words.filter_map(|words| Some((words.first()?.clone(), words.get(2)?.clone()))).collect()
    }
}
