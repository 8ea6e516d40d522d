/// What TLS keeps outside a handshake: TLS sessions in shared stores (`TLSSessionCache`), and the OCSP responses that
/// are stapled (`TLSStaplingCache`), in the byte formats of the reference. May call the SPI of the core, the stores'
/// interface, and `io.sluice.tls.session`.
///
/// Read [TlsCaches] first, which makes everything of a configuration; then [SessionCache] and [Stapler].
package io.sluice.tls.cache;
