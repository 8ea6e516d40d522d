/// The roles a virtual host can have towards a backend, and the states of a proxied session.
///
/// Reading order: [ReverseRole], [Connecting] with [BackendConnector], [Ready] with the table in [Dispatch],
/// [Relaying], [PreparingData], then the states of a transfer: [AwaitingPreliminary], [MovingData], [DataOver],
/// [ReplySeen], [Aborting], and their ends in [TransferEnd]. [Unconnected] is the state of clients the proxy checks
/// itself.
package io.sluice.proxy;
