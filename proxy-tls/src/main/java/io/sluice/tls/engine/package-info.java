/// Engines of TLS out of settings, by one library or another.
///
/// [TlsLibrary] is the place for one more. May call the settings, keys, suites and the verification of certificates;
/// knows no session.
package io.sluice.tls.engine;
