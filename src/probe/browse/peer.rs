//! A sign-in of our own, sound or with named faults, for the tests.

use crate::fact::Value;
use crate::probe::Probe;
use crate::probe::scene::Scene;
use crate::probe::scripted::{Scripted, python};

/// The passwords; in a scene a secret is what its variable is called.
const SECRETS: [(&str, &str); 3] =
    [("AN", "MAT_KHAU_AN_2026"), ("BINH", "MAT_KHAU_BINH_2026"), ("MAT", "MAT_KHAU_MAT_2026")];

/// A server that ends with the test.
#[derive(Debug)]
pub(in crate::probe) struct Peer {
    _server: Scripted,
    /// Its port of 127.0.0.1.
    pub(in crate::probe) port: u16,
}

impl Peer {
    /// Starts it with faults.
    pub(in crate::probe) fn start(faults: &[&str]) -> Self {
        let mut command = python("peers/sign_in_server.py");
        let server = Scripted::start(command.args(faults).envs(SECRETS).env_remove("PORT"));
        Self { port: server.port(), _server: server }
    }

    /// The scene of this sign-in, with further keys of its declaration.
    pub(in crate::probe) fn scene(&self, more: &str) -> Scene {
        let Self { port, .. } = self;
        Scene::new(&format!(
            "{{id: cb, kind: sign-in, url: 'http://127.0.0.1:{port}/dang-nhap', addresses: [127.0.0.1], {more}}}"
        ))
        .at_speed()
    }

    /// What a probe sees of it.
    pub(in crate::probe) async fn seen(&self, probe: &dyn Probe, more: &str) -> Value {
        let scene = self.scene(more);
        let (seen, _) = scene.play_live(probe).await;
        probe.fact(&scene.target(), &seen)
    }
}
