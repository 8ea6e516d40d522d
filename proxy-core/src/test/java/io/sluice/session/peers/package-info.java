/// The two ends of a gateway, played by a test: a client and backends that do what a script says, over real sockets of
/// the loopback interface, and a gateway between them that is started from directives. Every wait is bounded.
package io.sluice.session.peers;
