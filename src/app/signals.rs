//! The operator's wish to stop: Ctrl-C or SIGTERM.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Both signals, from when this is made; before, they end the program at once.
pub struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next one of either.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Waits for `work`, which was asked to end, unless the operator asks again.
    pub async fn unless_again<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tracing::info!("Stopping once the work under way is done; a second signal stops at once");
        tokio::select! {
            done = work => Some(done),
            () = self.next() => {
                tracing::warn!("Stopping with work under way");
                None
            }
        }
    }
}
