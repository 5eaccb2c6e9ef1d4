//! The demo's portal, running beside the test.

use std::path::PathBuf;

use jiff::Timestamp;
use kiemtra::demo::{Character, Portal, write_month};
use kiemtra::ledger::samples::SqliteSamples;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::World;

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

    /// Writes a month of its link into the ledger of a world.
    pub(crate) fn watched_in(&self, world: &World, character: Character) {
        let ledger = world.ledger();
        std::fs::create_dir_all(ledger.parent().expect("a folder")).expect("a folder");
        let mut store = SqliteSamples::open(&ledger).expect("a store");
        let system = kiemtra::system::load(&self.system).expect("a system");
        write_month(&mut store, &system, character, Timestamp::now()).expect("a month");
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
