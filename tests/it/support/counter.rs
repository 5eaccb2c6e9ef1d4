//! A TCP proxy that counts connections: the journal's count from outside.

use std::io::copy;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Counts what it accepts and passes it on, if anywhere; lives as long as the test's process.
#[derive(Clone, Debug)]
pub(crate) struct Counter {
    /// Where it listens.
    pub(crate) port: u16,
    accepted: Arc<AtomicU64>,
}

impl Counter {
    /// In front of a port of 127.0.0.1.
    pub(crate) fn before(port: u16) -> Self {
        Self::listen("127.0.0.1", move |near| {
            if let Ok(far) = TcpStream::connect(("127.0.0.1", port)) {
                both_ways(near, far);
            }
        })
    }

    /// A listener that closes whatever comes, at an address.
    pub(crate) fn alone(address: &str) -> Self {
        Self::listen(address, drop)
    }

    /// How many connections were accepted.
    pub(crate) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }

    fn listen(address: &str, serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((address, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let accepted = Arc::new(AtomicU64::new(0));
        let (counter, serve) = (Arc::clone(&accepted), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                counter.fetch_add(1, Ordering::SeqCst);
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(stream));
            }
        });
        Self { port, accepted }
    }
}

fn both_ways(near: TcpStream, far: TcpStream) {
    let (Ok(mut near_in), Ok(mut far_out)) = (near.try_clone(), far.try_clone()) else { return };
    let (mut near_out, mut far_in) = (near, far);
    let back = thread::spawn(move || {
        let _ = copy(&mut far_in, &mut near_out);
        let _ = near_out.shutdown(Shutdown::Write);
    });
    let _ = copy(&mut near_in, &mut far_out);
    let _ = far_out.shutdown(Shutdown::Write);
    let _ = back.join();
}
