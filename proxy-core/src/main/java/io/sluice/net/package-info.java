/// Addresses, ports, host names, and the PROXY protocol. Uses the JDK only; knows nothing of FTP and nothing of the
/// configuration.
package io.sluice.net;
