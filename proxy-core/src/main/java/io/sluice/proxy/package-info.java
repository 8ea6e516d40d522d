/// The roles a virtual host can have towards a backend, and the states of a proxied session.
///
/// Reading order: [ReverseRole], [Connecting], [BackendConnector], [Ready] with the table in [Dispatch], then the
/// states of a transfer: [PreparingData], [AwaitingPreliminary], [MovingData], [DataOver], [ReplySeen], [Aborting].
package io.sluice.proxy;
