/// The module for TLS towards clients: it makes settings of a configuration, chooses a library for each server, and
/// tells logs and notes what handshakes have come to.
package io.sluice.tls;
