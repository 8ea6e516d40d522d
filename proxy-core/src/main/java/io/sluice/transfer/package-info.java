/// Data connections and what moves between them: listeners and dials, the relay, the limits on it.
///
/// A [io.sluice.transfer.Transfer] runs on a virtual thread of its own and tells the session only by events.
package io.sluice.transfer;
