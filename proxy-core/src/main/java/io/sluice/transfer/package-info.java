/// Data connections and what moves between them: listeners and dials, the relay, the limits on it.
///
/// A [io.sluice.transfer.Transfer] does its waiting on a virtual thread, and tells the session only by events.
package io.sluice.transfer;
