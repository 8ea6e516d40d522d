/// A session: one mailbox, one loop, the control connection towards the client, and what is answered without a backend.
///
/// Feeders (both control connections, transfers, the clock) only post a [SessionEvent]; the loop
/// hands it to the present [SessionState] and keeps the one it returns. What stands behind a session is a [Role].
package io.sluice.session;
