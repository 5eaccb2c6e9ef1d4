//! The demo's portal, running beside the test.

use std::path::PathBuf;

use jiff::Timestamp;
use kiemtra::demo::{Character, Portal};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// A running portal in its own folder.
pub(crate) struct Running {
    runtime: Runtime,
    portal: Option<Portal>,
    _folder: TempDir,
    /// Its declaration.
    pub(crate) system: PathBuf,
}

impl Running {
    /// Starts a portal.
    pub(crate) fn start(character: Character) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let portal = runtime.block_on(Portal::start(character, folder.path(), Timestamp::now())).expect("a portal");
        let system = portal.system_file().to_owned();
        Self { runtime, portal: Some(portal), _folder: folder, system }
    }

    /// The portal.
    pub(crate) fn portal(&self) -> &Portal {
        self.portal.as_ref().expect("a running portal")
    }

    /// Ends the servers; the declaration stays.
    pub(crate) fn stop(&mut self) {
        if let Some(portal) = self.portal.take() {
            self.runtime.block_on(portal.stop());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}
