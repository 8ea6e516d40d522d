/// The roles a virtual host can have towards a backend, and the states of a proxied session.
///
/// Reading order: [ReverseRole] and [ForwardRole], [Connecting] with [BackendConnector], [Route], [Meeting] and
/// [Errand], [Ready] with the table in [Dispatch], [Relaying], [PreparingData], then the states of a transfer:
/// [AwaitingPreliminary], [MovingData], [DataOver], [ReplySeen], [Aborting], and their ends in [TransferEnd].
/// [Unconnected] is the state of clients who have still to say where they want to go, or to prove that they may; how
/// they do is an [Approach].
package io.sluice.proxy;
